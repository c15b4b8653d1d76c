package upload

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestUniqueKeys(t *testing.T) {
	r := Rules{KeyPrefix: "uploads/", KeyStyle: Unique}
	form := regexp.MustCompile(`^uploads/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/holiday\.png$`)
	start := time.Date(2022, 2, 22, 14, 22, 22, 0, time.FixedZone("", -5*3600))
	var keys []string
	for i := range 1000 {
		key := r.key("holiday.png", "", start.Add(time.Duration(i)*time.Millisecond))
		if !form.MatchString(key) {
			t.Fatalf("key %q", key)
		}
		keys = append(keys, key)
	}
	if !slices.IsSorted(keys) {
		t.Error("keys do not sort by time")
	}
	// The example of RFC 9562, A.6.
	if want := "uploads/017f22e2-79b0-7"; !strings.HasPrefix(keys[0], want) {
		t.Errorf("key %q does not start with %q", keys[0], want)
	}
	if a, b := r.key("a", "", start), r.key("a", "", start); a == b {
		t.Errorf("%q twice in a millisecond", a)
	}
}

func TestLongestKey(t *testing.T) {
	prefix := strings.Repeat("x", maxPrefixBytes-1) + "/"
	if !isKeyPrefix(prefix) || isKeyPrefix("x"+prefix) {
		t.Fatal("the longest prefix is not the longest")
	}
	for _, test := range []struct {
		name string
		want int
	}{
		{strings.Repeat("n", 255), maxKeyBytes},
		{strings.Repeat("n", 300), maxKeyBytes},
		{strings.Repeat("图", 255), maxKeyBytes},
		{strings.Repeat("🎉", 255) + ".png", maxKeyBytes - 3}, // between characters
	} {
		for _, style := range []KeyStyle{Unique, Filename} {
			r := Rules{KeyPrefix: prefix, KeyStyle: style, Profile: strings.Repeat("p", maxProfileBytes)}
			got := len(r.key(test.name, strings.Repeat("c", maxFolderBytes), time.Now()))
			if style == Unique && got != test.want || got > maxKeyBytes {
				t.Errorf("%s: the key of %q has %d bytes, want %d", style, test.name, got, test.want)
			}
		}
	}
}

// A name that is too long for a file system is cut between characters, and keeps
// its extension.
func TestLongNames(t *testing.T) {
	for _, test := range [][2]string{
		{strings.Repeat("图", 90) + ".png", strings.Repeat("图", 83) + ".png"},
		{strings.Repeat("图", 83) + ".png", strings.Repeat("图", 83) + ".png"}, // 253 bytes
		{strings.Repeat("ü", 200) + ".jpeg", strings.Repeat("ü", 125) + ".jpeg"},
		{strings.Repeat("\u1112\u1161\u11ab", 90) + ".png", strings.Repeat("\ud55c", 83) + ".png"},
		{strings.Repeat("ش", 200) + ".pdf", strings.Repeat("ش", 125) + ".pdf"},
		{strings.Repeat("🎉", 100) + ".gif", strings.Repeat("🎉", 62) + ".gif"},
		{strings.Repeat("e\u0301", 200) + ".txt", strings.Repeat("é", 125) + ".txt"},
		{"a" + strings.Repeat("x\u0335", 100) + ".txt", "a" + strings.Repeat("x\u0335", 83) + ".txt"}, // x and its mark
		{strings.Repeat("图", 100), strings.Repeat("图", 85)},
		{strings.Repeat("图", 100) + "." + strings.Repeat("п", 80), strings.Repeat("图", 85)}, // no extension
		{strings.Repeat("图", 80) + strings.Repeat(".", 20) + "png", strings.Repeat("图", 80) + ".png"},
		{strings.Repeat("图", 255), strings.Repeat("图", 85)},
	} {
		name, err := readName(test[0])
		if err != nil {
			t.Error(err)
			continue
		}
		r := Rules{KeyPrefix: "uploads/", KeyStyle: Unique}
		key := r.key(name, "", time.Now())
		if got := key[len("uploads/")+36+1:]; got != test[1] {
			t.Errorf("%q becomes %q, want %q", test[0], got, test[1])
		}
		if !r.IsKeyOf(key, "") {
			t.Errorf("%q is not recognised", key)
		}
	}
}

