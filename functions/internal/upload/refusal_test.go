package upload

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// Each refusal has one cause, and the details that a program needs for a message
// of its own.
func TestRefusals(t *testing.T) {
	r, err := readRulesWith(map[string]string{
		"MIN_UPLOAD_BYTES": "5", "MAX_UPLOAD_BYTES": "10485760", "ALLOWED_TYPES": "image/jpeg,image/png,application/pdf",
	})
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("ü", 100)
	for _, test := range []struct {
		file                   string // as JSON
		code, message, details string
	}{
		{`{}`, "MissingFilename", "The filename is missing: the key is made from it.", `null`},
		{`{"name":"` + strings.Repeat("ü", 256) + `"}`, "FilenameTooLong",
			"The filename has 256 characters; the limit is 255. Rename the file.", `{"actual":256,"limit":255}`},
		{`{"name":".."}`, "FilenameIsFolder", `".." names a folder, not a file.`, `{"name":".."}`},
		{`{"name":"a\nb.png"}`, "FilenameHasControlCharacters", "The filename has control characters. Rename the file.", `null`},
		{`{"name":"a.png","type":"png"}`, "InvalidType", `The type "png" is not a media type such as "image/png".`, `{"type":"png"}`},
		{`{"name":"a.png","type":"` + long + `"}`, "InvalidType",
			`The type "` + long[:120] + `" is not a media type such as "image/png".`, `{"type":"` + long[:120] + `"}`}, // cut
		{`{"name":"a.png","type":"image/` + strings.Repeat("x", 300) + `"}`, "TypeTooLong",
			"The type has 306 characters; the limit is 255.", `{"actual":306,"limit":255}`},
		{`{"name":"a.webp"}`, "TypeNotAllowed", "This file's type is WebP; choose JPEG, PNG or PDF.",
			`{"accepted":["image/jpeg","image/png","application/pdf"],"type":"image/webp"}`},
		{`{"name":"a"}`, "TypeNotAllowed", "This file's type is unknown; choose JPEG, PNG or PDF.",
			`{"accepted":["image/jpeg","image/png","application/pdf"],"type":"application/octet-stream"}`},
		{`{"name":"a.png","type":"text/x-odd; charset=secret"}`, "TypeNotAllowed", "This file's type is text/x-odd; choose JPEG, PNG or PDF.",
			`{"accepted":["image/jpeg","image/png","application/pdf"],"type":"text/x-odd"}`},
		{`{"name":"a.SVG","type":"image/png"}`, "ExtensionNotAllowed", `Files that end in ".SVG" are not accepted here; choose JPEG, PNG or PDF.`,
			`{"accepted":["image/jpeg","image/png","application/pdf"],"extension":".SVG","type":"image/svg+xml"}`},
		{`{"name":"a.png","size":11000000}`, "FileTooLarge", "This file is 11 MB; the limit is 10.4 MB.", `{"actual":11000000,"limit":10485760}`},
		{`{"name":"a.png","size":0}`, "FileTooSmall", "This file is 0 bytes; the minimum is 5 bytes.", `{"actual":0,"limit":5}`},
		{`{"name":"a.png","size":-1}`, "InvalidSize", `The size must be a whole number of bytes, not "-1".`, `{"value":"-1"}`},
		{`{"name":"a.png","metadata":5}`, "InvalidMetadata", `The metadata must be an object such as {"album":"summer"}.`, `null`},
		{`{"name":"a.png","metadata":{"a":{}}}`, "InvalidMetadataValue", `The metadata "a" must be a string, a number, true or false.`, `{"name":"a"}`},
		{`{"name":"a.png","metadata":{"a b":"c"}}`, "InvalidMetadataName",
			`The metadata name "a b" may have ASCII letters, digits, "-", "_" and "." only.`, `{"name":"a b"}`},
		{`{"name":"a.png","metadata":{"Caller":"ann"}}`, "MetadataNameReserved",
			`The metadata name "Caller" is reserved for the caller who signed in.`, `{"name":"Caller"}`},
		{`{"name":"a.png","metadata":{"A":"b","a":"c"}}`, "RepeatedMetadata",
			`The metadata name "a" is repeated: S3 ignores the case of names.`, `{"name":"a"}`},
		{`{"name":"a.png","metadata":{"a":"` + strings.Repeat("x", 2048) + `"}}`, "MetadataTooLarge",
			"The metadata is larger than the limit of S3, 2048 bytes.", `{"limit":2048}`},
		{`{"name":"a.png","sha256":"x"}`, "InvalidSHA256",
			`The sha256 must be the 32 bytes of the digest in base64, 44 characters (in a query, send "+" as %2B).`, `null`},
	} {
		var f File
		err := json.Unmarshal([]byte(test.file), &f)
		if err == nil {
			_, err = r.Policy(f, "", time.Now())
		}
		var got *Refusal
		if !errors.As(err, &got) {
			t.Errorf("%.60s: %v", test.file, err)
			continue
		}
		details, _ := json.Marshal(got.Details)
		if got.Code != test.code || got.Message != test.message || string(details) != test.details {
			t.Errorf("%.60s:\n%s %s %s, want\n%s %s %s", test.file, got.Code, got.Message, details, test.code, test.message, test.details)
		}
	}
	// A query can contain what JSON cannot.
	for _, test := range []struct {
		file File
		code string
	}{
		{File{Name: "a\xff.png"}, "FilenameNotUnicode"},
		{File{Name: strings.Repeat("\xff", 3000)}, "FilenameNotUnicode"}, // and not too long: it has no characters
		{File{Name: "a.png", Metadata: Values{"a": "\xff"}}, "MetadataNotUnicode"},
	} {
		_, err := r.Policy(test.file, "", time.Now())
		if got := (*Refusal)(nil); !errors.As(err, &got) || got.Code != test.code {
			t.Errorf("%.60q: %v, want %s", test.file.Name, err, test.code)
		}
	}
}

func TestExcerpt(t *testing.T) {
	for _, test := range [][2]string{
		{"", ""},
		{"short", "short"},
		{strings.Repeat("x", 60), strings.Repeat("x", 60)},
		{strings.Repeat("x", 61), strings.Repeat("x", 60)},
		{strings.Repeat("🎉", 61), strings.Repeat("🎉", 60)},
		{strings.Repeat("x", 1<<20), strings.Repeat("x", 60)},
		{"a\xff", "a\ufffd"},
		{strings.Repeat("\xff", 1000), "\ufffd"}, // one for the whole run
		{"x" + strings.Repeat("🎉", 60), "x" + strings.Repeat("🎉", 59)},
	} {
		if got := Excerpt(test[0]); got != test[1] || !utf8.ValidString(got) {
			t.Errorf("%.80q becomes %q, want %q", test[0], got, test[1])
		}
	}
}
