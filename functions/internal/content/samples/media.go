package samples

import (
	"slices"
	"strings"

	"slipway/functions/internal/content"
)

// Media returns sound and films.
func Media() []Sample {
	return slices.Concat(containers(), sounds(), []Sample{
		accept("AVI", "video/x-msvideo", cat("RIFF", le32(1000), "AVI LIST", le32(100), "hdrlavih", noise(80)), "video/avi"),
		accept("Flash video", "video/x-flv", cat("FLV\x01\x05\x00\x00\x00\x09", noise(50)), "video/x-flv"),
		accept("Windows Media as sound", "audio/x-ms-wma",
			cat("\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c", noise(50)), "audio/x-ms-wma"),
		accept("MPEG", "video/mpeg", cat("\x00\x00\x01\xba", noise(50)), "video/mpeg"),
		accept("transport stream", "video/mp2t", []byte(strings.Repeat("G"+noise(187), 8)), "video/mp2t"),
		accept("transport stream of a camera", "video/mp2t", []byte(strings.Repeat("\x00\x00\x00\x01G"+noise(187), 8)), "video/mp2t"),
		reject(content.ContentMismatch, "transport stream as MP4", "video/mp4", []byte(strings.Repeat("G"+noise(187), 8)), "video/mp2t"),
	})
}

func containers() []Sample {
	return []Sample{
		accept("MP4", "video/mp4", MP4("isom", "iso2avc1mp41"), "video/mp4"),
		accept("MP4 as sound", "audio/mp4", MP4("isom", "mp41"), "audio/mp4"),
		accept("M4A as audio/mp4", "audio/mp4", MP4("M4A ", "mp42"), "audio/mp4"),
		accept("M4A as audio/x-m4a", "audio/x-m4a", MP4("M4A ", "mp42"), "audio/mp4"),
		accept("M4V", "video/x-m4v", MP4("M4V ", "mp42"), "video/mp4"),
		accept("M4V as MP4", "video/mp4", MP4("M4V ", "mp42"), "video/mp4"),
		accept("3GP", "video/3gpp", MP4("3gp5", "isom"), "video/3gpp"),
		accept("3GP as sound", "audio/3gpp", MP4("3gp5", "isom"), "audio/3gpp"),
		accept("3GP as MP4", "video/mp4", MP4("3gp5", "isom"), "video/mp4"),
		accept("QuickTime", "video/quicktime", MP4("qt  ", "qt  "), "video/quicktime"),
		accept("QuickTime as MP4", "video/mp4", MP4("qt  ", "qt  "), "video/mp4"),
		accept("QuickTime without brands", "video/quicktime", cat(box("wide"), movie), "video/quicktime"),
		accept("WebM", "video/webm", ebml("webm"), "video/webm"),
		accept("WebM as sound", "audio/webm", ebml("webm"), "audio/webm"),
		accept("what MediaRecorder calls WebM", `video/webm;codecs=vp8,opus`, ebml("webm"), "video/webm"),
		accept("Matroska", "video/x-matroska", ebml("matroska"), "video/x-matroska"),
		accept("Matroska as sound", "audio/x-matroska", ebml("matroska"), "audio/x-matroska"),
		reject(content.ContentMismatch, "Matroska as WebM", "video/webm", ebml("matroska"), "video/x-matroska"),
		accept("Opus", "audio/ogg", ogg("OpusHead\x01\x02"), "audio/ogg"),
		accept("Opus as audio/opus", "audio/opus", ogg("OpusHead\x01\x02"), "audio/ogg"),
		accept("Vorbis as video", "video/ogg", ogg("\x01vorbis"), "video/ogg"),
		accept("Theora", "video/ogg", ogg("\x80theora"), "video/ogg"),
		accept("Theora as application/ogg", "application/ogg", ogg("\x80theora"), "application/ogg"),
		reject(content.ContentMismatch, "Opus as WebM", "audio/webm", ogg("OpusHead\x01\x02"), "audio/ogg"),
		reject(content.ContentMismatch, "WebM as MP4", "video/mp4", ebml("webm"), "video/webm"),
		reject(content.ContentMismatch, "MP4 as MP3", "audio/mpeg", MP4("isom", "mp41"), "video/mp4"),

		reject(content.ContentMismatch, "HEIC as MP4", "video/mp4", HEIF("heic", "mif1", [2]int{3, 2}), "image/heic"),
		reject(content.ContentMismatch, "HEIC as MP4, which it names first", "video/mp4", HEIF("isom", "mp41heic", [2]int{3, 2}), "image/heic"),
		reject(content.ContentMismatch, "AVIF as MP4", "video/mp4", decode(avif), "image/avif"),
		reject(content.ContentMismatch, "AVIF as HEIC", "image/heic", decode(avif), "image/avif"),
		reject(content.ContentMismatch, "HEIC as AVIF", "image/avif", HEIF("heic", "mif1", [2]int{3, 2}), "image/heic"),
		reject(content.ContentMismatch, "MP4 as HEIC", "image/heic", MP4("isom", "mp41"), "video/mp4"),
		reject(content.ContentMismatch, "QuickTime as AVIF", "image/avif", MP4("qt  ", "qt  "), "video/quicktime"),
	}
}

