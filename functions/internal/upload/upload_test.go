package upload

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestCheckSize(t *testing.T) {
	for _, test := range []struct {
		size int64
		want string // the code of the refusal
	}{
		{9, "FileTooSmall"},
		{10, ""}, // the smallest
		{20, ""}, // the largest
		{21, "FileTooLarge"},
		{0, "FileTooSmall"},
	} {
		rules, size := &Rules{MinBytes: 10, MaxBytes: 15}, Size(test.size)
		got := ""
		if refusal := (*Refusal)(nil); errors.As(rules.CheckSize(&size, 20), &refusal) {
			got = refusal.Code
		}
		if got != test.want {
			t.Errorf("%d bytes: %q, want %q", test.size, got, test.want)
		}
	}
}

// The policy allows exactly the described file.
func TestPolicy(t *testing.T) {
	const digest = "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="
	size := func(n Size) *Size { return &n }
	for _, test := range []struct {
		name string
		acl  string
		file File
		want string // the range and the fields, or the code of the refusal
	}{
		{"a name alone", "", File{Name: "a.png"},
			"1-100 key=up/a.png Content-Type=image/png success_action_status=201"},
		{"an ACL", "public-read", File{Name: "a.png"},
			"1-100 key=up/a.png acl=public-read Content-Type=image/png success_action_status=201"},
		{"a size", "", File{Name: "a.png", Size: size(7)},
			"7-7 key=up/a.png Content-Type=image/png success_action_status=201"},
		{"a digest", "", File{Name: "a.png", SHA256: digest}, "1-100 key=up/a.png Content-Type=image/png success_action_status=201 " +
			"x-amz-checksum-algorithm=SHA256 x-amz-checksum-sha256=" + digest},
		{"metadata", "", File{Name: "a.png", Metadata: Values{"B": "2", "a": "1"}},
			"1-100 key=up/a.png Content-Type=image/png success_action_status=201 x-amz-meta-b=2 x-amz-meta-a=1"},
		{"no name", "", File{}, "MissingFilename"},
		{"another type", "", File{Name: "a.pdf"}, "TypeNotAllowed"},
		{"a type that is none", "", File{Name: "a.png", Type: "png"}, "InvalidType"},
		{"too large", "", File{Name: "a.png", Size: size(101)}, "FileTooLarge"},
		{"no digest", "", File{Name: "a.png", SHA256: "abc"}, "InvalidSHA256"},
		{"a digest over two lines", "", File{Name: "a.png", SHA256: digest[:22] + "\n" + digest[22:]}, "InvalidSHA256"},
		{"a digest of 31 bytes", "", File{Name: "a.png", SHA256: "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmA=="}, "InvalidSHA256"},
		{"wrong metadata", "", File{Name: "a.png", Metadata: Values{"caller": "ann"}}, "MetadataNameReserved"},
	} {
		rules, err := readRulesWith(map[string]string{"KEY_PREFIX": "up/", "KEY_STYLE": "filename", "OBJECT_ACL": test.acl})
		if err != nil {
			t.Fatal(err)
		}
		policy, err := rules.Policy(test.file, "", time.Now())
		got := fmt.Sprintf("%d-%d", policy.MinBytes, policy.MaxBytes)
		for _, f := range policy.Fields {
			got += " " + f.Name + "=" + f.Value
		}
		if refusal := (*Refusal)(nil); errors.As(err, &refusal) {
			if policy.Fields != nil || !strings.HasPrefix(err.Error(), refusal.Code+": ") {
				t.Errorf("%s: %v beside %+v", test.name, err, policy)
			}
			got = refusal.Code
		}
		if got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
		if err == nil && (policy.Bucket != "bucket" || policy.Region != "eu-central-1" || policy.Lifetime != time.Minute) {
			t.Errorf("%s: %+v", test.name, policy)
		}
	}
}
