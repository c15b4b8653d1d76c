package version

import "testing"

func TestDimensions(t *testing.T) {
	for _, test := range []struct {
		tag           string
		width, height int64
	}{
		{"800x600", 800, 600},
		{"1x1", 1, 1},
		{"", 0, 0},
		{"800", 0, 0},
		{"800x", 0, 0},
		{"x600", 0, 0},
		{"0x600", 0, 0},
		{"800x0", 0, 0},
		{"-800x600", 0, 0},
		{"800x-600", 0, 0},
		{"800x600x3", 0, 0},
		{"wide x600", 0, 0},
		{"800x9223372036854775808", 0, 0}, // more than an int64
		{"9223372036854775808x600", 0, 0},
	} {
		width, height := ParseDimensions(test.tag)
		if width != test.width || height != test.height {
			t.Errorf("%q is %d x %d, want %d x %d", test.tag, width, height, test.width, test.height)
		}
		if width > 0 && FormatDimensions(width, height) != test.tag {
			t.Errorf("%q is formatted as %q", test.tag, FormatDimensions(width, height))
		}
	}
}
