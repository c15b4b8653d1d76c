package samples

import (
	"bytes"
	"encoding/base64"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"slipway/functions/internal/content"
)

// Pictures returns pictures of their declared type.
func Pictures() []Sample {
	return []Sample{
		picture("PNG", "image/png", PNG(3, 2), 3, 2),
		picture("PNG declared in capitals, with a parameter", "Image/PNG; x=y", PNG(3, 2), 3, 2).of("image/png"),
		picture("PNG of 10,000 by 10,000", "image/png", hugePNG(10000, 10000, 0), 10000, 10000),
		picture("PNG of 10,000 by 10,001", "image/png", hugePNG(10000, 10001, 0), 10000, 10001), // a row too many
		picture("PNG of 60,000 by 60,000 in 20 KB", "image/png", hugePNG(60000, 60000, 20000), 60000, 60000),
		picture("PNG of 2^31-1 by 2^31-1", "image/png", hugePNG(1<<31-1, 1<<31-1, 0), 1<<31-1, 1<<31-1),
		picture("PNG with 100 KB of text before its palette", "image/png", palettePNG(), 3, 2),
		picture("APNG as PNG", "image/png", apng(), 3, 2),
		picture("APNG", "image/apng", apng(), 3, 2),

		picture("JPEG", "image/jpeg", JPEG(3, 2), 3, 2),
		picture("JPEG as image/jpg", "image/jpg", JPEG(3, 2), 3, 2).of("image/jpeg"),
		picture("progressive JPEG", "image/jpeg", bareJPEG(0xC2, 640, 480), 640, 480),
		picture("lossless JPEG", "image/jpeg", bareJPEG(0xC3, 640, 480), 640, 480),
		picture("JPEG of the last kind", "image/jpeg", bareJPEG(0xCF, 640, 480), 640, 480),
		picture("JPEG with its Huffman table first", "image/jpeg",
			cat("\xff\xd8\xff\xc4", be16(19), zeros(17), string(bareJPEG(0xC0, 640, 480)[2:])), 640, 480),
		picture("JPEG with an empty comment", "image/jpeg", cat("\xff\xd8\xff\xfe", be16(2), string(bareJPEG(0xC0, 5, 6)[2:])), 5, 6),
		picture("JPEG with fill bytes", "image/jpeg", cat("\xff\xd8\xff\xff\xff", string(bareJPEG(0xC0, 5, 6)[3:])), 5, 6),
		picture("JPEG with 60 KB of Exif", "image/jpeg", fatJPEG(1, 60000), 3, 2),
		picture("JPEG with 1.9 MB of XMP in 30 segments", "image/jpeg", fatJPEG(30, 65533), 3, 2),
		picture("JPEG of 65,535 by 65,535", "image/jpeg", bareJPEG(0xC0, 65535, 65535), 65535, 65535),

		picture("GIF of 1 by 1", "image/gif", GIF(1, 1), 1, 1),
		picture("GIF of 65,535 by 65,535", "image/gif", cat("GIF89a", "\xff\xff\xff\xff", "\x00\x00\x00;"), 65535, 65535),
		picture("WebP, lossy", "image/webp", decode(webpLossy), 1, 1),
		picture("WebP, lossless", "image/webp", decode(webpLossless), 1, 1),
		picture("WebP, extended", "image/webp", decode(webpExtended), 1, 1),
		picture("WebP of 2^24 by 2^24", "image/webp",
			cat("RIFF", le32(22), "WEBPVP8X", le32(10), "\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff"), 1<<24, 1<<24),
		picture("AVIF", "image/avif", decode(avif), 2, 2),
		picture("AVIF of 60,000 by 60,000", "image/avif", HEIF("avif", "", [2]int{60000, 60000}), 60000, 60000),
		picture("HEIC with tiles and a thumbnail", "image/heic", HEIF("heic", "mif1",
			[2]int{512, 512}, [2]int{4032, 3024}, [2]int{320, 240}), 4032, 3024),
		picture("HEIC that says so second", "image/heic", HEIF("mif1", "heic", [2]int{640, 480}), 640, 480),
		picture("HEIC as HEIF", "image/heif", HEIF("heic", "mif1", [2]int{640, 480}), 640, 480),
		picture("HEIC whose directory follows 300 KB", "image/heic",
			cat(box("ftyp", "heic", zeros(4), "heic"), box("mdat", noise(300000)), heifMeta([2]int{640, 480})), 640, 480),
		picture("HEIC with a box of 64 bits' length", "image/heic",
			cat(box("ftyp", "heic", zeros(4)), be32(1), "free", be64(16), heifMeta([2]int{640, 480})), 640, 480),
		picture("HEIC with a directory of no length, up to its end", "image/heic",
			cat(box("ftyp", "heic", zeros(4)), be32(0), heifMeta([2]int{640, 480})[4:]), 640, 480),
		picture("HEIC of 640 by 480 and 480 by 640", "image/heic", HEIF("heic", "", [2]int{640, 480}, [2]int{480, 640}), 640, 480), // the first

		picture("BMP", "image/bmp", bitmap(3, 2), 3, 2),
		picture("BMP as image/x-ms-bmp", "image/x-ms-bmp", bitmap(3, 2), 3, 2).of("image/bmp"),
		picture("BMP from the top down, with run lengths", "image/bmp", bareBMP(640, -480), 640, 480),
		picture("BMP of OS/2", "image/bmp", coreBMP(640, 480), 640, 480),
		picture("BMP of 60,000 by 60,000", "image/bmp", bareBMP(60000, 60000), 60000, 60000),
		picture("TIFF", "image/tiff", tif(3, 2), 3, 2),
		picture("TIFF of Motorola's order", "image/tiff", bigTIFF(640, 480, 0), 640, 480),
		picture("TIFF whose directory follows 1 MB", "image/tiff", bigTIFF(640, 480, 1<<20), 640, 480),
		picture("DNG", "image/x-adobe-dng", bigTIFF(640, 480, 0), 640, 480),
		picture("TIFF of 60,000 by 60,000", "image/tiff", bigTIFF(60000, 60000, 0), 60000, 60000),
		picture("ICO of two sizes", "image/x-icon", ICO(dib(16, 16), string(PNG(256, 256))), 256, 256),
		picture("ICO with a PNG of 60,000 by 60,000", "image/vnd.microsoft.icon",
			ICO(dib(16, 16), string(hugePNG(60000, 60000, 0))), 60000, 60000).of("image/x-icon"),
		picture("Photoshop", "image/vnd.adobe.photoshop", cat("8BPS", be16(1), zeros(6), be16(3), be32(480), be32(640)), 640, 480),
		picture("JPEG 2000", "image/jp2", jp2(), 640, 480),

		accept("SVG", "image/svg+xml", []byte(svg), "image/svg+xml"),
		accept("SVG with a declaration", "image/svg+xml", cat("<?xml version=\"1.0\"?>\n<!-- by hand -->\n", svg), "image/svg+xml"),
		accept("DXF", "image/vnd.dxf", []byte("  0\nSECTION\n  2\nHEADER\n  9\n$ACADVER\n"), "image/vnd.dxf"),
	}
}

