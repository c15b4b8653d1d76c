package e2e

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"slipway/local/internal/gatetest"
	"slipway/local/stack"
	"slipway/local/template"
)

// The stack has no event rules, so that only the test sets verdicts.
func TestGate(t *testing.T) {
	r := startOwn(t, stack.Options{Adjust: func(s *template.Stack) { s.Rules = nil }})
	defer r.stack.Close()
	everything := "arn:aws:iam::" + stack.Account + ":role/everything"
	if err := r.stack.Sessions.PutRole(everything, []json.RawMessage{json.RawMessage(
		`{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}`)}); err != nil {
		t.Fatal(err)
	}
	s := gatetest.Server{
		Bucket: r.variables["S3_BUCKET"], Prefix: "uploads/",
		Owner: r.ownerClient(), Inspector: r.sessionOf(r.role(t, "InspectRole")), Files: r.sessionOf(r.role(t, "FilesRole")),
		Anybody: r.sessionOf(everything),
		Nobody:  s3.New(s3.Options{BaseEndpoint: aws.String(r.variables["S3_ENDPOINT"]), Region: stack.Region, UsePathStyle: true}),
	}
	t.Run("table", func(t *testing.T) { gatetest.Table(t, s) })
	t.Run("race", func(t *testing.T) { gatetest.Race(t, s, 300) })
	t.Run("interleavings", func(t *testing.T) { gatetest.Interleavings(t, s, 1000) })
}

// role returns the ARN of a function's role.
func (r *running) role(t *testing.T, logicalID string) string {
	t.Helper()
	i := slices.IndexFunc(r.stack.Template.Functions, func(f template.Function) bool { return f.Role.LogicalID == logicalID })
	if i < 0 {
		t.Fatalf("no function has the role %s", logicalID)
	}
	return r.stack.Template.Functions[i].Role.ARN
}

// sessionOf returns an S3 client with a session of a role.
func (r *running) sessionOf(role string) *s3.Client {
	c := r.stack.Sessions.Assume(role)
	return s3.New(s3.Options{
		BaseEndpoint: aws.String(r.variables["S3_ENDPOINT"]), Region: stack.Region, UsePathStyle: true, Retryer: aws.NopRetryer{},
		Credentials: credentials.NewStaticCredentialsProvider(c.AccessKeyID, c.SecretAccessKey, c.SessionToken),
	})
}
