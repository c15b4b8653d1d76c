package mediatype

import (
	"strings"
	"testing"
)

func TestByName(t *testing.T) {
	for _, test := range [][2]string{
		{"holiday.png", "image/png"},
		{"HOLIDAY.JPG", "image/jpeg"},
		{"a.tar.gz", "application/gzip"}, // the last extension counts
		{"clip.mp4", "video/mp4"},
		{"clip.MOV", "video/quicktime"},
		{"song.mp3", "audio/mpeg"},
		{"photo.heic", "image/heic"},
		{"sheet.csv", "text/csv"},
		{"notes.txt", "text/plain"},
		{"paper.pdf", "application/pdf"},
		{"drawing.svg", "image/svg+xml"},
		{"archive.zip", "application/zip"},
		{"letter.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
		{"noextension", Unknown},
		{"trailing.", Unknown},
		{".png", "image/png"},
		{"png", Unknown}, // a name, not an extension
		{"x.слово", Unknown},
		{"", Unknown},
	} {
		if got := ByName(test[0]); got != test[1] {
			t.Errorf("%q is %q, want %q", test[0], got, test[1])
		}
	}
}

func TestParse(t *testing.T) {
	for _, test := range [][2]string{
		{"image/png", "image/png"},
		{" Image/PNG ", "image/png"},
		{"image/svg+xml", "image/svg+xml"},
		{"application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text"},
		{"text/plain;charset=UTF-8", "text/plain; charset=UTF-8"},
		{"video/webm;codecs=vp8,opus", "video/webm"}, // what MediaRecorder says, but a comma must be quoted
		{"image/png;", "image/png"},
		{`video/webm;codecs="vp8,opus"`, `video/webm; codecs="vp8,opus"`},
	} {
		got, err := Parse(test[0])
		if got != test[1] || err != nil {
			t.Errorf("%q is %q (%v), want %q", test[0], got, err, test[1])
		}
	}
	for _, bad := range []string{
		"",
		"image",                  // no subtype
		"image/",                 // empty subtype
		"/png",                   // empty type
		"image/*",                // a list's entry, not a type
		"image/png/x",            // a slash too many
		"image/p ng",             // a space
		"image/png\r\nX-Evil: 1", // another header
		"bild/größe",             // not ASCII
		"image/${filename}",      // S3 would put the filename there
		"image/png; a=$b",        // the same
		"image/png; a=\"\t\"",    // a header may lose it
		`image/png; a="` + strings.Repeat("ü", 100) + `"`, // too long once it is encoded
		"image/png; a=1; a=2",                             // which one?
		"application/" + strings.Repeat("x", 250),
	} {
		if got, err := Parse(bad); err == nil || got != "" {
			t.Errorf("%q is accepted as %q", bad, got)
		}
	}
}

func TestList(t *testing.T) {
	list, err := ParseList("image/png, Audio/* ,application/pdf")
	if err != nil {
		t.Fatal(err)
	}
	if got := list.String(); got != "image/png, audio/*, application/pdf" {
		t.Errorf("list is %q", got)
	}
	for _, test := range []struct {
		t    string
		want bool
	}{
		{"image/png", true},
		{"image/png; a=b", true},
		{"audio/mpeg", true},
		{"audio/mpeg; rate=1", true},
		{"application/pdf", true},
		{"image/pngx", false},
		{"image/svg+xml", false},
		{"audiox/mpeg", false},
	} {
		if got := list.Allows(test.t); got != test.want {
			t.Errorf("%q allowed: %v, want %v", test.t, got, test.want)
		}
	}
	for _, bad := range []string{"", "image/png,", "*/*", "*", "image", "image/p*"} {
		if list, err := ParseList(bad); err == nil {
			t.Errorf("%q is accepted as %q", bad, list)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"image/png", "text/plain; charset=utf-8", "a/b;c=\"\\\"\"", "a/b; c*=utf-8''%e2%82%ac", "a/b;c=ü"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := Parse(s)
		if err != nil {
			return
		}
		for i := range len(got) {
			if got[i] < ' ' || got[i] > '~' || got[i] == '$' {
				t.Fatalf("%q is accepted as %q", s, got)
			}
		}
		if again, err := Parse(got); err != nil || again != got {
			t.Fatalf("%q becomes %q becomes %q (%v)", s, got, again, err)
		}
	})
}