// of returns the sample with another type found.
func (s Sample) of(found string) Sample {
	s.Want.Type = found
	return s
}

// Broken returns pictures whose dimensions cannot be read.
func Broken() []Sample {
	var samples []Sample
	for _, s := range []struct {
		name, declared string
		data           []byte
		cut            int // before the last byte of the dimensions, or of what leads to them
	}{
		{"PNG", "image/png", PNG(3, 2), 23},
		{"JPEG", "image/jpeg", bareJPEG(0xC0, 3, 2), 28},
		{"GIF", "image/gif", GIF(3, 2), 9},
		{"WebP, lossy", "image/webp", decode(webpLossy), 29},
		{"WebP, lossless", "image/webp", decode(webpLossless), 24},
		{"WebP, extended", "image/webp", decode(webpExtended), 29},
		{"AVIF", "image/avif", decode(avif), 40},
		{"HEIC", "image/heic", HEIF("heic", "", [2]int{3, 2}), 60},
		{"BMP", "image/bmp", bitmap(3, 2), 25},
		{"BMP of OS/2", "image/bmp", coreBMP(3, 2), 18},
		{"TIFF", "image/tiff", bigTIFF(3, 2, 0), 20},
		{"ICO", "image/x-icon", ICO(dib(16, 16)), 30},
		{"Photoshop", "image/vnd.adobe.photoshop", cat("8BPS", be16(1), zeros(6), be16(3), be32(480), be32(640)), 21},
		{"JPEG 2000", "image/jp2", jp2(), 40},
	} {
		samples = append(samples,
			reject(content.UnreadableImage, s.name+", cut off in its head", s.declared, s.data[:s.cut], s.declared))
	}
	return append(samples,
		picture("PNG, cut off after its head", "image/png", PNG(300, 200)[:60], 300, 200), // never decoded
		reject(content.UnreadableImage, "PNG without pixels", "image/png", hugePNG(0, 5, 0), "image/png"),
		reject(content.UnreadableImage, "PNG of no height", "image/png", hugePNG(5, 0, 0), "image/png"),
		reject(content.UnreadableImage, "PNG of negative width", "image/png", hugePNG(1<<31, 5, 0), "image/png"),
		reject(content.UnreadableImage, "PNG that begins with another chunk", "image/png",
			cat(string(PNG(3, 2)[:8]), be32(13), "iHDR", zeros(17)), "image/png"),
		reject(content.UnreadableImage, "GIF of 0 by 0", "image/gif", GIF(0, 0), "image/gif"),
		reject(content.UnreadableImage, "JPEG without a frame", "image/jpeg", cat("\xff\xd8\xff\xda", be16(8), zeros(100)), "image/jpeg"),
		reject(content.UnreadableImage, "JPEG whose frame follows a scan", "image/jpeg",
			cat("\xff\xd8\xff\xda", be16(2), string(bareJPEG(0xC0, 3, 2)[2:])), "image/jpeg"),
		reject(content.UnreadableImage, "JPEG whose frame follows a restart", "image/jpeg",
			cat("\xff\xd8\xff\xd0", be16(2), string(bareJPEG(0xC0, 3, 2)[2:])), "image/jpeg"),
		reject(content.UnreadableImage, "JPEG with a segment of no length", "image/jpeg",
			cat("\xff\xd8\xff\xe0", be16(0), zeros(100)), "image/jpeg"),
		reject(content.UnreadableImage, "JPEG with 3 MB of metadata", "image/jpeg", fatJPEG(46, 65533), "image/jpeg"),
		reject(content.UnreadableImage, "HEIC that is a film", "image/heic",
			cat(box("ftyp", "heic", zeros(4), "heic"), movie), "image/heic"),
		reject(content.UnreadableImage, "AVIF with a size of 2^32-1", "image/avif", HEIF("avif", "", [2]int{1<<32 - 1, 1}), "image/avif"),
		reject(content.ContentMismatch, "HEIC of 12 bytes as PNG", "image/png", cat(be32(12), "ftypheim"), "image/heic"),
		reject(content.UnreadableImage, "HEIC with a property that is longer than its list", "image/heic",
			cat(box("ftyp", "heic", zeros(4)), box("meta", zeros(4), box("iprp",
				box("ipco", be32(28), "ispe", zeros(4), be32(3), be32(2)), box("ipma", zeros(8))))), "image/heic"),
		reject(content.UnreadableImage, "HEIC with 10,000 empty boxes", "image/heic",
			cat(box("ftyp", "heic", zeros(4)), strings.Repeat(box("free"), 10000), heifMeta([2]int{3, 2})), "image/heic"),
		reject(content.UnreadableImage, "HEIC with a box that is too long", "image/heic",
			cat(box("ftyp", "heic", zeros(4)), be32(1), "free", be64(1<<62), heifMeta([2]int{3, 2})), "image/heic"),
		reject(content.UnreadableImage, "TIFF whose directory is beyond its end", "image/tiff", cat("MM\x00*", be32(1<<31)), "image/tiff"),
		reject(content.UnreadableImage, "TIFF with 65,535 entries", "image/tiff",
			cat("MM\x00*", be32(8), "\xff\xff", zeros(12*65535)), "image/tiff"),
		reject(content.UnreadableImage, "ICO with 65,535 entries", "image/x-icon", cat("\x00\x00\x01\x00\xff\xff", zeros(2000)), "image/x-icon"),
		reject(content.UnreadableImage, "JPEG XL", "image/jxl", cat("\xff\x0a", noise(100)), "image/jxl"),
	)
}

