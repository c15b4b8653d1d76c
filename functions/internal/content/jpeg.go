package content

// jpeg skips from segment to segment up to the frame header (ITU T.81, B.2.2).
func jpeg(s *source) size {
	offset := int64(2)
	for {
		b := s.bytes(offset, 4)
		if b == nil || b[0] != 0xFF {
			return size{}
		}
		length := int64(big.Uint16(b[2:]))
		switch marker := b[1]; {
		case marker == 0xFF: // a fill byte
			offset++
			continue
		case marker < 0xC0, 0xD0 <= marker && marker <= 0xDA, length < 2:
			return size{} // a scan without a frame, or a marker that cannot precede one
		case marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC:
			frame := s.bytes(offset+5, 4)
			if frame == nil {
				return size{}
			}
			return size{int64(big.Uint16(frame[2:])), int64(big.Uint16(frame))}
		}
		offset += 2 + length
	}
}
