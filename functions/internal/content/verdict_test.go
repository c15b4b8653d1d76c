package content_test

import (
	"bytes"
	"io"
	"testing"

	"slipway/functions/internal/content"
	"slipway/functions/internal/content/samples"
)

// A meter counts what is read of a file.
type meter struct {
	io.ReaderAt
	calls int
	bytes int64
}

func (m *meter) ReadAt(p []byte, offset int64) (int, error) {
	m.calls++
	m.bytes += int64(len(p))
	return m.ReaderAt.ReadAt(p, offset)
}

func TestSamples(t *testing.T) {
	names := map[string]bool{}
	for _, s := range samples.All() {
		if names[s.Name] {
			t.Errorf("%s is there twice", s.Name)
		}
		names[s.Name] = true
		m := &meter{ReaderAt: bytes.NewReader(s.Data)}
		got, err := content.Judge(m, int64(len(s.Data)), s.Declared, content.DefaultLimits())
		if got != s.Want || err != nil {
			t.Errorf("%s (%s) is %+v (%v), want %+v", s.Name, s.Declared, got, err, s.Want)
		}
		t.Logf("%-60s %-40s %-16s %s %dx%d (%d reads, %d bytes of %d)", s.Name, s.Declared, got.Reason, got.Type,
			got.Width, got.Height, m.calls, m.bytes, len(s.Data))
	}
}