func blank(width, height int) image.Image {
	return image.NewPaletted(image.Rect(0, 0, width, height), color.Palette{color.White, color.Black})
}

// PNG returns a picture of that size.
func PNG(width, height int) []byte {
	var b bytes.Buffer
	check(png.Encode(&b, blank(width, height)))
	return b.Bytes()
}

// JPEG returns a picture of that size.
func JPEG(width, height int) []byte {
	var b bytes.Buffer
	check(jpeg.Encode(&b, blank(width, height), nil))
	return b.Bytes()
}

// GIF returns a picture of that size, which may be 0 by 0.
func GIF(width, height int) []byte {
	var b bytes.Buffer
	check(gif.Encode(&b, blank(3, 2), nil))
	data := b.Bytes()
	copy(data[6:], le16(width)+le16(height))
	return data
}

func bitmap(width, height int) []byte {
	var b bytes.Buffer
	check(bmp.Encode(&b, blank(width, height)))
	return b.Bytes()
}

func tif(width, height int) []byte {
	var b bytes.Buffer
	check(tiff.Encode(&b, blank(width, height), nil))
	return b.Bytes()
}

func chunk(kind, data string) string {
	return be32(len(data)) + kind + data + be32(int(crc32.ChecksumIEEE([]byte(kind+data))))
}

