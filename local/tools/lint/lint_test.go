package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The tools report each of several faults of a template.
func TestLintFindsFaults(t *testing.T) {
	if testing.Short() {
		t.Skip("checkov takes some seconds")
	}
	const fetched = "../../../.venv"
	for _, path := range []string{"bin/sam", "checkov/bin/checkov", "cfn-guard/package"} {
		if _, err := os.Stat(filepath.Join(fetched, path)); err != nil {
			t.Skipf("SKIPPED: %s is not there; make lint fetches it", path)
		}
	}
	data, err := os.ReadFile("../../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	var want []string
	for _, change := range []struct {
		old, new string
		problem  string
	}{
		{"BlockPublicPolicy: true", "BlockPublicPolicy: false", "UploadBucket: CKV_AWS_54: "},
		{"RestrictPublicBuckets: true", "RestrictPublicBuckets: false", "UploadBucket: CT.S3.PR.1: "},
		{"aws:SecureTransport: 'false'", "aws:SecureTransport: 'true'", "UploadBucketPolicy: CT.S3.PR.8: "},
		{"                  - s3:PutObject\n", "                  - s3:*\n", "CredentialsRole: CT.IAM.PR.5: "},
		{"AuthorizationType: !If [HasIssuer, JWT, NONE]", "AuthorizationType: !If [HasIssuer, NONE, NONE]",
			"GetS3UploadCredentialsRoute: CT.APIGATEWAY.PR.5: "},
		{"RetentionInDays: 30", "LogGroupClass: STANDARD", "ApiLogGroup: CKV_AWS_66: "},
		{"- {id: CT.S3.PR.9,", "- {id: CT.S3.PR.99,", "UploadBucket: CT.S3.PR.9: "},
		{"- {id: CT.S3.PR.2,", "- {id: CT.S3.PR.98, comment: no such rule}\n          - {id: CT.S3.PR.2,", "UploadBucket: CT.S3.PR.98 is suppressed, "},
	} {
		if !strings.Contains(text, change.old) {
			t.Fatalf("the template has no %q", change.old)
		}
		text = strings.Replace(text, change.old, change.new, 1)
		want = append(want, change.problem)
	}
	path := filepath.Join(t.TempDir(), "template.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	problems, _, err := lint(t.Context(), path, fetched)
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Join(problems, "\n")
	for _, problem := range want {
		if !strings.Contains("\n"+all, "\n"+problem) {
			t.Errorf("no problem %q", problem)
		}
	}
	if t.Failed() {
		t.Log(all)
	}
}
