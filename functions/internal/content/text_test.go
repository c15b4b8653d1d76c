package content

import "testing"

// The only control characters of text are white space and ESC.
func TestIsText(t *testing.T) {
	for c := range 256 {
		want := c >= 0x20 || c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == 0x1B
		if got := isText([]byte{'a', byte(c), 'b'}); got != want {
			t.Errorf("a text with %#02x: %v", c, got)
		}
	}
}