// Different names have different keys, and a name always has the same key.
func TestFilenameKeys(t *testing.T) {
	const digest = "-[0-9a-f]{32}"
	names := []struct{ name, want string }{
		{"report.pdf", `report\.pdf`},
		{"Report.pdf", `Report\.pdf`},
		{"Grüße_2026-11.pdf", `Grüße_2026-11\.pdf`},
		{"report-1.pdf", `report-1\.pdf`},
		{"report (1).pdf", `report-1` + digest + `\.pdf`},
		{"report [1].pdf", `report-1` + digest + `\.pdf`},
		{"report #1#.pdf", `report-1` + digest + `\.pdf`},
		{"report 1.pdf", `report-1` + digest + `\.pdf`},
		{"report\u00a01.pdf", `report-1` + digest + `\.pdf`},
		{"report-1-.pdf", `report-1-\.pdf`},
		{"report--1.pdf", `report-1` + digest + `\.pdf`},
		{" report.pdf", `report` + digest + `\.pdf`},
		{"report.pdf ", `report` + digest + `\.pdf`},
		{"report.pdf.", `report` + digest + `\.pdf`},
		{".report.pdf", `report` + digest + `\.pdf`},
		{"re\u200bport.pdf", `report` + digest + `\.pdf`},
		{"re\u202eport.pdf", `report` + digest + `\.pdf`},
		{"\u2764.png", "\u2764\\.png"},
		{"\u2764\ufe0f.png", "\u2764" + digest + `\.png`},
		{"file", `file`},
		{"???", `file` + digest},
		{"!", `file` + digest},
		{"a/b", `a-b` + digest},
		{"?.png", `png` + digest},
		{"100%.png", `100` + digest + `\.png`},
		{"a. .tar.gz", `a\.-\.tar` + digest + `\.gz`},
		{"report-0123456789abcdef0123456789abcdef.pdf", `report-0123456789abcdef0123456789abcdef` + digest + `\.pdf`}, // looks like one of ours
		{"report-0123456789abcdef0123456789abcdeg.pdf", `report-0123456789abcdef0123456789abcdeg\.pdf`},
		{"report-0123456789abcdef0123456789abcde.pdf", `report-0123456789abcdef0123456789abcde\.pdf`},
		{strings.Repeat("n", 251) + ".pdf", strings.Repeat("n", 251) + `\.pdf`},
		{strings.Repeat("图", 90) + ".png", strings.Repeat("图", 72) + digest + `\.png`},
		{strings.Repeat("图", 89) + "图.PNG", strings.Repeat("图", 72) + digest + `\.PNG`},
		{strings.Repeat("图", 91) + ".png", strings.Repeat("图", 72) + digest + `\.png`},
		{strings.Repeat("n", 252) + " .x", strings.Repeat("n", 220) + digest + `\.x`},
	}
	r := Rules{KeyPrefix: "uploads/", KeyStyle: Filename}
	of := map[string]string{} // names by key
	key := func(raw string) string {
		name, err := readName(raw)
		if err != nil {
			t.Fatal(err)
		}
		return r.key(name, "", time.Now())
	}
	for _, test := range names {
		got := key(test.name)
		if !regexp.MustCompile("^uploads/"+test.want+"$").MatchString(got) || len(got) > len("uploads/")+maxNameBytes {
			t.Errorf("%q has the key %q, want %q", test.name, got, test.want)
		}
		if other, ok := of[got]; ok {
			t.Errorf("%q and %q share %q", test.name, other, got)
		}
		of[got] = test.name
		if key(test.name) != got || !r.IsKeyOf(got, "") {
			t.Errorf("%q is not the key a second time, or is not recognised", got)
		}
	}
	// A name that equals a key is another name.
	for got, name := range of {
		if again := key(strings.TrimPrefix(got, "uploads/")); again != got {
			if other, ok := of[again]; ok {
				t.Errorf("the key of %q, as a name, has that of %q", name, other)
			}
		} else if "uploads/"+name != got {
			t.Errorf("%q is the key of the name %q, but also that of its own", got, name)
		}
	}
	if a, b := key("Re\u0301sume\u0301 1.pdf"), key("R\u00e9sum\u00e9 1.pdf"); a != b {
		t.Errorf("one name has the keys %q and %q", a, b)
	}
}

