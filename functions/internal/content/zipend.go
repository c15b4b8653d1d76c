package content

import "bytes"

// A directory is the position of a ZIP's directory and its number of entries,
// according to the records at the end of the file (APPNOTE.TXT 6.3.10, 4.3.14
// to 4.3.16). They are read before package zip reads the directory, which it
// holds in memory as a whole.
type directory struct {
	start, end int64
	entries    uint64
}

func (d directory) size() int64 { return d.end - d.start }

const (
	endLength       = 22
	locatorLength   = 20
	end64Length     = 56
	maxComment      = 1<<16 - 1
	directoryHeader = 46
)

// readDirectoryEnd finds the directory. It must end where the end records
// begin, and the comment where the file ends; otherwise programs disagree on
// the contents of the archive.
func readDirectoryEnd(s *source) (directory, bool) {
	length := min(s.size, tailSize)
	tail := s.bytes(s.size-length, int(length))
	first := max(0, len(tail)-endLength-maxComment)
	at := bytes.LastIndex(tail[first:], []byte("PK\x05\x06"))
	if at < 0 {
		return directory{}, false
	}
	at += first
	record := tail[at:]
	if len(record) < endLength || len(record) != endLength+int(little.Uint16(record[20:])) {
		return directory{}, false
	}
	d := directory{
		start:   int64(little.Uint32(record[16:])),
		end:     s.size - int64(len(record)),
		entries: uint64(little.Uint16(record[10:])),
	}
	length = int64(little.Uint32(record[12:]))
	if d.entries == 0xFFFF || d.start == 0xFFFFFFFF || length == 0xFFFFFFFF {
		if at < locatorLength+end64Length || !bytes.HasPrefix(tail[at-locatorLength:], []byte("PK\x06\x07")) {
			return directory{}, false
		}
		locator := tail[at-locatorLength:]
		d.end -= locatorLength + end64Length
		record = tail[at-locatorLength-end64Length:]
		if int64(little.Uint64(locator[8:])) != d.end || !bytes.HasPrefix(record, []byte("PK\x06\x06")) {
			return directory{}, false
		}
		d.entries = little.Uint64(record[32:])
		length = int64(little.Uint64(record[40:]))
		d.start = int64(little.Uint64(record[48:]))
	}
	return d, 0 <= d.start && d.start <= d.end && length == d.size()
}

// countHeaders returns the number of entries of a directory, or -1 if it has
// anything else.
func countHeaders(directory []byte) int {
	n := 0
	for ; len(directory) > 0; n++ {
		if len(directory) < directoryHeader || !bytes.HasPrefix(directory, []byte("PK\x01\x02")) {
			return -1
		}
		length := directoryHeader
		for _, at := range []int{28, 30, 32} { // the name, extra fields and the comment
			length += int(little.Uint16(directory[at:]))
		}
		if len(directory) < length {
			return -1
		}
		directory = directory[length:]
	}
	return n
}
