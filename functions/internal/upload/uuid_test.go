package upload

import (
	"testing"
	"time"
)

func TestIsUUIDv7(t *testing.T) {
	for s, want := range map[string]bool{
		uuidv7(time.Now()):                      true,
		"019ab1b8-0000-7000-8000-000000000000":  true,
		"019ab1b8-0000-7000-b000-00000000000f":  true,
		"":                                      false,
		"019ab1b8-0000-7000-8000-00000000000":   false, // too short
		"019ab1b8-0000-7000-8000-0000000000000": false, // too long
		"019ab1b8-0000-4000-8000-000000000000":  false, // another version
		"019ab1b8-0000-7000-7000-000000000000":  false, // another variant
		"019ab1b8-0000-7000-c000-000000000000":  false, // another variant
		"019AB1B8-0000-7000-8000-000000000000":  false, // upper case, another key to S3
		"019ab1b800000-7000-8000-000000000000":  false, // a digit for a hyphen
		"019ab1b8-0000-7000-8000-0000-0000000":  false, // a hyphen for a digit
		"019ab1b8-0000-7000-8000-00000000000g":  false, // no digit
		"019ab1b8-0000-7000-8000-0000000000/.":  false, // a step to another folder
		"019ab1b8-0000-7000-8000-00000000000\n": false, // a line's end
	} {
		if got := isUUIDv7(s); got != want {
			t.Errorf("%q: %v", s, got)
		}
	}
}
