package s3

import (
	"encoding/json"
	"strings"
	"testing"

	"slipway/local/template"
)

const gatePolicy = `{"Version": "2012-10-17", "Statement": [
	{"Sid": "Tls", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
	{"Sid": "Gate", "Effect": "Deny", "Principal": "*", "Action": ["s3:GetObject", "s3:GetObjectVersion"], "Resource": "arn:aws:s3:::b/in/*",
	 "Condition": {"StringNotEqualsIfExists": {"s3:ExistingObjectTag/verdict": "accepted"}, "ArnNotEqualsIfExists": {"aws:PrincipalArn": ["arn:aws:iam::1:role/judge"]}}}]}`

func TestTagPolicies(t *testing.T) {
	byTags, buckets, err := splitPolicies([]template.Bucket{{Name: "b", Policy: json.RawMessage(gatePolicy)}, {Name: "other"}})
	if err != nil {
		t.Fatal(err)
	}
	if rest := string(buckets[0].Policy); len(byTags["b"]) != 1 || strings.Contains(rest, "Gate") || !strings.Contains(rest, "Tls") || len(byTags["other"]) > 0 {
		t.Errorf("%v, %s", byTags, rest)
	}
	const judge, reader = "arn:aws:iam::1:role/judge", "arn:aws:iam::1:role/reader"
	for _, test := range []struct {
		action, key, principal string
		tags                   map[string]string
		want                   bool
	}{
		{"s3:GetObject", "in/a", reader, nil, true},
		{"s3:GetObjectVersion", "in/a", reader, nil, true},
		{"s3:GetObjectTagging", "in/a", reader, nil, false}, // another action
		{"s3:GetObject", "inside/a", reader, nil, false},    // another prefix
		{"s3:GetObject", "in/a", "", nil, true},             // anonymous
		{"s3:GetObject", "in/a", judge, nil, false},
		{"s3:GetObject", "in/a", judge + "s", nil, true},
		{"s3:GetObject", "in/a", reader, map[string]string{"verdict": "accepted"}, false},
		{"s3:GetObject", "in/a", "", map[string]string{"verdict": "accepted"}, false},
		{"s3:GetObject", "in/a", reader, map[string]string{"verdict": "rejected"}, true},
		{"s3:GetObject", "in/a", reader, map[string]string{"other": "accepted"}, true},
	} {
		if got := denies(byTags["b"], test.action, "arn:aws:s3:::b/"+test.key, test.principal, test.tags); got != test.want {
			t.Errorf("%+v: %v", test, got)
		}
	}
}

// Ignoring an unsupported statement would open the gate.
func TestTagPoliciesRefused(t *testing.T) {
	for _, test := range []struct{ old, new, want string }{
		{`"Effect": "Deny", "Principal": "*", "Action": ["s3:`, `"Effect": "Allow", "Principal": "*", "Action": ["s3:`, `needs "Effect": "Deny"`},
		{`"Principal": "*", "Action": ["s3:`, `"Principal": {"AWS": "1"}, "Action": ["s3:`, `and "Principal": "*"`},
		{`"Principal": "*", "Action": ["s3:`, `"NotPrincipal": {"AWS": "1"}, "Action": ["s3:`, `and "Principal": "*"`},
		{`"ArnNotEqualsIfExists"`, `"ArnDiffers"`, "is not supported"},
		{`"aws:PrincipalArn"`, `"aws:SourceIp"`, "the condition key aws:SourceIp is not supported"},
		{`"ArnNotEqualsIfExists": {"aws:PrincipalArn": ["arn:aws:iam::1:role/judge"]}`, `"Null": "true"`, "Condition"},
	} {
		policy := strings.Replace(gatePolicy, test.old, test.new, 1)
		if policy == gatePolicy {
			t.Fatalf("%s is not in the policy", test.old)
		}
		config, _ := bare(t)
		config.Buckets = []template.Bucket{{Name: "b", Policy: json.RawMessage(policy)}}
		if s, err := Start(t.Context(), config); err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "statement 2") {
			t.Errorf("%s: %v, want %s", test.new, err, test.want)
			if s != nil {
				s.Close()
			}
		}
	}
}
