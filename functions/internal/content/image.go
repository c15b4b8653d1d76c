package content

import (
	"bytes"
	"encoding/binary"
	"math"
)

// Dimensions of pictures, read from their heads. Package image reads those of
// some formats, but it reads a PNG up to its palette and a JPEG through all of
// its metadata, which may exceed the budget, and it refuses pictures that
// browsers show, such as a run-length encoded BMP. Tests compare the two.

var (
	little = binary.LittleEndian
	big    = binary.BigEndian
)

// A size is that of a picture. The zero size means that it cannot be read.
type size struct{ width, height int64 }

// valid reports whether a picture can have the size. The product of the sides
// of a valid size does not overflow.
func (s size) valid() bool {
	return 0 < s.width && s.width <= math.MaxInt32 && 0 < s.height && s.height <= math.MaxInt32
}

// larger returns the size with more pixels; both are valid or zero.
func (s size) larger(other size) size {
	if other.width*other.height > s.width*s.height {
		return other
	}
	return s
}

// dimensions returns the size of a picture of the found type, or of the largest
// if there are several in its head.
func dimensions(s *source, found string) size {
	switch found {
	case "image/png", "image/apng":
		return png(s, 0)
	case "image/jpeg":
		return jpeg(s)
	case "image/gif":
		if b := s.bytes(6, 4); b != nil {
			return size{int64(little.Uint16(b)), int64(little.Uint16(b[2:]))}
		}
	case "image/webp":
		return webp(s)
	case "image/bmp":
		return bitmap(s, 14)
	case "image/x-icon":
		return icon(s)
	case "image/tiff":
		return tiff(s)
	case "image/avif", "image/heic", "image/heif", "image/heic-sequence":
		return heif(s)
	case "image/jp2", "image/jpx", "image/jpm":
		return jpeg2000(s)
	case "image/vnd.adobe.photoshop":
		if b := s.bytes(14, 8); b != nil {
			return size{int64(big.Uint32(b[4:])), int64(big.Uint32(b))}
		}
	}
	return size{}
}

// png reads the first chunk, IHDR (PNG, 11.2.1).
func png(s *source, offset int64) size {
	b := s.bytes(offset, 24)
	if !bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR")) {
		return size{}
	}
	return size{int64(big.Uint32(b[16:])), int64(big.Uint32(b[20:]))}
}

// webp reads the first chunk (RFC 9649, 2.5 to 2.7).
func webp(s *source) size {
	b := s.bytes(12, 18)
	if b == nil {
		return size{}
	}
	switch data := b[8:]; string(b[:4]) {
	case "VP8 ":
		if data[0]&1 == 0 && string(data[3:6]) == "\x9d\x01\x2a" { // a key frame
			return size{int64(little.Uint16(data[6:]) & 0x3fff), int64(little.Uint16(data[8:]) & 0x3fff)}
		}
	case "VP8L":
		if bits := little.Uint32(data[1:]); data[0] == 0x2f {
			return size{int64(bits&0x3fff) + 1, int64(bits>>14&0x3fff) + 1}
		}
	case "VP8X":
		return size{int64(little.Uint32(data[4:])&0xffffff) + 1, int64(little.Uint32(data[6:])>>8) + 1}
	}
	return size{}
}

// coreHeader is the length of the header of OS/2 and Windows 2, whose sides have
// 16 bits.
const coreHeader = 12

// bitmap reads the header of a BMP file, which follows the file header at 14,
// and of a BMP in an icon, which has no file header.
func bitmap(s *source, offset int64) size {
	b := s.bytes(offset, 12)
	if b == nil {
		return size{}
	}
	if little.Uint32(b) == coreHeader {
		return size{int64(little.Uint16(b[4:])), int64(little.Uint16(b[6:]))}
	}
	height := int64(int32(little.Uint32(b[8:])))
	return size{int64(int32(little.Uint32(b[4:]))), max(height, -height)} // from the top down if negative
}

// icon returns the size of the largest picture in an icon. Each is a PNG, or a
// BMP of twice the height because of its mask.
func icon(s *source) size {
	b := s.bytes(4, 2)
	if b == nil {
		return size{}
	}
	entries := s.bytes(6, 16*int(little.Uint16(b)))
	var largest size
	for ; len(entries) > 0; entries = entries[16:] {
		offset := int64(little.Uint32(entries[12:]))
		picture := png(s, offset)
		if picture == (size{}) {
			picture = bitmap(s, offset)
			picture.height /= 2
		}
		if !picture.valid() {
			return size{}
		}
		largest = largest.larger(picture)
	}
	return largest
}
