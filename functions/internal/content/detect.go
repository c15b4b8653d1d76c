package content

import (
	"bytes"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"slipway/functions/internal/mediatype"
)

const pdf = "application/pdf"

// detect returns the media type of a file's first bytes, in its usual form, or
// application/octet-stream.
func detect(head []byte) string {
	if text := decodeUTF16(head); text != nil {
		head = text
	}
	switch {
	case pdfHeader(head) >= 0 && !isZip(head):
		return pdf
	case bytes.HasPrefix(head, []byte("caff\x00\x01\x00\x00")):
		return "audio/x-caf"
	case bytes.HasPrefix(head, []byte("BM")) && len(head) >= 18 && little.Uint32(head[14:]) == coreHeader:
		return "image/bmp" // mimetype knows all headers but this
	case isTransportStream(head):
		return "video/mp2t"
	}
	if t := stillByBrand(head); t != "" {
		return t
	}
	found, _, _ := strings.Cut(mimetype.Detect(head).String(), ";")
	switch found {
	case oleType:
		return found // in package mediatype, that of a program
	case "application/vnd.microsoft.portable-executable", "application/x-bzip2", "application/x-shockwave-flash":
		// These signatures are two or three letters, which a text may begin
		// with ("MZ", "BZh", "CWS"). Files of these formats have binary data in
		// their heads.
		if isText(head) {
			found = "text/plain"
		}
	}
	if found = usual(found); isPlain(found) {
		return refineText(head, found)
	}
	return found
}

// beforePDF returns the type of the bytes before a PDF's header if they are a
// format of their own: some programs read such a file as a PDF and others do
// not. Otherwise it returns application/pdf.
func beforePDF(head []byte) string {
	if before := detect(head[:pdfHeader(head)]); before != mediatype.Unknown && before != "text/plain" {
		return before
	}
	return pdf
}

// pdfHeader returns the offset of a PDF's header, or -1. Readers accept it
// anywhere in the first 1,024 bytes (PDF 1.7, implementation note 13).
func pdfHeader(head []byte) int {
	header := []byte("%PDF-")
	return bytes.Index(head[:min(len(head), 1024+len(header)-1)], header)
}

// isTransportStream reports whether head has the sync bytes of five MPEG-2
// packets, possibly with time stamps before them, as cameras write them.
func isTransportStream(head []byte) bool {
	for _, packet := range []struct{ first, size int }{{0, 188}, {4, 192}} {
		n := 0
		for i := packet.first; i < len(head) && head[i] == 'G' && n < 5; i += packet.size {
			n++
		}
		if n == 5 && !isText(head) {
			return true
		}
	}
	return false
}

// stillByBrand returns the type of a picture in a container like MP4's, or "".
// If the first brand is general, a picture may be named only by one of the
// compatible brands.
func stillByBrand(head []byte) string {
	if len(head) < 12 || string(head[4:8]) != "ftyp" || head[0] != 0 || head[1] != 0 {
		return ""
	}
	size := min(int(big.Uint32(head)), len(head))
	brands := string(head[8:12])
	if size > 16 {
		brands += string(head[16:size]) // after the minor version
	}
	found := ""
	for ; len(brands) >= 4; brands = brands[4:] {
		switch brands[:4] {
		case "avif", "avis":
			return "image/avif"
		case "heic", "heix", "heim", "heis":
			return "image/heic"
		case "hevc", "hevx", "hevm", "hevs":
			return "image/heic-sequence"
		case "mif1", "msf1":
			found = "image/heif"
		}
	}
	return found
}
