package main

import (
	"maps"
	"strings"
	"testing"

	"slipway/functions/internal/lambdatest"
)

func TestSettings(t *testing.T) {
	for _, test := range []struct {
		name, value string
		ok          bool
	}{
		{"MAX_MULTIPART_BYTES", "0", true},
		{"MAX_MULTIPART_BYTES", "1", true},
		{"MAX_MULTIPART_BYTES", "53687091200000", true},
		{"MAX_MULTIPART_BYTES", "53687091200001", false}, // more than S3 accepts in one object
		{"MAX_MULTIPART_BYTES", "-1", false},
		{"MAX_MULTIPART_BYTES", "", false},
		{"MAX_MULTIPART_BYTES", "100MB", false},
		{"MIN_UPLOAD_BYTES", "10485761", false}, // more than a form may have
		{"KEY_PREFIX", "*/", false},
		{"UPLOAD_BUCKET", "", false},
	} {
		setEnvironment(t)
		environment := maps.Clone(testEnvironment)
		environment[test.name] = test.value
		t.Setenv(test.name, test.value)
		_, err := newHandler(testConfig(t), func(name string) string { return environment[name] }, []byte("{}"))
		if (err == nil) != test.ok || err != nil && !strings.Contains(err.Error(), test.name) {
			t.Errorf("%s=%q: %v", test.name, test.value, err)
		}
	}
	// No file could satisfy both.
	environment := maps.Clone(testEnvironment)
	environment["MIN_UPLOAD_BYTES"], environment["MAX_MULTIPART_BYTES"] = "100", "99"
	setEnvironment(t)
	if _, err := newHandler(testConfig(t), func(name string) string { return environment[name] }, []byte("{}")); err == nil || !strings.Contains(err.Error(), "MAX_MULTIPART_BYTES") {
		t.Errorf("the largest size below the smallest: %v", err)
	}
}

// What must not be linked into the function, and why.
func TestDependencies(t *testing.T) {
	lambdatest.CheckDependencies(t, map[string]string{
		"github.com/aws/aws-sdk-go-v2/feature/s3": "transfer managers carry the bytes of files, which never pass through the function",
	})
}
