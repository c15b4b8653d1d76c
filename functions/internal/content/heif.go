package content

// A box is the position of its content in the file, or zero if there is none.
// HEIC, AVIF and JPEG 2000 consist of boxes (ISO/IEC 14496-12, 4.2).
type box struct {
	kind       string
	start, end int64
}

// next returns the box that begins at offset inside of outer.
func (outer box) next(s *source, offset int64) box {
	b := s.bytes(offset, 8)
	if b == nil {
		return box{}
	}
	header, length := int64(8), int64(big.Uint32(b))
	switch length {
	case 0: // up to the end
		length = outer.end - offset
	case 1:
		large := s.bytes(offset+8, 8)
		if large == nil {
			return box{}
		}
		header, length = 16, int64(big.Uint64(large))
	}
	if length < header || length > outer.end-offset {
		return box{}
	}
	return box{string(b[4:]), offset + header, offset + length}
}

// find returns the first box of the kind inside of outer.
func (outer box) find(s *source, kind string) box {
	for offset := outer.start; offset < outer.end; {
		inner := outer.next(s, offset)
		if inner.kind == kind || inner == (box{}) {
			return inner
		}
		offset = inner.end
	}
	return box{}
}

// heif returns the largest size in a picture's properties: of the whole, of its
// tiles and of its thumbnail (ISO/IEC 23008-12, 6.5.3).
func heif(s *source) size {
	meta := box{end: s.size}.find(s, "meta")
	meta.start += 4 // version and flags
	properties := meta.find(s, "iprp").find(s, "ipco")
	var largest size
	for offset := properties.start; offset < properties.end; {
		property := properties.next(s, offset)
		if property == (box{}) {
			return size{}
		}
		if property.kind == "ispe" {
			b := s.bytes(property.start+4, 8)
			if b == nil {
				return size{}
			}
			extent := size{int64(big.Uint32(b)), int64(big.Uint32(b[4:]))}
			if !extent.valid() {
				return size{}
			}
			largest = largest.larger(extent)
		}
		offset = property.end
	}
	return largest
}

// jpeg2000 reads the image header (ITU T.800, I.5.3.1).
func jpeg2000(s *source) size {
	header := box{end: s.size}.find(s, "jp2h").find(s, "ihdr")
	if b := s.bytes(header.start, 8); b != nil && header.kind == "ihdr" {
		return size{int64(big.Uint32(b[4:])), int64(big.Uint32(b))}
	}
	return size{}
}
