package upload

import (
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
	r := Rules{KeyPrefix: prefix, KeyStyle: Unique}
	if got := len(r.key(strings.Repeat("n", maxNameBytes), strings.Repeat("c", maxFolderBytes), time.Now())); got != maxKeyBytes {
		t.Errorf("the longest key has %d bytes, S3 takes %d", got, maxKeyBytes)
	}
}

func TestCallerFolder(t *testing.T) {
	for _, test := range [][2]string{
		{"7f3e9a52-0d44-4c1b-9a53-1f0f3c2d5e6a", "7f3e9a52-0d44-4c1b-9a53-1f0f3c2d5e6a"},
		{"auth0|5f7c", "auth0_7c5f7c"},
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
		{Unique, "uploads/bob/" + id + "/a.png", "ann", false},                // another's
		{Unique, "uploads/anna/" + id + "/a.png", "ann", false},               // another's, whose name only begins so
		{Unique, "uploads/" + id + "/a.png", "ann", false},                    // nobody's
		{Unique, "uploads/ann/" + id + "/a.png", "", false},                   // hers, asked for by nobody
		{Unique, "uploads/ann/../bob/" + id + "/a.png", "ann", false},         // climbs to another's
		{Filename, "uploads/ann/a.png", "", false},                            // hers, asked for by nobody
		{Filename, "uploads/bob/a.png", "ann", false},                         // another's
		{Filename, "uploads/" + id + "/a.png", "", false},                     // the other style
	} {
		r := Rules{KeyPrefix: "uploads/", KeyStyle: test.style}
		if got := r.IsKeyOf(test.key, test.caller); got != test.want {
			t.Errorf("%s, caller %q, key %q: %v", test.style, test.caller, test.key, got)
		}
	}
}

// Every key that is made is recognised, by its caller alone.
func FuzzIsKeyOf(f *testing.F) {
	f.Add("holiday.png", "ann", "bob")
	f.Add("-.\u202e.-", "", "a")
	f.Add("a/../b", "a/b", "a")
	f.Fuzz(func(t *testing.T, name, caller, other string) {
		if checkName(name) != nil {
			return
		}
		for _, style := range []KeyStyle{Unique, Filename} {
			r := Rules{KeyPrefix: "uploads/", KeyStyle: style}
			key := r.key(name, caller, time.Now())
			if !r.IsKeyOf(key, caller) {
				t.Fatalf("%q is not recognised as %q's", key, caller)
			}
			if other != caller && r.IsKeyOf(key, other) {
				t.Fatalf("%q is %q's and %q's", key, caller, other)
			}
		}
	})
}

// Two callers never share a folder.
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
