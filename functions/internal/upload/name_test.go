package upload

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func TestSafeName(t *testing.T) {
	for _, test := range [][2]string{
		{"holiday.png", "holiday.png"},
		{"Holiday_2026-11.PNG", "Holiday_2026-11.PNG"},
		{"my holiday photo.png", "my-holiday-photo.png"},
		{"a\u0080b.png", "ab.png"},      // the first control character beyond ASCII
		{"AZaz09.png", "AZaz09.png"},    // the first and last of each
		{"@a[`b{/0:.png", "a-b-0-.png"}, // what is before and after them
		{"a - b.png", "a-b.png"},
		{"Grüße aus 東京.pdf", "Grüße-aus-東京.pdf"},
		{"हिन्दी.txt", "हिन्दी.txt"}, // vowel signs are marks
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
		{"a\u200bb\ufeff.png", "ab.png"},       // zero width
		{"a\u2044b\uff0fc.png", "a-b-c.png"},   // look like slashes
		{"a\u00a0b\u3000c.png", "a-b-c.png"},   // spaces
		{"a\u3164b\uffa0\u115f.png", "ab.png"}, // fillers
		{"\u2764\ufe0f.png", "\u2764.png"},     // chooses the heart in colours
		{"葛\U000e0100城.png", "葛城.png"},         // chooses between two forms of the first
		{"a\u034fb.png", "ab.png"},             // joins graphemes
		{"a\u2800b.png", "a-b.png"},            // an empty pattern of Braille
		{"evil.html\u200b", "evil.html"},
		{"evil.html\ufe0f", "evil.html"},
		{"evil.HTML. . ", "evil.HTML"},
		{"evil.html\u00a0\u3000.", "evil.html"},
		{"evil．html", "evil-html"},                                               // a wide dot is none
		{"e\u200d\u0301.png", "é.png"},                                           // composed once nothing is between
		{"a" + strings.Repeat("\u0335", 40), "a" + strings.Repeat("\u0335", 12)}, // stacked marks
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

func TestReadName(t *testing.T) {
	for _, test := range [][2]string{
		{"a", "a"},
		{"...", "..."},
		{"a/b", "a/b"},
		{" ", " "},
		{"\u202e", "\u202e"},
		{strings.Repeat("x", 255), strings.Repeat("x", 255)},

		// A Mac's spelling and a PC's are one.
		{"Re\u0301sume\u0301.pdf", "R\u00e9sum\u00e9.pdf"},
		{"R\u00e9sum\u00e9.pdf", "R\u00e9sum\u00e9.pdf"},
		{"U\u0308ber.txt", "\u00dcber.txt"},
		{"\u1112\u1161\u11ab.png", "\ud55c.png"}, // Hangul: han
		{"\u304b\u3099.png", "\u304c.png"},       // Kana: ga
		{"o\u0323\u0302.txt", "\u1ed9.txt"},      // Vietnamese, with two marks
		{"o\u0302\u0323.txt", "\u1ed9.txt"},      // in the other order
		{"A\u030a.txt", "\u00c5.txt"},
		{"\u212b.txt", "\u00c5.txt"}, // the sign of Ångström
		{"\u0627\u0653.pdf", "\u0622.pdf"},
		{"ﬁle.txt", "ﬁle.txt"}, // a ligature is another name
		{"ａ.txt", "ａ.txt"},     // so is a wide letter

		// Characters count, not bytes, in either spelling.
		{strings.Repeat("图", 90) + ".png", strings.Repeat("图", 90) + ".png"},
		{strings.Repeat("图", 255), strings.Repeat("图", 255)},
		{strings.Repeat("ü", 255), strings.Repeat("ü", 255)},
		{strings.Repeat("🎉", 255), strings.Repeat("🎉", 255)},
		{strings.Repeat("ش", 200) + ".pdf", strings.Repeat("ش", 200) + ".pdf"},
		{strings.Repeat("\u1112\u1161\u11ab", 255), strings.Repeat("\ud55c", 255)},
		{strings.Repeat("e\u0301", 255), strings.Repeat("\u00e9", 255)},
		{strings.Repeat("\u0958", 255), strings.Repeat("\u0915\u093c", 255)}, // Hindi: grows
	} {
		if got, err := readName(test[0]); got != test[1] || err != nil {
			t.Errorf("%q becomes %q (%v), want %q", test[0], got, err, test[1])
		}
	}
	for _, bad := range []string{
		"",
		".",                                   // a folder
		"..",                                  // a folder
		"a\x00.png",                           // ends a C string
		"a\n.png",                             // another line
		"a\x7f.png",                           // delete
		"a\u0085.png",                         // next line, of the second control block
		"a\xff.png",                           // not UTF-8
		"a\xed\xa0\x80.png",                   // half a surrogate pair
		strings.Repeat("x", 256),              // longer than a file system allows
		strings.Repeat("图", 256),              // the same
		strings.Repeat("🎉", 256),              // the same
		strings.Repeat("e\u0301", 256),        // the same, in either spelling
		strings.Repeat("\u0958", 256),         // the same
		"e" + strings.Repeat("\u0301", 255),   // marks count where they make no character with their letter
		strings.Repeat("x", 1<<20),            // read no further
		strings.Repeat("\u0301", maxRawBytes), // nor this
		strings.Repeat("\u1112\u1161\u11ab", 256),
	} {
		if got, err := readName(bad); err == nil || got != "" {
			t.Errorf("%.60q is accepted as %.60q", bad, got)
		} else if len(bad) > maxRawBytes && err.(*Refusal).Details["actual"] != utf8.RuneCountInString(bad) {
			t.Errorf("%.60q, of %d bytes, is counted in another spelling: %v", bad, len(bad), err)
		}
	}
}

func TestCut(t *testing.T) {
	for _, test := range []struct {
		name string
		size int
		want string
	}{
		{"abc", 3, "abc"},
		{"abc", 2, "ab"},
		{"图图", 6, "图图"},
		{"图图", 5, "图"}, // not within a character
		{"图图", 4, "图"},
		{"🎉🎉", 7, "🎉"},
		{"x\u0335y", 2, ""},        // not within a mark, and not before it
		{"ax\u0335\u0336", 4, "a"}, // nor before the second
		{"हिन्दी", 15, "हिन्"},     // nor before a vowel sign
		{"हिन्दी", 17, "हिन्"},
		{"ab-c", 3, "ab"},
		{"ab.c", 3, "ab"},
		{"ab.-.-c", 6, "ab"},
		{"\u0301\u0301", 2, ""}, // marks alone
		{"", 0, ""},
	} {
		if got := cut(test.name, test.size); got != test.want {
			t.Errorf("%q cut to %d is %q, want %q", test.name, test.size, got, test.want)
		}
	}
}

func FuzzSafeName(f *testing.F) {
	for _, s := range []string{
		"holiday.png", "../..", "\u202e", "a\xffb", "${filename}", "e\u0301", strings.Repeat("🎉", 64), "e\u200d\u0301",
		"\u0344\u0f73" + strings.Repeat("\u0301", 40), "\U0001d160", "\u1112\u200d\u1161", "=\u0338", "\ufe0f.\u3164",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		name, err := readName(raw)
		if err != nil {
			return
		}
		safe := safeName(name)
		bad := func(r rune) bool {
			return unicode.In(r, unicode.C, unicode.Z, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) ||
				strings.ContainsRune(`/\$%:*?"<>|&+#'`, r)
		}
		switch {
		case safe == "" || !utf8.ValidString(safe) || strings.ContainsFunc(safe, bad):
		case strings.HasPrefix(safe, ".") || strings.HasSuffix(safe, "."):
		case len(safe) > max(len(name), len("file")):
		case !norm.NFC.IsNormalString(safe):
		case safeName(safe) != safe:
		default:
			return
		}
		t.Fatalf("%q becomes %q", raw, safe)
	})
}
