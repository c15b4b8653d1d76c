package content

import (
	"bytes"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"slipway/functions/internal/mediatype"
)

const pdf = "application/pdf"

// detect returns the media type that a file's first bytes are of, in its usual
// form, or application/octet-stream.
func detect(head []byte) string {
	if text := decodeUTF16(head); text != nil {
		head = text
	}
	switch {
	case pdfHeader(head) >= 0 && !isZip(head):
		return pdf
	case bytes.HasPrefix(head, []byte("caff\x00\x01\x00\x00")):
		return "audio/x-caf"
	case isTransportStream(head):
		return "video/mp2t"
	}
	if t := stillByBrand(head); t != "" {
		return t
	}
	found, _, _ := strings.Cut(mimetype.Detect(head).String(), ";")
	switch found {
	case oleType:
		return found // package mediatype takes it for a program's
	case "application/vnd.microsoft.portable-executable", "application/x-bzip2", "application/x-shockwave-flash":
		// Two or three letters, with which a text may begin ("MZ", "BZh",
		// "CWS"). None of these formats is without binary data in its head.
		if isText(head) {
			found = "text/plain"
		}
	}
	if found = usual(found); isPlain(found) {
		return refineText(head, found)
	}
	return found
}

// beforePDF returns the type of what stands before a PDF's header, if that is
// a format of its own: such a file is a PDF to some programs and not to others.
// Otherwise it returns application/pdf.
func beforePDF(head []byte) string {
	if before := detect(head[:pdfHeader(head)]); before != mediatype.Unknown && before != "text/plain" {
		return before
	}
	return pdf
}

// pdfHeader returns where a PDF's header begins, or -1. Readers accept it
// anywhere in the first 1,024 bytes (PDF 1.7, implementation note 13).
func pdfHeader(head []byte) int {
	header := []byte("%PDF-")
	return bytes.Index(head[:min(len(head), 1024+len(header)-1)], header)
}

// isTransportStream reports whether head has the sync bytes of five packets of
// MPEG-2, or of the same with a time stamp before each, as cameras write them.
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

// stillByBrand returns the type of a picture in a container of MP4's kind, or
// "". A picture may say so only among the brands that it is compatible with,
// after a first brand that is general.
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
