package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"strings"
	"testing"
)

const profilesForTest = `{
	"avatar": {"types": ["image/png", "image/jpeg"], "minBytes": 5, "maxBytes": 50, "requireSha256": true},
	"sound":  {"types": ["audio/*"], "requireSize": true},
	"any":    {"types": ["application/octet-stream"]}
}`

// GET /rules reports exactly what forms are issued for.
func TestRules(t *testing.T) {
	f := testHandler(t, io.Discard, map[string]string{"profiles.json": profilesForTest})
	for _, profile := range []string{"", "avatar", "sound", "any"} {
		status, body := get(t, f, "/rules", "profile="+profile)
		var rules struct {
			Profile, Accept                       string
			Types                                 []string
			MinBytes, MaxBytes, MaxMultipartBytes int64
			RequireSize, RequireSHA256            bool
			MaxFiles, Expires                     int
		}
		if err := json.Unmarshal([]byte(body), &rules); err != nil || status != 200 || rules.Profile != profile || rules.MaxFiles != maxFiles || rules.Expires != 300 {
			t.Fatalf("%q: %d %s", profile, status, body)
		}
		ask := func(what, want, name, query string) {
			t.Helper()
			_, body := get(t, f, "/getS3UploadCredentials", "profile="+profile+"&filename="+url.QueryEscape(name)+query)
			var refusal struct{ Code string }
			if json.Unmarshal([]byte(body), &refusal); refusal.Code != want {
				t.Errorf("%q, %s: %s, want %q", profile, what, body, want)
			}
		}
		size := func(n int64) string { return fmt.Sprintf("&size=%d", n) }
		hash := "&sha256=" + url.QueryEscape("LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=")
		var name, declared string
		for entry := range strings.SplitSeq(rules.Accept, ",") {
			if strings.HasPrefix(entry, ".") {
				name = "a" + entry
				ask("an extension", "", name, size(rules.MinBytes)+hash)
				continue
			}
			declared = "&type=" + url.QueryEscape(strings.Replace(entry, "*", "x-any", 1))
			ask("a type", "", "a", declared+size(rules.MinBytes)+hash)
		}
		if name == "" {
			name = "a"
		}
		if profile != "any" {
			ask("another type", "ExtensionNotAllowed", "a.svg", size(rules.MinBytes)+hash)
		}
		ask("the smallest size", "", name, declared+size(rules.MinBytes)+hash)
		ask("the largest size", "", name, declared+size(rules.MaxBytes)+hash)
		ask("a smaller size", "FileTooSmall", name, declared+size(rules.MinBytes-1)+hash)
		ask("a larger size", "FileTooLarge", name, declared+size(rules.MaxBytes+1)+hash)
		without := map[bool]string{false: "", true: "SizeRequired"}
		ask("no size", without[rules.RequireSize], name, declared+hash)
		without[true] = "Sha256Required"
		ask("no sha256", without[rules.RequireSHA256], name, declared+size(rules.MinBytes))
	}
}
