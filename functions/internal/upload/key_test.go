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