// hugePNG returns a head that announces the size, and so many bytes after it.
func hugePNG(width, height, bytes int) []byte {
	return cat("\x89PNG\r\n\x1a\n", chunk("IHDR", be32(width)+be32(height)+"\x08\x02\x00\x00\x00"),
		chunk("IDAT", zeros(bytes)), chunk("IEND", ""))
}

func palettePNG() []byte {
	data := PNG(3, 2)
	return cat(string(data[:33]), chunk("tEXt", "Comment\x00"+strings.Repeat("a", 100000)), string(data[33:]))
}

func apng() []byte {
	data := PNG(3, 2)
	return cat(string(data[:33]), chunk("acTL", be32(1)+be32(0)), string(data[33:]))
}

// bareJPEG returns a JPEG up to its scan, with the frame header of that kind.
func bareJPEG(kind byte, width, height int) []byte {
	return cat("\xff\xd8\xff\xe0", be16(16), "JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00",
		"\xff", string([]byte{kind}), be16(17), "\x08", be16(height), be16(width), "\x03\x01\x11\x00\x02\x11\x01\x03\x11\x01",
		"\xff\xda", be16(12), "\x03\x01\x00\x02\x11\x03\x11\x00\x3f\x00", noise(50), "\xff\xd9")
}

func fatJPEG(segments, length int) []byte {
	data := JPEG(3, 2)
	segment := "\xff\xe1" + be16(length+2) + "Exif\x00\x00" + noise(length-6)
	return cat("\xff\xd8", strings.Repeat(segment, segments), string(data[2:]))
}

func dib(width, height int) string {
	return le32(40) + le32(width) + le32(2*height) + le16(1) + le16(32) + zeros(24) + zeros(4*width*height+4*height)
}

func bareBMP(width, height int) []byte {
	return cat("BM", le32(100), zeros(4), le32(54), le32(40), le32(width), le32(height), le16(1), le16(8), le32(1), zeros(20), noise(50))
}