func TestCallerFolder(t *testing.T) {
	for _, test := range [][2]string{
		{"7f3e9a52-0d44-4c1b-9a53-1f0f3c2d5e6a", "7f3e9a52-0d44-4c1b-9a53-1f0f3c2d5e6a"},
		{"auth0|5f7c", "auth0_7c5f7c"},
		{"az09-`{/:", "az09-_60_7b_2f_3a"}, // the first and last of each, and what is beside them
		{"ann@example.com", "ann_40example_2ecom"},
		{"Ann", "_41nn"}, // not "ann", also on a file system that cannot tell
		{"a/../b", "a_2f_2e_2e_2fb"},
		{"a_2fb", "a_5f2fb"}, // not "a/b"
		{"ü", "_c3_bc"},
		{strings.Repeat("a", 100), strings.Repeat("a", 100)},
	} {
		if got := callerFolder(test[0]); got != test[1] {
			t.Errorf("%q becomes %q, want %q", test[0], got, test[1])
		}
	}
	if got := callerFolder(strings.Repeat("a", 101)); !strings.HasPrefix(got, "__") || len(got) != 2+64 {
		t.Errorf("a long caller becomes %q, want the SHA-256 of it", got)
	}
	r := Rules{KeyPrefix: "uploads/", KeyStyle: Filename}
	if got, want := r.key("a.png", "ann", time.Now()), "uploads/ann/a.png"; got != want {
		t.Errorf("key %q, want %q", got, want)
	}
}

func TestIsKeyOf(t *testing.T) {
	const id = "019ab1b8-0000-7000-8000-000000000000"
	for _, test := range []struct {
		style       KeyStyle
		key, caller string
		want        bool
	}{
		{Unique, "uploads/" + id + "/a.png", "", true},
		{Unique, "uploads/ann/" + id + "/a.png", "ann", true},
		{Unique, "uploads/" + id + "/東京.png", "", true},
		{Filename, "uploads/a.png", "", true},
		{Filename, "uploads/ann/a.png", "ann", true},
		{Filename, "uploads/report-1-0123456789abcdef0123456789abcdef.pdf", "", true},
		{Unique, "uploads/" + id + "/" + strings.Repeat("图", 85), "", true},

		{Unique, "", "", false},                                               // no key
		{Unique, "uploads/", "", false},                                       // a folder
		{Unique, "uploads/" + id, "", false},                                  // the same
		{Unique, "uploads/" + id + "/", "", false},                            // the same
		{Unique, "private/" + id + "/a.png", "", false},                       // outside the prefix
		{Unique, "/uploads/" + id + "/a.png", "", false},                      // the same
		{Unique, "uploads-2/" + id + "/a.png", "", false},                     // only begins like it
		{Unique, "uploads/a.png", "", false},                                  // no id
		{Unique, "uploads/x" + id + "/a.png", "", false},                      // not an id
		{Unique, "uploads/" + strings.ToUpper(id) + "/a.png", "", false},      // not one of ours
		{Unique, "uploads/" + id + "/../a.png", "", false},                    // climbs
		{Unique, "uploads/" + id + "//a.png", "", false},                      // an empty folder name
		{Unique, "uploads/../" + id + "/a.png", "", false},                    // the same, before the id
		{Unique, "uploads/" + id + "/b/a.png", "", false},                     // one folder too many
		{Unique, "uploads/" + id + "/..", "", false},                          // a folder's name
		{Unique, "uploads/" + id + "/.hidden", "", false},                     // no name of ours begins so
		{Unique, "uploads/" + id + "/a b.png", "", false},                     // nor has spaces
		{Unique, "uploads/" + id + "/a\x00.png", "", false},                   // nor control characters
		{Unique, "uploads/" + id + "/a\xff.png", "", false},                   // nor broken UTF-8
		{Unique, "uploads/" + id + "/" + strings.Repeat("a", 256), "", false}, // too long
		{Filename, "uploads/" + strings.Repeat("a", 256), "", false},          // the same
		{Unique, "uploads/" + id + "/e\u0301.png", "", false},                 // spelled otherwise
		{Unique, "uploads/" + id + "/a\u3164.png", "", false},                 // with what is invisible
		{Unique, "uploads/" + id + "/a\x01.png", "", false},                   // with a control character
		{Unique, "uploads/bob/" + id + "/a.png", "ann", false},                // another's
		{Unique, "uploads/anna/" + id + "/a.png", "ann", false},               // another's, whose name only begins so
		{Unique, "uploads/" + id + "/a.png", "ann", false},                    // an anonymous caller's
		{Unique, "uploads/ann/" + id + "/a.png", "", false},                   // hers, without a caller
		{Unique, "uploads/ann/../bob/" + id + "/a.png", "ann", false},         // climbs to another's
		{Filename, "uploads/ann/a.png", "", false},                            // hers, without a caller
		{Filename, "uploads/bob/a.png", "ann", false},                         // another's
		{Filename, "uploads/" + id + "/a.png", "", false},                     // the other style
	} {
		r := Rules{KeyPrefix: "uploads/", KeyStyle: test.style}
		if got := r.IsKeyOf(test.key, test.caller); got != test.want {
			t.Errorf("%s, caller %q, key %q: %v", test.style, test.caller, test.key, got)
		}
	}
}

