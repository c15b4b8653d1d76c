package s3

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/versity/versitygw/s3api/utils"
	"github.com/versity/versitygw/s3err"

	"slipway/local/session"
)

// resign changes the policy of a form and signs it with the session's secret.
func (w *world) resign(t *testing.T, c session.Credentials, fields map[string]string, old, new string) {
	t.Helper()
	text, err := base64.StdEncoding.DecodeString(fields["policy"])
	if err != nil || !strings.Contains(string(text), old) {
		t.Fatalf("no %s in %s, %v", old, text, err)
	}
	fields["policy"] = base64.StdEncoding.EncodeToString([]byte(strings.Replace(string(text), old, new, 1)))
	scope := strings.Split(fields["X-Amz-Credential"], "/")
	key, _, err := w.sessions.DeriveSigningKey(c.AccessKeyID, c.SessionToken, scope[1], scope[2], scope[3])
	if err != nil {
		t.Fatal(err)
	}
	if fields["X-Amz-Signature"], err = utils.SignPostPolicy(fields["policy"], key); err != nil {
		t.Fatal(err)
	}
}

func TestPolicySyntax(t *testing.T) {
	w := startServer(t, t.TempDir())
	c := w.sessions.Assume(w.role)
	at := func(layout string) string {
		return `"expiration":"` + time.Now().UTC().Add(5*time.Minute).Format(layout) + `"`
	}
	const sizes = `["content-length-range",1,1000]`
	for _, test := range []struct {
		name, old, new string // "": the expiration
		status         int
		code           string
	}{
		{"valid", sizes, sizes, 201, ""},
		{"seconds", "", at("2006-01-02T15:04:05Z"), 201, ""},
		{"milliseconds", "", at("2006-01-02T15:04:05.000Z"), 201, ""},
		{"nanoseconds", "", at("2006-01-02T15:04:05.000000000Z"), 201, ""},
		{"text behind it", "", at("2006-01-02T15:04:05Z") + `x`, 400, "InvalidPolicyDocument"},
		{"an offset", "", strings.Replace(at("2006-01-02T15:04:05Z"), "Z", "+00:00", 1), 400, "InvalidPolicyDocument"},
		{"a space for the T", "", at("2006-01-02 15:04:05Z"), 400, "InvalidPolicyDocument"},
		{"t and z", "", at("2006-01-02t15:04:05z"), 400, "InvalidPolicyDocument"},
		{"no zone", "", at("2006-01-02T15:04:05"), 400, "InvalidPolicyDocument"},
		{"no seconds", "", at("2006-01-02T15:04Z"), 400, "InvalidPolicyDocument"},
		{"a day", "", at("2006-01-02"), 400, "InvalidPolicyDocument"},
		{"a comma before the fraction", "", at("2006-01-02T15:04:05,000Z"), 400, "InvalidPolicyDocument"},
		{"the header's form", "", at("20060102T150405Z"), 400, "InvalidPolicyDocument"},
		{"a number", "", `"expiration":4102444800`, 400, "InvalidPolicyDocument"},
		{"null", "", `"expiration":null`, 400, "InvalidPolicyDocument"},
		{"empty", "", `"expiration":""`, 400, "InvalidPolicyDocument"},
		{"the 30th of February", "", `"expiration":"2999-02-30T00:00:00Z"`, 400, "InvalidPolicyDocument"},
		{"a size range as text", sizes, `["content-length-range","1","1000"]`, 201, ""},
		{"a size range below 0", sizes, `["content-length-range",-1,1000]`, 400, "InvalidPolicyDocument"},
		{"a size range below 0 as text", sizes, `["content-length-range","-1","1000"]`, 400, "InvalidPolicyDocument"},
		{"a size range that ends below 0", sizes, `["content-length-range",0,-1]`, 400, "InvalidPolicyDocument"},
		{"a size range that ends before it begins", sizes, `["content-length-range",10,1]`, 400, "EntityTooLarge"},
		{"half a byte", sizes, `["content-length-range",0.5,1000]`, 400, "InvalidPolicyDocument"},
		{"a size range with three bounds", sizes, `["content-length-range",0,1,2]`, 400, "InvalidPolicyDocument"},
		{"a size range of words", sizes, `["content-length-range","none","all"]`, 400, "InvalidPolicyDocument"},
		{"eq with four members", sizes, `["eq","$key","uploads/a","uploads/b"]`, 400, "InvalidPolicyDocument"},
		{"an object with two members", sizes, `{"acl":"private","tagging":""}`, 400, "InvalidPolicyDocument"},
		{"a condition that is text", sizes, `"content-length-range"`, 400, "InvalidPolicyDocument"},
		{"a condition that is null", sizes, `null`, 400, "InvalidPolicyDocument"},
		{"an empty condition", sizes, `[]`, 400, "InvalidPolicyDocument"},
		{"an operator in upper case", sizes, `["EQ","$key","uploads/a"]`, 400, "InvalidPolicyDocument"},
		{"conditions as an object", `"conditions":[`, `"conditions":{},"x":[`, 400, "InvalidPolicyDocument"},
		{"an unknown member", `"conditions":[`, `"version":1,"conditions":[`, 400, "InvalidPolicyDocument"},
	} {
		fields := w.form(t, c, "uploads/a")
		old := test.old
		if old == "" {
			text, _ := base64.StdEncoding.DecodeString(fields["policy"])
			var document struct{ Expiration json.RawMessage }
			json.Unmarshal(text, &document)
			old = `"expiration":` + string(document.Expiration)
		}
		w.resign(t, c, fields, old, test.new)
		answer, body := w.post(t, fields, "hello", page)
		if answer.StatusCode != test.status || code(body) != test.code {
			t.Errorf("%s: %d %s", test.name, answer.StatusCode, body)
		}
		// A wrong signature comes first.
		fields["X-Amz-Signature"] = strings.Repeat("0", 64)
		if answer, body := w.post(t, fields, "hello", page); code(body) != "SignatureDoesNotMatch" {
			t.Errorf("%s, not signed: %d %s", test.name, answer.StatusCode, body)
		}
	}
}