func coreBMP(width, height int) []byte {
	return cat("BM", le32(100), zeros(4), le32(26), le32(12), le16(width), le16(height), le16(1), le16(24), noise(50))
}

// bigTIFF returns a TIFF of Motorola's order with so many bytes before its
// directory.
func bigTIFF(width, height, before int) []byte {
	return cat("MM\x00*", be32(8+before), noise(before), be16(2),
		be16(256), be16(4), be32(1), be32(width), be16(257), be16(4), be32(1), be32(height), be32(0))
}

// ICO returns an icon with the pictures in it.
func ICO(pictures ...string) []byte {
	head := "\x00\x00\x01\x00" + le16(len(pictures))
	offset := 6 + 16*len(pictures)
	for _, p := range pictures {
		head += "\x00\x00\x00\x00" + le16(1) + le16(32) + le32(len(p)) + le32(offset)
		offset += len(p)
	}
	return cat(head, strings.Join(pictures, ""))
}

func box(kind string, content ...string) string {
	all := strings.Join(content, "")
	return be32(8+len(all)) + kind + all
}

// HEIF returns a picture of the brand, compatible with another, that has the
// sizes among its properties.
func HEIF(brand, compatible string, sizes ...[2]int) []byte {
	return cat(box("ftyp", brand, zeros(4), compatible), heifMeta(sizes...), box("mdat", noise(100)))
}

func heifMeta(sizes ...[2]int) string {
	properties := ""
	for _, size := range sizes {
		properties += box("ispe", zeros(4), be32(size[0]), be32(size[1]))
	}
	return box("meta", zeros(4), box("hdlr", zeros(8), "pict", zeros(13)), box("pitm", zeros(4), be16(1)),
		box("iprp", box("ipco", properties), box("ipma", zeros(8))))
}

// LateHEIC returns the head of a picture of that size whose directory,
// HEICMeta, follows at its end.
func LateHEIC(size int) []byte {
	head := box("ftyp", "heic", zeros(4), "heic")
	return cat(head, be32(size-len(head)-len(HEICMeta(0, 0))), "mdat")
}

// HEICMeta returns the directory of a picture.
func HEICMeta(width, height int) []byte { return []byte(heifMeta([2]int{width, height})) }

func jp2() []byte {
	return cat(box("jP  ", "\r\n\x87\n"), box("ftyp", "jp2 ", zeros(4), "jp2 "),
		box("jp2h", box("ihdr", be32(480), be32(640), be16(3), "\x07\x07\x00\x00")), box("jp2c", noise(50)))
}

const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="3" height="2"><path d="M0 0h3v2z"/></svg>`

// Pictures that no encoder of the standard library makes.
const (
	webpLossy    = "UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA"
	webpLossless = "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA=="
	webpExtended = "UklGRkoAAABXRUJQVlA4WAoAAAAQAAAAAAAAAAAAQUxQSAwAAAARBxAR/Q9ERP8DAABWUDggGAAAABQBAJ0BKgEAAQAAAP4AAA3AAP7mtQAAAA=="
	avif         = "AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUIAAADybWV0YQAAAAAAAAAoaGRscgAAAAAAAAAAcGljdAAAAAAAAAAAAAAAAGxpYmF2" +
		"aWYAAAAADnBpdG0AAAAAAAEAAAAeaWxvYwAAAABEAAABAAEAAAABAAABGgAAAB0AAAAoaWluZgAAAAAAAQAAABppbmZlAgAAAAABAABhdjAxQ29s" +
		"b3IAAAAAamlwcnAAAABLaXBjbwAAABRpc3BlAAAAAAAAAAIAAAACAAAAEHBpeGkAAAAAAwgICAAAAAxhdjFDgQ0MAAAAABNjb2xybmNseAACAAIA" +
		"AYAAAAAXaXBtYQAAAAAAAAABAAEEAQKDBAAAACVtZGF0EgAKCBgANogQEAwgMg8f8D///8WfhwB8+ErK42A="
)

func decode(s string) []byte { return must(base64.StdEncoding.DecodeString(s)) }
