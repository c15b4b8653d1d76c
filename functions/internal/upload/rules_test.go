package upload

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

var environmentForTest = map[string]string{
	"UPLOAD_BUCKET": "bucket", "UPLOAD_URL": "https://bucket.s3.eu-central-1.amazonaws.com/",
	"UPLOAD_DUALSTACK_URL": "https://bucket.s3.dualstack.eu-central-1.amazonaws.com/",
	"KEY_PREFIX":           "uploads/", "KEY_STYLE": "unique",
	"MIN_UPLOAD_BYTES": "1", "MAX_UPLOAD_BYTES": "100", "MAX_MULTIPART_BYTES": "1000",
	"ALLOWED_TYPES": "image/*", "EXPIRES_SECONDS": "60", "SUCCESS_ACTION_STATUS": "201", "OBJECT_ACL": "",
	"REQUIRE_SIZE": "false", "REQUIRE_SHA256": "false",
}

func readRulesWith(changes map[string]string) (*Rules, error) {
	environment := maps.Clone(environmentForTest)
	maps.Copy(environment, changes)
	return ReadRules("eu-central-1", func(name string) string { return environment[name] })
}

func TestReadRules(t *testing.T) {
	r, err := readRulesWith(nil)
	if err != nil {
		t.Fatal(err)
	}
	if r.Bucket != "bucket" || r.Region != "eu-central-1" || r.URL != environmentForTest["UPLOAD_URL"] || r.DualStackURL != environmentForTest["UPLOAD_DUALSTACK_URL"] || r.KeyPrefix != "uploads/" ||
		r.KeyStyle != Unique || r.MinBytes != 1 || r.MaxBytes != 100 || r.MaxMultipartBytes != 1000 || !slices.Equal(r.AllowedTypes, []string{"image/*"}) ||
		r.Lifetime != time.Minute || r.SuccessActionStatus != 201 || r.ObjectACL != "" {
		t.Errorf("%+v", r)
	}
}

func TestBadSettings(t *testing.T) {
	for _, test := range []struct {
		name, value string
	}{
		{"UPLOAD_BUCKET", ""},
		{"UPLOAD_URL", ""},
		{"UPLOAD_DUALSTACK_URL", ""},
		{"UPLOAD_URL", "bucket.s3.amazonaws.com"},       // no scheme
		{"UPLOAD_URL", "javascript:alert(1)"},           // not a place to post to
		{"UPLOAD_URL", "ftp://bucket/"},                 // the same
		{"UPLOAD_URL", "https://bucket/?x=1"},           // S3 would read the query
		{"KEY_PREFIX", ""},                              // the role would be for the whole bucket
		{"KEY_PREFIX", "uploads"},                       // would match "uploads-of-others"
		{"KEY_PREFIX", "/uploads/"},                     // S3 has no root
		{"KEY_PREFIX", "../"},                           // the parent folder, if keys are used as paths
		{"KEY_PREFIX", "a//"},                           // an empty folder
		{"KEY_PREFIX", "/"},                             // the same
		{"KEY_PREFIX", "a/_b/"},                         // starts with neither letter nor digit
		{"KEY_PREFIX", "a/./"},                          // the folder itself
		{"KEY_PREFIX", "ü/"},                            // not ASCII
		{"KEY_PREFIX", "a b/"},                          // a space
		{"KEY_PREFIX", "a/\n"},                          // another line
		{"KEY_PREFIX", "*/"},                            // a wildcard in the role's policy
		{"KEY_PREFIX", "a?/"},                           // another
		{"KEY_PREFIX", "${aws:username}/"},              // a variable there
		{"KEY_PREFIX", strings.Repeat("x", 1000) + "/"}, // leaves no room for the name
		{"KEY_STYLE", ""},
		{"KEY_STYLE", "Unique"},
		{"MIN_UPLOAD_BYTES", ""},
		{"MIN_UPLOAD_BYTES", "-1"},
		{"MIN_UPLOAD_BYTES", "101"}, // over the largest
		{"MAX_UPLOAD_BYTES", "0"},
		{"MAX_UPLOAD_BYTES", "10MB"},
		{"MAX_MULTIPART_BYTES", ""},
		{"MAX_MULTIPART_BYTES", "-1"},
		{"MAX_MULTIPART_BYTES", "100MB"},
		{"MAX_MULTIPART_BYTES", "53687091200001"}, // more than S3 accepts in one object
		{"MAX_UPLOAD_BYTES", "5368709121"},        // over what S3 accepts in one form
		{"ALLOWED_TYPES", ""},
		{"ALLOWED_TYPES", "*/*"},
		{"EXPIRES_SECONDS", "59"},
		{"EXPIRES_SECONDS", "3601"},
		{"SUCCESS_ACTION_STATUS", "202"},
		{"SUCCESS_ACTION_STATUS", "303"},
		{"OBJECT_ACL", "log-delivery-write"}, // of buckets, not of objects
		{"REQUIRE_SIZE", ""},
		{"REQUIRE_SIZE", "yes"},
		{"REQUIRE_SHA256", "1"}, // not as a template has it
		{"REQUIRE_SHA256", "True"},
	} {
		_, err := readRulesWith(map[string]string{test.name: test.value})
		if err == nil || !strings.Contains(err.Error(), test.name) {
			t.Errorf("%s=%.40q: error %v does not name the variable", test.name, test.value, err)
		}
	}
}

func TestKeyPrefixes(t *testing.T) {
	for _, prefix := range []string{"a/", "uploads/", "A/b-C/0_1.2/", "x-/", "9/9/"} {
		if r, err := readRulesWith(map[string]string{"KEY_PREFIX": prefix}); err != nil || r.KeyPrefix != prefix {
			t.Errorf("%q: %v", prefix, err)
		}
	}
}

// Settings at their bounds are valid.
func TestBoundsOfSettings(t *testing.T) {
	for _, changes := range []map[string]string{
		{"MIN_UPLOAD_BYTES": "0"},
		{"MIN_UPLOAD_BYTES": "100", "MAX_UPLOAD_BYTES": "100", "MAX_MULTIPART_BYTES": "100"},
		{"MAX_UPLOAD_BYTES": "1"},
		{"MAX_UPLOAD_BYTES": "5368709120"},
		{"EXPIRES_SECONDS": "3600"},
		{"UPLOAD_URL": "http://127.0.0.1:9000/bucket"},
		{"KEY_PREFIX": strings.Repeat("x", maxPrefixBytes-1) + "/"},
	} {
		if _, err := readRulesWith(changes); err != nil {
			t.Errorf("%.80q: %v", changes, err)
		}
	}
}

// One error names every missing variable.
func TestEveryMissingSettingIsNamed(t *testing.T) {
	_, err := ReadRules("eu-central-1", func(string) string { return "" })
	for name := range environmentForTest {
		if name != "OBJECT_ACL" && (err == nil || !strings.Contains(err.Error(), name)) {
			t.Errorf("%s is not named in: %v", name, err)
		}
	}
}
