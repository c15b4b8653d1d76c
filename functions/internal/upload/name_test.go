package upload

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestSafeName(t *testing.T) {
	for _, test := range [][2]string{
		{"holiday.png", "holiday.png"},
		{"Holiday_2026-11.PNG", "Holiday_2026-11.PNG"},
		{"my holiday photo.png", "my-holiday-photo.png"},
		{"a - b.png", "a-b.png"},
		{"Grüße aus 東京.pdf", "Grüße-aus-東京.pdf"},
		{"e\u0301te\u0301.png", "e\u0301te\u0301.png"}, // decomposed, as macOS writes it
		{"हिन्दी.txt", "हिन्दी.txt"},                   // vowel signs are marks
		{"🎉.png", "🎉.png"},
		{"a/b\\c.png", "a-b-c.png"},
		{"../../etc/passwd", "etc-passwd"},
		{`C:\fakepath\photo.jpg`, "C-fakepath-photo.jpg"},
		{".htaccess", "htaccess"},
		{"...hidden.png", "hidden.png"},
		{"photo.png. . .", "photo.png"},
		{"${filename}.png", "filename-.png"}, // S3 would put the browser's name there
		{"$$.png", "png"},
		{"100%.png", "100-.png"},
		{"a\u202Egnp.exe", "agnp.exe"}, // shown as "aexe.png" with the override
		{"a\u2066b\u2069.png", "ab.png"},
		{"a\u200bb\ufeff.png", "ab.png"},     // zero width
		{"a\u2044b\uff0fc.png", "a-b-c.png"}, // look like slashes
		{"a\u00a0b\u3000c.png", "a-b-c.png"}, // spaces
		{"<script>.png", "script-.png"},
		{`"},{"acl":"public-read`, "acl-public-read"},
		{"\ue000.png", "png"}, // private use
		{"\ufffd.png", "png"}, // somebody else's decoding failed
		{"-rf", "rf"},
		{"---", "file"},
		{"...", "file"},
		{"\u202e", "file"},
	} {
		if got := safeName(test[0]); got != test[1] {
			t.Errorf("%q becomes %q, want %q", test[0], got, test[1])
		}
	}
}

func TestCheckName(t *testing.T) {
	for _, good := range []string{
		"a", "a.png", "...", strings.Repeat("x", 255), strings.Repeat("ü", 127), "a/b", " ", "\u202e",
	} {
		if err := checkName(good); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	for _, bad := range []string{
		"",
		".",                      // a folder
		"..",                     // a folder
		"a\x00.png",              // ends a C string
		"a\n.png",                // another line
		"a\x7f.png",              // delete
		"a\u0085.png",            // next line, of the second control block
		"a\xff.png",              // not UTF-8
		"a\xed\xa0\x80.png",      // half a surrogate pair
		strings.Repeat("x", 256), // longer than a file system allows
		strings.Repeat("ü", 128), // bytes count, not letters
	} {
		if err := checkName(bad); err == nil {
			t.Errorf("%q is accepted", bad)
		}
	}
}

func FuzzSafeName(f *testing.F) {
	for _, s := range []string{"holiday.png", "../..", "\u202e", "a\xffb", "${filename}", "e\u0301", strings.Repeat("🎉", 64)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if checkName(name) != nil {
			return
		}
		safe := safeName(name)
		bad := func(r rune) bool {
			return unicode.In(r, unicode.C, unicode.Z) || strings.ContainsRune(`/\$%:*?"<>|&+#'`, r)
		}
		switch {
		case safe == "" || !utf8.ValidString(safe) || strings.ContainsFunc(safe, bad):
		case strings.HasPrefix(safe, ".") || strings.HasSuffix(safe, "."):
		case len(safe) > max(len(name), len("file")):
		case safeName(safe) != safe:
		default:
			return
		}
		t.Fatalf("%q becomes %q", name, safe)
	})
}
