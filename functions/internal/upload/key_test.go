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
		key := r.key("holiday.png", start.Add(time.Duration(i)*time.Millisecond))
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
	if a, b := r.key("a", start), r.key("a", start); a == b {
		t.Errorf("%q twice in a millisecond", a)
	}
}

func TestLongestKey(t *testing.T) {
	prefix := strings.Repeat("x", maxPrefixBytes-1) + "/"
	if !isKeyPrefix(prefix) || isKeyPrefix("x"+prefix) {
		t.Fatal("the longest prefix is not the longest")
	}
	r := Rules{KeyPrefix: prefix, KeyStyle: Unique}
	if got := len(r.key(strings.Repeat("n", maxNameBytes), time.Now())); got != maxKeyBytes {
		t.Errorf("the longest key has %d bytes, S3 takes %d", got, maxKeyBytes)
	}
}
