package docs

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// source returns the text of the files that match.
func source(t *testing.T, pattern string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, pattern))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files match %s: %v", pattern, err)
	}
	var all strings.Builder
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	return all.String()
}

// unseen are S3's refusals that no local server returns, or that are for requests
// other than forms.
var unseen = []string{
	"400 ExpiredToken", "400 RequestTimeout", "403 AccessForbidden", "403 RequestTimeTooSkewed", "404 NoSuchUpload", "301 PermanentRedirect", "307 TemporaryRedirect",
	"405 MethodNotAllowed", "503 SlowDown", "503 ServiceUnavailable",
}

// The statuses and codes of S3 in web/TROUBLESHOOTING.md are in the conformance
// table.
func TestTroubleshootingS3(t *testing.T) {
	wanted := source(t, "functions/internal/conformance/*_test.go")
	_, section, _ := strings.Cut(source(t, "web/TROUBLESHOOTING.md"), "\n## S3\n")
	section, _, _ = strings.Cut(section, "\n## ")
	rows := 0
	for _, row := range regexp.MustCompile(`(?m)^\| (\d{3})(?:, (\d{3}))? \| ([^|]*) \|`).FindAllStringSubmatch(section, -1) {
		for i, code := range regexp.MustCompile("`([A-Z][A-Za-z]+)`").FindAllStringSubmatch(row[3], -1) {
			status := row[1]
			if i > 0 && row[2] != "" {
				status = row[2]
			}
			answer := status + " " + code[1]
			if !strings.Contains(wanted, `"`+answer+`"`) && !slices.Contains(unseen, answer) {
				t.Errorf("the conformance table has no %s", answer)
			}
			rows++
		}
	}
	for _, answer := range unseen {
		if strings.Contains(wanted, `"`+answer+`"`) {
			t.Errorf("the conformance table has %s: remove it from unseen", answer)
		}
	}
	if rows < 20 {
		t.Errorf("only %d codes: the table is not read", rows)
	}
}

// The bodies of API Gateway in web/TROUBLESHOOTING.md are those of the local one.
func TestTroubleshootingAPIGateway(t *testing.T) {
	gateway := source(t, "local/apigateway/*.go")
	bodies := regexp.MustCompile("`{\"message\":\"([^\"]+)\"}`").FindAllStringSubmatch(source(t, "web/TROUBLESHOOTING.md"), -1)
	if len(bodies) != 7 {
		t.Errorf("%d bodies, want 7", len(bodies))
	}
	for _, body := range bodies {
		if !strings.Contains(gateway, `, "`+body[1]+`")`) {
			t.Errorf("the local API Gateway has no %s", body[0])
		}
	}
}

// Errors of a deployment are quoted from the template.
func TestTroubleshootingDeployment(t *testing.T) {
	template := strings.Join(strings.Fields(source(t, "template.yaml")), " ")
	_, section, _ := strings.Cut(source(t, "web/TROUBLESHOOTING.md"), "\n## Deploying\n")
	quoted := regexp.MustCompile("(?m)^\\| `([^`]+)` \\|").FindAllStringSubmatch(section, -1)
	if len(quoted) != 3 {
		t.Errorf("%d messages, want 3", len(quoted))
	}
	for _, message := range quoted {
		if !strings.Contains(template, strings.TrimSuffix(message[1], ".")) {
			t.Errorf("template.yaml has no message %q", message[1])
		}
	}
}
