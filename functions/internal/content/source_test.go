package content

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"testing"
)

// A recorder records the ranges that are read of a file.
type recorder struct {
	io.ReaderAt
	ranges []string
}

func (r *recorder) ReadAt(p []byte, offset int64) (int, error) {
	r.ranges = append(r.ranges, fmt.Sprintf("%d+%d", offset, len(p)))
	return r.ReaderAt.ReadAt(p, offset)
}

// Every byte is requested once, at least a step at a time, and no more bytes
// than the budget has.
func TestSource(t *testing.T) {
	const size = 10 * step
	file := make([]byte, size)
	for i := range file {
		file[i] = byte(i / 7)
	}
	type read struct {
		offset int64
		n      int
		want   bool // n bytes
	}
	for name, test := range map[string]struct {
		budget int64
		reads  []read
		ranges []string
	}{
		"a step":             {size, []read{{0, 8, true}, {8, step - 8, true}}, []string{"0+1024"}},
		"more than a step":   {size, []read{{0, step + 1, true}}, []string{"0+1025"}},
		"what follows":       {size, []read{{0, 8, true}, {step, 8, true}}, []string{"0+1024", "1024+1024"}},
		"over an end":        {size, []read{{0, 8, true}, {step - 4, 8, true}}, []string{"0+1024", "1024+1024"}},
		"before another":     {size, []read{{step, 8, true}, {step - 8, 8, true}}, []string{"1024+1024", "1016+8"}},
		"a gap":              {step + 8, []read{{step, 8, true}, {step - 8, 16, true}}, []string{"1024+1024", "1016+8"}},
		"around another":     {size, []read{{8, 8, true}, {0, 2 * step, true}}, []string{"8+1024", "0+8", "1032+1024"}},
		"the last byte":      {size, []read{{size - 1, 1, true}}, []string{"10239+1"}},
		"all":                {size, []read{{0, size, true}}, []string{"0+10240"}},
		"over the file's":    {size, []read{{size - 8, 9, false}}, []string{"10232+8"}},
		"after the file":     {size, []read{{size, 1, false}}, nil},
		"before the file":    {size, []read{{-1, 1, false}}, nil},
		"nothing":            {size, []read{{0, 0, true}}, nil},
		"the budget":         {step + 1, []read{{0, step + 1, true}, {0, 8, true}, {2 * step, 1, false}}, []string{"0+1025"}},
		"over the budget":    {step, []read{{0, step + 1, false}, {0, 8, true}}, []string{"0+1024"}},
		"less than a step":   {8, []read{{0, 8, true}, {8, 1, false}}, []string{"0+8"}},
		"a rest of the same": {step + 8, []read{{0, 8, true}, {step, 8, true}, {step + 8, 1, false}}, []string{"0+1024", "1024+8"}},
	} {
		r := &recorder{ReaderAt: bytes.NewReader(file)}
		s := &source{r: r, size: size, left: test.budget}
		for _, read := range test.reads {
			got := s.bytes(read.offset, read.n)
			if (got != nil) != read.want || got != nil && !bytes.Equal(got, file[read.offset:][:read.n]) {
				t.Errorf("%s: %d bytes from %d on are %x", name, read.n, read.offset, got)
			}
		}
		if !slices.Equal(r.ranges, test.ranges) {
			t.Errorf("%s: %q is read, want %q", name, r.ranges, test.ranges)
		}
	}
}