// Every key is recognised as its caller's, and as nobody else's.
func FuzzIsKeyOf(f *testing.F) {
	f.Add("holiday.png", "ann", "bob")
	f.Add("-.\u202e.-", "", "a")
	f.Add("a/../b", "a/b", "a")
	f.Add(strings.Repeat("图", 255), "ann", "")
	f.Add(strings.Repeat("e\u200d\u0301", 80)+".png", "ann", "")
	f.Fuzz(func(t *testing.T, raw, caller, other string) {
		name, err := readName(raw)
		if err != nil {
			return
		}
		for _, style := range []KeyStyle{Unique, Filename} {
			r := Rules{KeyPrefix: "uploads/", KeyStyle: style}
			key := r.key(name, caller, time.Now())
			if name := path.Base(key); len(name) > maxNameBytes || len(key) > maxKeyBytes {
				t.Fatalf("%q has %d bytes", key, len(key))
			}
			if !r.IsKeyOf(key, caller) {
				t.Fatalf("%q is not recognised as %q's", key, caller)
			}
			if other != caller && r.IsKeyOf(key, other) {
				t.Fatalf("%q is %q's and %q's", key, caller, other)
			}
		}
	})
}

// Different names never share a key.
func FuzzFilenameKeys(f *testing.F) {
	f.Add("report (1).pdf", "report [1].pdf")
	f.Add("report-1-f4a41f5df3e2ae79d4b1ea3e8d7d4f4e.pdf", "report 1.pdf")
	f.Add("e\u0301", "\u00e9")
	f.Fuzz(func(t *testing.T, rawA, rawB string) {
		a, errA := readName(rawA)
		b, errB := readName(rawB)
		if errA != nil || errB != nil {
			return
		}
		r := Rules{KeyPrefix: "uploads/", KeyStyle: Filename}
		keyA, keyB := r.key(a, "", time.Now()), r.key(b, "", time.Now())
		if (a == b) != (keyA == keyB) {
			t.Fatalf("%q and %q have the keys %q and %q", a, b, keyA, keyB)
		}
		// The key as a name is the hardest other name.
		base := strings.TrimPrefix(keyA, "uploads/")
		if base != a && r.key(base, "", time.Now()) == keyA {
			t.Fatalf("%q and %q share %q", a, base, keyA)
		}
	})
}

// Different callers never share a folder.
func FuzzCallerFolder(f *testing.F) {
	f.Add("ann", "Ann")
	f.Add("a/b", "a_2fb")
	f.Add(strings.Repeat("a", 101), strings.Repeat("a", 102))
	f.Add("__", "_5f_5f")
	f.Fuzz(func(t *testing.T, a, b string) {
		folderA, folderB := callerFolder(a), callerFolder(b)
		if a != b && strings.EqualFold(folderA, folderB) {
			t.Fatalf("%q and %q share %q", a, b, folderA)
		}
		if len(folderA) > maxFolderBytes || strings.Trim(folderA, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			t.Fatalf("%q becomes %q", a, folderA)
		}
	})
}

func TestIsKeyOfTheLongestName(t *testing.T) {
	r := Rules{KeyPrefix: "uploads/", KeyStyle: Filename}
	for n, want := range map[int]bool{maxNameBytes: true, maxNameBytes + 1: false} {
		if got := r.IsKeyOf("uploads/"+strings.Repeat("x", n), ""); got != want {
			t.Errorf("a name of %d bytes: %v", n, got)
		}
	}
}

func TestSplitName(t *testing.T) {
	for n, want := range map[int]int{2: 2, maxExtensionBytes: maxExtensionBytes, maxExtensionBytes + 1: 0} {
		name := "a." + strings.Repeat("x", n-1)
		if stem, extension := splitName(name); len(extension) != want || stem+extension != name {
			t.Errorf("%q and %q of an end of %d bytes", stem, extension, n)
		}
	}
}

func TestHasDigest(t *testing.T) {
	digest := strings.Repeat("0f", digestBytes)
	for stem, want := range map[string]bool{
		"a-" + digest: true, "-" + digest: true, digest: false, "a" + digest: false, "a-" + digest[1:]: false,
		"a-" + digest + "0": false, "a-" + strings.ToUpper(digest): false, "a-g" + digest[1:]: false, "": false,
	} {
		if got := hasDigest(stem); got != want {
			t.Errorf("%q: %v", stem, got)
		}
	}
}