func sounds() []Sample {
	frames := strings.Repeat("\xff\xfb\x90\x64"+noise(413), 8)
	return []Sample{
		accept("MP3", "audio/mpeg", []byte(frames), "audio/mpeg"),
		accept("MP3 as audio/mp3", "audio/mp3", []byte(frames), "audio/mpeg"),
		accept("MP3 with 100 KB of tags", "audio/mpeg",
			cat("ID3\x04\x00\x00\x00\x06\x0d\x20", "APIC", be32(100000), zeros(2), noise(100000), frames), "audio/mpeg"),
		accept("AAC", "audio/aac", []byte(strings.Repeat("\xff\xf1\x50\x80\x02\x1f\xfc"+noise(20), 8)), "audio/aac"),
		accept("WAV", "audio/wav", wav, "audio/wav"),
		accept("WAV as audio/x-wav", "audio/x-wav", wav, "audio/wav"),
		accept("FLAC", "audio/flac", cat("fLaC\x00\x00\x00\x22", zeros(34), noise(50)), "audio/flac"),
		accept("FLAC as audio/x-flac", "audio/x-flac", cat("fLaC\x00\x00\x00\x22", zeros(34), noise(50)), "audio/flac"),
		accept("AIFF", "audio/x-aiff", cat("FORM", be32(50), "AIFFCOMM", noise(40)), "audio/aiff"),
		accept("CAF", "audio/x-caf", cat("caff\x00\x01\x00\x00desc", be64(32), noise(32)), "audio/x-caf"),
		accept("MIDI", "audio/midi", cat("MThd", be32(6), be16(1), be16(1), be16(96)), "audio/midi"),
		accept("AMR", "audio/amr", cat("#!AMR\n", noise(50)), "audio/amr"),
		reject(content.ContentMismatch, "WAV as MP3", "audio/mpeg", wav, "audio/wav"),
		reject(content.ContentMismatch, "noise as MP3", "audio/mpeg", []byte(noise(5000)), unknown),
		reject(content.ContentMismatch, "WebP as WAV", "audio/wav", decode(webpLossy), "image/webp"),
	}
}

var wav = cat("RIFF", le32(100), "WAVEfmt ", le32(16), le16(1), le16(1), le32(8000), le32(8000), le16(1), le16(8), "data", le32(50), noise(50))

// movie has the boxes of a film.
var movie = box("moov", box("mvhd", zeros(100))) + box("mdat", noise(100))

// MP4 returns a film of the brand, compatible with others of four letters each.
func MP4(brand, compatible string) []byte {
	return cat(box("ftyp", brand, zeros(4), compatible), movie)
}

func ebml(kind string) []byte {
	body := "\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82" +
		string([]byte{byte(0x80 | len(kind))}) + kind + "\x42\x87\x81\x04\x42\x85\x81\x02"
	return cat("\x1a\x45\xdf\xa3", string([]byte{byte(0x80 | len(body))}), body, "\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff", noise(50))
}

func ogg(packet string) []byte {
	packet += zeros(30)
	return cat("OggS\x00\x02", zeros(8), be32(1), zeros(4), be32(0), "\x01", string([]byte{byte(len(packet))}), packet)
}
