package main

import (
	"maps"
	"os/exec"
	"strings"
	"testing"
)

func TestSettings(t *testing.T) {
	for _, test := range []struct {
		name, value string
		ok          bool
	}{
		{"MAX_MULTIPART_BYTES", "0", true},
		{"MAX_MULTIPART_BYTES", "1", true},
		{"MAX_MULTIPART_BYTES", "53687091200000", true},
		{"MAX_MULTIPART_BYTES", "53687091200001", false}, // more than S3 takes in one object
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
	// Nothing could come in.
	environment := maps.Clone(testEnvironment)
	environment["MIN_UPLOAD_BYTES"], environment["MAX_MULTIPART_BYTES"] = "100", "99"
	setEnvironment(t)
	if _, err := newHandler(testConfig(t), func(name string) string { return environment[name] }, []byte("{}")); err == nil || !strings.Contains(err.Error(), "MAX_MULTIPART_BYTES") {
		t.Errorf("the largest size below the smallest: %v", err)
	}
}

// What must not be linked into the function, and why.
func TestDependencies(t *testing.T) {
	banned := map[string]string{
		"github.com/aws/aws-sdk-go-v2/feature/s3": "managers carry bytes, and none pass through here",
		"slipway/local":       "the stack for one machine is not part of what is deployed",
		"github.com/versity/": "nor is its S3 server",
		"net/rpc":             "only Lambda's retired go1.x runtime spoke it: build with -tags lambda.norpc",
		"testing":             "test code in production",
		"net/http/httptest":   "test code in production",
	}
	output, err := exec.Command("go", "list", "-deps", "-tags", "lambda.norpc", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	for dependency := range strings.Lines(string(output)) {
		dependency = strings.TrimSpace(dependency)
		for name, reason := range banned {
			if dependency == name || strings.HasPrefix(dependency, strings.TrimSuffix(name, "/")+"/") {
				t.Errorf("%s is linked in: %s", dependency, reason)
			}
		}
	}
}
