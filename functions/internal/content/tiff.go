package content

import "encoding/binary"

// tiff reads the first directory, which may be anywhere in the file (TIFF 6.0,
// section 2).
func tiff(s *source) size {
	b := s.bytes(0, 8)
	if b == nil {
		return size{}
	}
	var order binary.ByteOrder = little
	if b[0] == 'M' {
		order = big
	}
	offset := int64(order.Uint32(b[4:]))
	if b = s.bytes(offset, 2); b == nil {
		return size{}
	}
	var found size
	for entries := s.bytes(offset+2, 12*int(order.Uint16(b))); len(entries) > 0; entries = entries[12:] {
		value := int64(order.Uint32(entries[8:]))
		switch order.Uint16(entries[2:]) {
		case 1: // a byte
			value = int64(entries[8])
		case 3: // a short
			value = int64(order.Uint16(entries[8:]))
		case 4: // a long
		default:
			continue
		}
		switch order.Uint16(entries) {
		case 256:
			found.width = value
		case 257:
			found.height = value
		}
	}
	return found
}
