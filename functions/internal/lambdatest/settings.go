package lambdatest

import (
	"maps"
	"os/exec"
	"strings"
	"testing"
)

// Settings returns the settings of a small deployment, as environment
// variables, with changes.
func Settings(changes map[string]string) map[string]string {
	all := map[string]string{
		"UPLOAD_BUCKET":         "bucket",
		"UPLOAD_URL":            "https://bucket.s3.eu-central-1.amazonaws.com/",
		"UPLOAD_DUALSTACK_URL":  "https://bucket.s3.dualstack.eu-central-1.amazonaws.com/",
		"KEY_PREFIX":            "uploads/",
		"KEY_STYLE":             "unique",
		"MIN_UPLOAD_BYTES":      "1",
		"MAX_UPLOAD_BYTES":      "10485760",
		"MAX_MULTIPART_BYTES":   "0",
		"ALLOWED_TYPES":         "image/png,audio/*,video/*,text/plain,application/pdf",
		"EXPIRES_SECONDS":       "300",
		"SUCCESS_ACTION_STATUS": "201",
		"OBJECT_ACL":            "",
		"REQUIRE_SIZE":          "false",
		"REQUIRE_SHA256":        "false",
		"JWT_ISSUER":            "",
	}
	maps.Copy(all, changes)
	return all
}

// CheckDependencies fails if the function in the current folder links a banned
// package or one below it. banned has the reasons; packages that no function may
// link are added to it.
func CheckDependencies(t *testing.T, banned map[string]string) {
	t.Helper()
	banned = maps.Clone(banned)
	maps.Copy(banned, map[string]string{
		"slipway/local":       "the local stack is not deployed",
		"github.com/versity/": "the local S3 server is not deployed",
		"net/rpc":             "only Lambda's retired go1.x runtime used it: build with -tags lambda.norpc",
		"testing":             "test code in production",
		"net/http/httptest":   "test code in production",
	})
	output, err := exec.Command("go", "list", "-deps", "-tags", "lambda.norpc", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	for dependency := range strings.Lines(string(output)) {
		dependency = strings.TrimSpace(dependency)
		for name, reason := range banned {
			if dependency == name || strings.HasPrefix(dependency, strings.TrimSuffix(name, "/")+"/") {
				t.Errorf("%s is linked: %s", dependency, reason)
			}
		}
	}
}
