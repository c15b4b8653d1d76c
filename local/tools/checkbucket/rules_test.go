package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

func parse[T any](t *testing.T, text string) (v T) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return v
}

func TestStatementDoes(t *testing.T) {
	const wanted = `{"Sid": "TlsOnly", "Effect": "Deny", "Principal": "*", "Action": ["s3:GetObject", "s3:PutObject"],
		"Resource": ["arn:aws:s3:::b/in/*"], "Condition": {"Bool": {"aws:SecureTransport": "false"}, "StringEquals": {"a": ["x", "y"]}}}`
	for _, test := range []struct {
		old, new string
		want     bool
	}{
		{"", "", true},
		{`"TlsOnly"`, `"another name"`, true},
		{`"Principal": "*"`, `"Principal": {"AWS": "*"}`, true},
		{`"Principal": "*"`, `"Principal": {"AWS": ["*"]}`, true},
		{`"false"`, `false`, true},
		{`"false"`, `["false"]`, true},
		{`["x", "y"]`, `["y", "x"]`, true},
		{`["s3:GetObject", "s3:PutObject"]`, `"s3:*"`, true},
		{`["s3:GetObject", "s3:PutObject"]`, `["s3:Put*", "S3:getobject", "s3:DeleteObject"]`, true},
		{`["arn:aws:s3:::b/in/*"]`, `"arn:aws:s3:::b/*"`, true},
		{`["arn:aws:s3:::b/in/*"]`, `["arn:aws:s3:::b", "arn:aws:s3:::?/i*"]`, true},

		{`"Deny"`, `"Allow"`, false},
		{`"Principal": "*"`, `"Principal": {"AWS": "123456789012"}`, false},          // not everybody
		{`"Principal": "*"`, `"NotPrincipal": "*"`, false},                           // nobody
		{`"Principal": "*"`, `"Principal": {"Service": "*"}`, false},                 // services
		{`["s3:GetObject", "s3:PutObject"]`, `["s3:GetObject"]`, false},              // half
		{`["s3:GetObject", "s3:PutObject"]`, `"s3:GetObject*"`, false},               // the other half
		{`"Action"`, `"NotAction"`, false},                                           // all but these
		{`["arn:aws:s3:::b/in/*"]`, `"arn:aws:s3:::b/in"`, false},                    // one object
		{`["arn:aws:s3:::b/in/*"]`, `"arn:aws:s3:::b/in/box/*"`, false},              // a part
		{`["arn:aws:s3:::b/in/*"]`, `"arn:aws:s3:::b/in/?"`, false},                  // objects of one letter
		{`["arn:aws:s3:::b/in/*"]`, `"arn:aws:s3:::c/*"`, false},                     // another bucket
		{`"Resource"`, `"NotResource"`, false},                                       // all but these
		{`"Bool": {"aws:SecureTransport": "false"}, `, ``, false},                    // denies more
		{`"StringEquals": {"a": ["x", "y"]}`, `"StringEquals": {"a": ["x"]}`, false}, // in fewer cases
		{`"Bool"`, `"BoolIfExists"`, false},                                          // in other cases
		{`"a": ["x", "y"]`, `"a": ["x", "y"], "aws:SourceIp": "10.0.0.0/8"`, false},  // in fewer cases
		{`{"Bool": {"aws:SecureTransport": "false"}, "StringEquals": {"a": ["x", "y"]}}`, `{}`, false},
	} {
		s := parse[statement](t, strings.Replace(wanted, test.old, test.new, 1))
		if got := s.does(parse[statement](t, wanted)); got != test.want {
			t.Errorf("with %s instead of %s, it does: %v", test.new, test.old, got)
		}
	}
}

// A statement gets an unused name, or replaces one for the same objects.
func TestStatementsWith(t *testing.T) {
	const all = `[{"Sid": "A", "Resource": "b/1/*", "Action": "old"}, {"Sid": "A2", "Resource": "b/2/*"}, {"Resource": "b/3/*"}]`
	for wanted, want := range map[string]string{
		`{"Sid": "B", "Resource": "b/1/*"}`:                   `A b/1/* old|A2 b/2/* | b/3/* |B b/1/* `,
		`{"Sid": "A", "Resource": "b/1/*", "Action": "new"}`:  `A b/1/* new|A2 b/2/* | b/3/* `,
		`{"Sid": "A", "Resource": "b/2/*", "Action": "new"}`:  `A b/1/* old|A2 b/2/* | b/3/* |A3 b/2/* new`,
		`{"Sid": "A2", "Resource": "b/2/*", "Action": "new"}`: `A b/1/* old|A2 b/2/* new| b/3/* `,
	} {
		var got []string
		for _, s := range parse[statements](t, all).with(parse[statement](t, wanted)) {
			got = append(got, s.Sid+" "+strings.Join(s.Resource, ",")+" "+strings.Join(s.Action, ","))
		}
		if strings.Join(got, "|") != want {
			t.Errorf("with %s: %s\nwant %s", wanted, strings.Join(got, "|"), want)
		}
	}
}

