package main

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
)

// answers are S3's responses by query, such as "encryption", or "account" for S3
// Control. Others are 404.
type answers map[string]string

func (a answers) Do(request *http.Request) (*http.Response, error) {
	name, _, _ := strings.Cut(request.URL.RawQuery, "=")
	if strings.HasPrefix(request.URL.Host, "123456789012.s3-control.eu-central-1.") {
		name = "account"
	}
	status, body := http.StatusOK, a[name]
	if body == "" {
		status, body = http.StatusNotFound, "<Error><Code>NoSuchPublicAccessBlockConfiguration</Code></Error>"
	} else if code, ok := strings.CutPrefix(body, "403 "); ok {
		status, body = http.StatusForbidden, "<Error><Code>"+code+"</Code></Error>"
	}
	if name == "account" && status != http.StatusOK {
		body = "<ErrorResponse>" + body + "</ErrorResponse>" // as S3 Control sends them
	}
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: request}, nil
}

// Settings that no local server has, each with its finding.
func TestSettings(t *testing.T) {
	const (
		key  = "arn:aws:kms:eu-central-1:123456789012:key/1-2"
		open = "<PublicAccessBlockConfiguration><BlockPublicAcls>false</BlockPublicAcls><IgnorePublicAcls>false</IgnorePublicAcls>" +
			"<BlockPublicPolicy>true</BlockPublicPolicy><RestrictPublicBuckets>true</RestrictPublicBuckets></PublicAccessBlockConfiguration>"
	)
	closed := strings.ReplaceAll(open, "false", "true")
	encrypted := func(algorithm, key, bucketKey string) string {
		if key != "" {
			key = "<KMSMasterKeyID>" + key + "</KMSMasterKeyID>"
		}
		return "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>" + algorithm + "</SSEAlgorithm>" +
			key + "</ApplyServerSideEncryptionByDefault><BucketKeyEnabled>" + bucketKey + "</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>"
	}
	owner := func(ownership string) string {
		return "<OwnershipControls><Rule><ObjectOwnership>" + ownership + "</ObjectOwnership></Rule></OwnershipControls>"
	}
	for _, test := range []struct {
		parameters, setting, answer string
		want, text                  string
	}{
		{"", "encryption", encrypted("AES256", "", "false"), "ok", "AES256"},
		{"", "encryption", encrypted("aws:kms", "", "true"), "ok", "aws:kms"}, // S3's own key in KMS, which every user of S3 may use
		{"", "encryption", encrypted("aws:kms", "arn:aws:kms:eu-central-1:123456789012:alias/aws/s3", "true"), "ok", "aws:kms"},
		{"", "encryption", encrypted("aws:kms", key, "true"), "missing", "deploy with KmsKeyArn"}, // the roles may not
		{"", "encryption", "", "missing", "S3's own keys"},
		{"", "encryption", "403 AccessDenied", "unknown", "you may not read it (AccessDenied)"},
		{"KmsKeyArn=" + key, "encryption", encrypted("aws:kms", key, "true"), "ok", "aws:kms"},
		{"KmsKeyArn=" + key, "encryption", encrypted("aws:kms", "1-2", "true"), "ok", "aws:kms"}, // by its id
		{"KmsKeyArn=" + key, "encryption", encrypted("aws:kms", key, "false"), "note", "without a bucket key"},
		{"KmsKeyArn=" + key, "encryption", encrypted("AES256", "", "false"), "missing", "not encrypted with KmsKeyArn"},
		{"KmsKeyArn=" + key, "encryption", encrypted("aws:kms", key+"3", "true"), "missing", "not encrypted with KmsKeyArn"}, // another

		{"", "publicAccessBlock", closed, "ok", "blocked"},
		{"", "publicAccessBlock", open, "missing", "whole bucket"},
		{"", "publicAccessBlock", "", "missing", "whole bucket"},
		{"ObjectAcl=public-read", "publicAccessBlock", open, "ok", "blocked"},
		{"ObjectAcl=public-read", "publicAccessBlock", closed, "missing", "whole bucket"}, // the form would be refused
		{"ObjectAcl=private", "publicAccessBlock", closed, "ok", "blocked"},

		{"", "ownershipControls", owner("ObjectWriter"), "", ""}, // any will do
		{"ObjectAcl=private", "ownershipControls", owner("ObjectWriter"), "ok", "ObjectWriter"},
		{"ObjectAcl=private", "ownershipControls", owner("BucketOwnerEnforced"), "missing", "ObjectAcl is private"},
		{"ObjectAcl=bucket-owner-full-control", "ownershipControls", owner("BucketOwnerEnforced"), "", ""}, // S3 accepts it without ACLs

		{"", "account", closed, "", ""}, // nothing is public
		{"ObjectAcl=public-read", "account", closed, "missing", "overrides the bucket's"},
		{"ObjectAcl=public-read", "account", open, "ok", "does not block"},
		{"ObjectAcl=public-read", "account", "", "ok", "does not block"}, // not set
		{"ObjectAcl=authenticated-read", "account", "403 AccessDenied", "unknown", "you may not read it"},

		{"", "accelerate", "<AccelerateConfiguration/>", "", ""},
		{"TransferAcceleration=true", "accelerate", "<AccelerateConfiguration/>", "missing", "off for the bucket"},
		{"TransferAcceleration=true", "accelerate", "<AccelerateConfiguration><Status>Suspended</Status></AccelerateConfiguration>", "missing", "off"},
		{"TransferAcceleration=true", "accelerate", "<AccelerateConfiguration><Status>Enabled</Status></AccelerateConfiguration>", "ok", "Enabled"},
	} {
		d := deployment{
			Parameters: map[string]string{"AllowAnonymous": "true"}, Region: "eu-central-1", Account: "123456789012", StackName: "shop",
		}
		if name, value, ok := strings.Cut(test.parameters, "="); ok {
			d.Parameters[name] = value
		}
		// HEAD, which finds the bucket, has no query.
		b, err := openBucket(t.Context(), aws.Config{
			Region: "eu-central-1", Credentials: credentials.NewStaticCredentialsProvider("a", "b", ""), RetryMaxAttempts: 1,
			HTTPClient: answers{"": "ok", test.setting: test.answer},
		}, "our-bucket")
		if err != nil {
			t.Fatal(err)
		}
		w, err := read(projectTemplate, d, b)
		if err != nil {
			t.Fatal(err)
		}
		r := report{bucket: b}
		check := map[string]func() error{
			"encryption":        func() error { return checkEncryption(t.Context(), b, w, &r) },
			"publicAccessBlock": func() error { return checkAccess(t.Context(), b, w, &r) },
			"ownershipControls": func() error { return checkOwnership(t.Context(), b, w, &r) },
			"account":           func() error { return checkAccount(t.Context(), b, w, &r) },
			"accelerate":        func() error { return checkAcceleration(t.Context(), b, w, &r) },
		}[test.setting]
		if err := check(); err != nil {
			t.Errorf("%s, %s %s: %v", test.parameters, test.setting, test.answer, err)
			continue
		}
		got := ""
		for _, f := range r.findings {
			got += f.state + " " + f.text
		}
		if want := test.want; !strings.HasPrefix(got, want) || !strings.Contains(got, test.text) || want == "" && got != "" {
			t.Errorf("%s, %s %s: %q, want %q", test.parameters, test.setting, test.answer, got, fmt.Sprint(test.want, " ", test.text))
		}
	}
}
