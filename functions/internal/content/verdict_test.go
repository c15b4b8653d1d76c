package content_test

import (
	"bytes"
	"errors"
	"image"
	_ "image/gif"
	_ "image/jpeg"
	_ "image/png"
	"io"
	"strings"
	"testing"

	_ "golang.org/x/image/bmp"
	_ "golang.org/x/image/tiff"
	_ "golang.org/x/image/webp"

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

// wantBudget fails if more was read than the package promises.
func (m *meter) wantBudget(t *testing.T, name string, isArchive bool) {
	t.Helper()
	bytes, calls := int64(64<<10), 33
	if isArchive {
		bytes, calls = 4<<20, 3
	}
	if m.bytes > bytes || m.calls > calls {
		t.Errorf("%s: %d bytes in %d reads; at most %d in %d are promised", name, m.bytes, m.calls, bytes, calls)
	}
}

func isArchive(data []byte) bool { return bytes.HasPrefix(data, []byte("PK")) }

// TestSamples judges all samples: go test -v prints each verdict.
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
		m.wantBudget(t, s.Name, isArchive(s.Data))
		verdict := string(got.Reason)
		if got.Accepted() {
			verdict = "accepted"
		}
		t.Logf("%-55s %-15s %-30s as %-30s %dx%d, %d of %d bytes in %d reads",
			s.Name, verdict, got.Type, s.Declared, got.Width, got.Height, m.bytes, len(s.Data), m.calls)
	}
	if len(names) < 300 {
		t.Errorf("only %d samples", len(names))
	}
}

// The decoders of the standard library and of golang.org/x/image report the
// same dimensions for every picture that they support.
func TestDimensionsAsDecoders(t *testing.T) {
	compared := map[string]int{}
	for _, s := range samples.Pictures() {
		config, format, err := image.DecodeConfig(bytes.NewReader(s.Data))
		if err != nil {
			continue
		}
		compared[format]++
		if int64(config.Width) != s.Want.Width || int64(config.Height) != s.Want.Height {
			t.Errorf("%s: a decoder sees %d by %d, the table says %d by %d", s.Name, config.Width, config.Height, s.Want.Width, s.Want.Height)
		}
	}
	for _, format := range []string{"png", "jpeg", "gif", "webp", "bmp", "tiff"} {
		if compared[format] == 0 {
			t.Errorf("no %s was compared", format)
		}
	}
}

// A truncated file is judged within the same bounds, and never has the size of
// another picture.
func TestTruncated(t *testing.T) {
	for _, s := range samples.All() {
		if len(s.Data) > 4096 {
			continue
		}
		for n := range s.Data {
			m := &meter{ReaderAt: bytes.NewReader(s.Data[:n])}
			got, err := content.Judge(m, int64(n), s.Declared, content.DefaultLimits())
			if err != nil {
				t.Fatalf("%s, %d bytes of it: %v", s.Name, n, err)
			}
			if got.Width != 0 && s.Want.Width != 0 && (got.Width != s.Want.Width || got.Height != s.Want.Height) &&
				!strings.Contains(s.Name, "HEI") && !strings.Contains(s.Name, "ICO") { // their largest may be cut off
				t.Errorf("%s, %d bytes of it: %+v", s.Name, n, got)
			}
			if isArchive(s.Data) && got.Accepted() && !strings.Contains(s.Name, "after") { // what comes after is cut off
				t.Errorf("%s, %d bytes of it, is accepted: %+v", s.Name, n, got)
			}
		}
	}
}

// The limits of a profile apply exactly, to the pixel, entry and byte.
func TestLimits(t *testing.T) {
	png, archive := samples.PNG(30, 20), samples.Zeros(3, 1000)
	zeros := samples.Zeros(2, 1<<20)
	limits := func(change func(*content.Limits)) content.Limits {
		l := content.DefaultLimits()
		change(&l)
		return l
	}
	for _, test := range []struct {
		name     string
		data     []byte
		declared string
		limits   content.Limits
		want     content.Reason
	}{
		{"600 pixels", png, "image/png", limits(func(l *content.Limits) { l.MaxPixels = 600 }), ""},
		{"599 pixels", png, "image/png", limits(func(l *content.Limits) { l.MaxPixels = 599 }), content.TooManyPixels},
		{"3 entries", archive, "application/zip", limits(func(l *content.Limits) { l.MaxEntries = 3 }), ""},
		{"2 entries", archive, "application/zip", limits(func(l *content.Limits) { l.MaxEntries = 2 }), content.ArchiveTooLarge},
		{"3,000 bytes", archive, "application/zip", limits(func(l *content.Limits) { l.MaxUnpacked = 3000 }), ""},
		{"2,999 bytes", archive, "application/zip", limits(func(l *content.Limits) { l.MaxUnpacked = 2999 }), content.ArchiveTooLarge},
		{"a ratio of 100", zeros, "application/zip", content.DefaultLimits(), content.ArchiveTooLarge},
		{"a ratio of 2,000", zeros, "application/zip", limits(func(l *content.Limits) { l.MaxRatio = 2000 }), ""},
	} {
		got, err := content.Judge(bytes.NewReader(test.data), int64(len(test.data)), test.declared, test.limits)
		if err != nil || got.Reason != test.want {
			t.Errorf("%s: %+v, %v, want %q", test.name, got, err, test.want)
		}
	}
}

// A file that is not understood is accepted where a profile says so; a file
// that is known to be something else, or to be harmful, never is.
func TestAcceptUnknown(t *testing.T) {
	limits := content.DefaultLimits()
	limits.AcceptUnknown = true
	for _, s := range samples.All() {
		want := s.Want.Reason
		got, err := content.Judge(bytes.NewReader(s.Data), int64(len(s.Data)), s.Declared, limits)
		if want == content.NotUnderstood {
			want = ""
			if strings.Contains(s.Name, "picture of an unknown type") {
				want = content.UnreadableImage
			}
		}
		if err != nil || got.Reason != want {
			t.Errorf("%s (%s): %+v, %v, want %q", s.Name, s.Declared, got, err, want)
		}
	}
}

// broken is a file that cannot be read from an offset on.
type broken struct {
	io.ReaderAt
	from int64
	err  error
}

func (b broken) ReadAt(p []byte, offset int64) (int, error) {
	if offset+int64(len(p)) > b.from {
		return 0, b.err
	}
	return b.ReaderAt.ReadAt(p, offset)
}

// An error of the reader says nothing about the file.
func TestErrors(t *testing.T) {
	failure := errors.New("the server is busy")
	for _, s := range samples.All() {
		for _, from := range []int64{0, 32 << 10, 33 << 10, 300 << 10} {
			m := &meter{ReaderAt: bytes.NewReader(s.Data)}
			content.Judge(m, int64(len(s.Data)), s.Declared, content.DefaultLimits())
			got, err := content.Judge(broken{bytes.NewReader(s.Data), from, failure}, int64(len(s.Data)), s.Declared, content.DefaultLimits())
			if err == nil && got != s.Want || err != nil && (err != failure || got != content.Verdict{}) {
				t.Errorf("%s, broken from %d on: %+v, %v", s.Name, from, got, err)
			}
			if from == 0 && err == nil && m.calls > 0 {
				t.Errorf("%s: judged without being read", s.Name)
			}
		}
	}
	// A file that ends before its size is not the file that was meant.
	if got, err := content.Judge(strings.NewReader("short"), 1000, "text/plain", content.DefaultLimits()); err == nil {
		t.Errorf("a file shorter than its size: %+v", got)
	}
}