// S3 applies the first rule for the origin and the method.
func TestFirstRule(t *testing.T) {
	rules := []types.CORSRule{
		{ID: aws.String("get"), AllowedOrigins: []string{"*"}, AllowedMethods: []string{"GET"}},
		{ID: aws.String("wild"), AllowedOrigins: []string{"https://*.example.com"}, AllowedMethods: []string{"PUT", "POST"}},
		{ID: aws.String("all"), AllowedOrigins: []string{"https://a.example", "http://?.example"}, AllowedMethods: []string{"PUT"}},
	}
	for request, want := range map[string]string{
		"GET https://any.example":           "get",
		"PUT https://www.example.com":       "wild",
		"POST https://a.b.example.com":      "wild",
		"PUT https://example.com":           "", // no dot before it
		"PUT https://www.example.com.evil":  "", // longer
		"PUT https://wwwXexampleXcom":       "", // a dot is a dot
		"PUT https://a.example":             "all",
		"PUT http://b.example":              "", // ? is no wildcard here
		"POST https://a.example":            "", // another method
		"put https://a.example":             "", // methods have a case
		"DELETE https://www.example.com":    "",
		"PUT https://www.example.com:8443":  "", // another origin
		"POST http://www.example.com":       "", // the same
		"GET https://www.example.com.other": "get",
	} {
		method, origin, _ := strings.Cut(request, " ")
		got := ""
		if rule := firstRule(rules, origin, method); rule != nil {
			got = *rule.ID
		}
		if got != want {
			t.Errorf("%s is for the rule %q, want %q", request, got, want)
		}
	}
	for _, test := range []struct {
		patterns, headers string
		want              bool
	}{
		{"*", "content-type x-amz-checksum-sha256", true},
		{"Content-Type X-Amz-*", "content-type x-amz-checksum-sha256", true},
		{"content-type", "content-type x-amz-checksum-sha256", false},
		{"", "content-type", false},
		{"x-amz", "x-amz-checksum-sha256", false}, // a prefix is no pattern
	} {
		if got := covers(strings.Fields(test.patterns), strings.Fields(test.headers)); got != test.want {
			t.Errorf("%q covers %q: %v", test.patterns, test.headers, got)
		}
	}
}

func TestLifecycleDone(t *testing.T) {
	const (
		noncurrent = `{"Status": "Enabled", "Filter": {"Prefix": "in/"}, "NoncurrentVersionExpiration": {"NoncurrentDays": 3}, "Expiration": {"ExpiredObjectDeleteMarker": true}}`
		rejected   = `{"Status": "Enabled", "Filter": {"And": {"Prefix": "in/", "Tags": [{"Key": "v", "Value": "no"}]}}, "Expiration": {"Days": 3}}`
		parts      = `{"Status": "Enabled", "Filter": {"Prefix": "in/"}, "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 3}}`
	)
	for _, test := range []struct {
		wanted, has string
		want        bool
	}{
		{noncurrent, `[` + noncurrent + `]`, true},
		{noncurrent, `[{"Status": "Enabled", "NoncurrentVersionExpiration": {"NoncurrentDays": 1}}, {"Status": "Enabled", "Filter": {}, "Expiration": {"ExpiredObjectDeleteMarker": true}}]`, true},
		{rejected, `[` + parts + `, ` + rejected + `]`, true},
		{rejected, `[{"Status": "Enabled", "Filter": {"Tag": {"Key": "v", "Value": "no"}}, "Expiration": {"Days": 2}}]`, true},
		{rejected, `[{"Status": "Enabled", "Filter": {"Prefix": "i"}, "Expiration": {"Days": 3}}]`, true}, // of all files, rejected or not
		{parts, `[{"Status": "Enabled", "Filter": {"Prefix": ""}, "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1}}]`, true},

		{noncurrent, `[]`, false},
		{noncurrent, `[{"Status": "Enabled", "NoncurrentVersionExpiration": {"NoncurrentDays": 1}}]`, false},                                        // without markers
		{noncurrent, `[` + strings.Replace(noncurrent, "Enabled", "Disabled", 1) + `]`, false},                                                      // off
		{noncurrent, `[` + strings.Replace(noncurrent, `"NoncurrentDays": 3`, `"NoncurrentDays": 4`, 1) + `]`, false},                               // later
		{noncurrent, `[` + strings.Replace(noncurrent, `"NoncurrentDays": 3`, `"NoncurrentDays": 3, "NewerNoncurrentVersions": 2`, 1) + `]`, false}, // not all
		{noncurrent, `[` + strings.Replace(noncurrent, `in/`, `in/box/`, 1) + `]`, false},                                                           // a part
		{rejected, `[` + strings.Replace(rejected, `"no"`, `"yes"`, 1) + `]`, false},                                                                // the others
		{rejected, `[` + strings.Replace(rejected, `"Days": 3`, `"Days": 30`, 1) + `]`, false},                                                      // later
		{parts, `[` + rejected + `]`, false}, // something else
		{parts, `[{"Status": "Enabled", "Filter": {"Tag": {"Key": "v", "Value": "no"}}, "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1}}]`, false},
		{rejected, `[{"Status": "Enabled", "Filter": {"ObjectSizeLessThan": 5}, "Expiration": {"Days": 1}}]`, false},                              // small ones
		{rejected, `[{"Status": "Enabled", "Filter": {"And": {"ObjectSizeGreaterThan": 9, "Prefix": "in/"}}, "Expiration": {"Days": 1}}]`, false}, // large ones
		{rejected, `[{"Status": "Enabled", "Filter": {"And": {"ObjectSizeGreaterThan": 0, "Prefix": "in/"}}, "Expiration": {"Days": 1}}]`, true},
	} {
		if got := done(parse[[]types.LifecycleRule](t, test.has), parse[types.LifecycleRule](t, test.wanted)); got != test.want {
			t.Errorf("%s does %s: %v", test.has, test.wanted, got)
		}
	}
}
