package mediatype

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	for _, test := range [][2]string{
		{"image/png", "image/png"},
		{" Image/PNG ", "image/png"},
		{"image/svg+xml", "image/svg+xml"},
		{"application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text"},

		// Only the charset of text is kept.
		{"text/plain;charset=UTF-8", "text/plain; charset=UTF-8"},
		{`text/csv; header=present; charset="iso-8859-1"`, "text/csv; charset=iso-8859-1"},
		{"text/plain;format=flowed", "text/plain"},
		{"application/javascript; charset=utf-8", "text/javascript; charset=utf-8"},
		{"application/json; charset=utf-8", "application/json"},
		{"image/png;", "image/png"},
		{"image/png; charset=binary", "image/png"},
		{"image/png; a=$b", "image/png"},
		{"image/png; a=1; a=2", "image/png"},
		{"image/png; name=\"private.png\"", "image/png"},
		{"video/webm;codecs=vp8,opus", "video/webm"}, // as MediaRecorder declares it
		{`video/webm;codecs="vp8,opus"`, "video/webm"},
		{"audio/webm;codecs=opus", "audio/webm"},
		// An invalid charset is removed.
		{"text/plain; charset=", "text/plain"},
		{"text/plain; charset=${filename}", "text/plain"},
		{"text/plain; charset=utf-8; charset=utf-7", "text/plain"},
		{`text/plain; charset="utf-8\"; x=\""`, "text/plain"},
		{"text/plain; charset*=utf-8''%0d%0aX-Evil", "text/plain"},
		{"text/plain; charset*=utf-8''%10", "text/plain"},
		{"text/plain; charset=größe", "text/plain"},
		{"text/plain; charset=" + strings.Repeat("x", 41), "text/plain"},
		{"text/plain; charset=" + strings.Repeat("x", 40), "text/plain; charset=" + strings.Repeat("x", 40)},
		{`text/plain; charset="azAZ09-_.:+"`, "text/plain; charset=azAZ09-_.:+"}, // the first and last of each
		{"text/plain; charset=a`b", "text/plain"},                                // before a
		{"text/plain; charset=a{b", "text/plain"},                                // after z
		{`text/plain; charset="a@b"`, "text/plain"},                              // before A
		{`text/plain; charset="a[b"`, "text/plain"},                              // after Z
		{`text/plain; charset="a/b"`, "text/plain"},                              // before 0
		{`text/plain; charset="a;b"`, "text/plain"},                              // after 9 and the colon

		// Names, at the bounds of their letters.
		{"az09/az09", "az09/az09"},
		{"a!#&-^_.+/0!#&-^_.+", "a!#&-^_.+/0!#&-^_.+"},
		{"image/" + strings.Repeat("x", 249), "image/" + strings.Repeat("x", 249)},

		// Other names.
		{"image/jpg", "image/jpeg"},
		{"image/pjpeg", "image/jpeg"},
		{"IMAGE/JPG; q=1", "image/jpeg"},
		{"image/x-png", "image/png"},
		{"image/x-ms-bmp", "image/bmp"},
		{"image/tif", "image/tiff"},
		{"image/vnd.microsoft.icon", "image/x-icon"},
		{"image/svg", "image/svg+xml"}, // so that image/* does not allow it
		{"application/x-pdf", "application/pdf"},
		{"text/pdf", "application/pdf"},
		{"application/x-zip-compressed", "application/zip"},
		{"multipart/x-zip", "application/zip"},
		{"application/x-gzip", "application/gzip"},
		{"application/x-rar-compressed", "application/vnd.rar"},
		{"audio/mp3", "audio/mpeg"},
		{"audio/x-m4a", "audio/mp4"},
		{"audio/x-wav", "audio/wav"},
		{"audio/vnd.wave", "audio/wav"},
		{"audio/x-flac", "audio/flac"},
		{"audio/x-vorbis+ogg", "audio/ogg"},
		{"audio/vnd.dlna.adts", "audio/aac"},
		{"video/x-m4v", "video/mp4"},
		{"video/vnd.dlna.mpeg-tts", "video/mp2t"},
		{"video/x-msvideo", "video/avi"},
		{"text/comma-separated-values", "text/csv"},
		{"text/rtf", "application/rtf"},
		{"text/x-vcard", "text/vcard"},
		{"text/yaml", "application/yaml"},
		{"application/font-woff", "font/woff"},
		{"application/x-javascript", "text/javascript"},
		{"application/xml; charset=utf-8", "text/xml; charset=utf-8"},
		{"application/vnd.microsoft.portable-executable", "application/x-msdownload"},
		{"binary/octet-stream", Unknown},
		{"application/x-download", Unknown},
	} {
		got, err := Parse(test[0])
		if got != test[1] || err != nil {
			t.Errorf("%q is %q (%v), want %q", test[0], got, err, test[1])
		}
	}
	for _, bad := range []string{
		"",
		"image",                   // no subtype
		"image/",                  // empty subtype
		"/png",                    // empty type
		"image/*",                 // a list's entry, not a type
		"image/png/x",             // a slash too many
		"image/p ng",              // a space
		"image/png,image/jpeg",    // two
		"image/png\r\nX-Evil: 1",  // another header
		"image/png;\r\nX-Evil: 1", // the same
		"image/png\x00",           // ends a C string
		"bild/größe",              // not ASCII
		"image/${filename}",       // S3 would put the filename there
		"application/" + strings.Repeat("x", 250),
		"text/plain; charset=utf-8; x=" + strings.Repeat("x", 250),
	} {
		if got, err := Parse(bad); err == nil || got != "" {
			t.Errorf("%q is accepted as %q", bad, got)
		}
	}
}

// The table of extensions must have usual forms only. Otherwise the type of a
// file would depend on whether it was declared.
func TestTableHasUsualForms(t *testing.T) {
	table, err := os.ReadFile("table.go")
	if err != nil {
		t.Fatal(err)
	}
	types := regexp.MustCompile(`return "(.+)"`).FindAllSubmatch(table, -1)
	if len(types) < 900 {
		t.Errorf("only %d types", len(types))
	}
	for _, match := range types {
		if parsed, err := Parse(string(match[1])); err != nil || parsed != string(match[1]) {
			t.Errorf("%s becomes %q (%v)", match[1], parsed, err)
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
		if name := Name(got); strings.ContainsFunc(name, func(r rune) bool { return r == ' ' || r == '"' || r == '=' }) {
			t.Fatalf("%q has the name %q", s, name)
		}
		if again, err := Parse(got); err != nil || again != got {
			t.Fatalf("%q becomes %q becomes %q (%v)", s, got, again, err)
		}
	})
}