func TestCheckFields(t *testing.T) {
	const (
		open     = "BucketOwnerPreferred"
		enforced = "BucketOwnerEnforced"
	)
	for _, test := range []struct {
		name, value, ownership string
		code                   string // "": accepted
	}{
		{"acl", "bucket-owner-full-control", enforced, ""},
		{"acl", "public-read", enforced, "AccessControlListNotSupported"},
		{"acl", "private", enforced, "AccessControlListNotSupported"},
		{"acl", "bucket-owner-read", enforced, "AccessControlListNotSupported"},
		{"acl", "everybody", enforced, "InvalidArgument"},
		{"acl", "public-read", open, ""},
		{"acl", "private", open, ""},
		{"acl", "", open, "InvalidArgument"},
		{"acl", "PUBLIC-READ", open, "InvalidArgument"},
		{"acl", "public-read,private", open, "InvalidArgument"},
		{"x-amz-storage-class", "STANDARD", enforced, ""},
		{"x-amz-storage-class", "GLACIER_IR", enforced, ""},
		{"x-amz-storage-class", "standard", enforced, "InvalidStorageClass"},
		{"x-amz-storage-class", "ATTIC", enforced, "InvalidStorageClass"},
		{"x-amz-storage-class", "", enforced, "InvalidStorageClass"},
		{"x-amz-server-side-encryption", "AES256", enforced, ""},
		{"x-amz-server-side-encryption", "aws:kms", enforced, ""},
		{"x-amz-server-side-encryption", "aes256", enforced, "InvalidEncryptionAlgorithmError"},
		{"x-amz-server-side-encryption", "ROT13", enforced, "InvalidEncryptionAlgorithmError"},
		{"x-amz-server-side-encryption-customer-algorithm", "AES256", enforced, "AccessDenied"},
		{"x-amz-server-side-encryption-customer-key", "", open, "AccessDenied"},
		{"x-amz-meta-acl", "everybody", enforced, ""},
		{"x-ignore-acl", "everybody", enforced, ""},
	} {
		var refused s3err.APIError
		err := checkFields(map[string]string{"key": "a", test.name: test.value}, test.ownership)
		if errors.As(err, &refused); refused.Code != test.code {
			t.Errorf("%s %q with %s: %v, want %q", test.name, test.value, test.ownership, err, test.code)
		}
	}
}
