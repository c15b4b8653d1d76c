package content

import (
	"errors"
	"io"
)

// step is the size of the smallest read after the head. It is enough for the
// head of a segment and what follows it, and small enough to skip 2 MiB of a
// photograph's metadata in segments of 64 KiB.
const step = 1 << 10

var errBudget = errors.New("content: the read budget is exhausted")

// A source reads a file in ranges, each of them once, up to a budget of left
// bytes.
type source struct {
	r      io.ReaderAt
	size   int64
	left   int64
	spans  []span
	failed error // of r
}

// A span is a range of the file that has been read.
type span struct {
	offset int64
	data   []byte
}

func (s span) end() int64 { return s.offset + int64(len(s.data)) }

// ReadAt copies from earlier reads and calls r once for each gap.
func (s *source) ReadAt(p []byte, offset int64) (int, error) {
	if offset < 0 {
		return 0, io.ErrUnexpectedEOF
	}
	n := 0
	for n < len(p) {
		if offset >= s.size {
			return n, io.EOF
		}
		data, err := s.at(offset, int64(len(p)-n))
		if err != nil {
			return n, err
		}
		copied := copy(p[n:], data)
		n += copied
		offset += int64(copied)
	}
	return n, nil
}

// at returns bytes from offset on: those of an earlier read, or else want
// bytes, or a step, read now, up to the next earlier read.
func (s *source) at(offset, want int64) ([]byte, error) {
	if s.failed != nil {
		return nil, s.failed
	}
	limit := s.size
	for _, span := range s.spans {
		if span.offset <= offset && offset < span.end() {
			return span.data[offset-span.offset:], nil
		}
		if offset < span.offset {
			limit = min(limit, span.offset)
		}
	}
	need := min(want, limit-offset)
	if need > s.left {
		return nil, errBudget
	}
	data := make([]byte, min(max(need, step), limit-offset, s.left))
	s.left -= int64(len(data))
	if n, err := s.r.ReadAt(data, offset); n < len(data) {
		if err == nil || err == io.EOF {
			err = io.ErrUnexpectedEOF // the file is shorter than its size
		}
		s.failed = err
		return nil, err
	}
	s.spans = append(s.spans, span{offset, data})
	return data, nil
}

// bytes returns n bytes from offset on, or nil if the file or the budget does
// not have as many.
func (s *source) bytes(offset int64, n int) []byte {
	b := make([]byte, n)
	if got, _ := s.ReadAt(b, offset); got < n {
		return nil
	}
	return b
}
