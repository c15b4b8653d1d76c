package e2e

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"
	"github.com/versity/versitygw/auth"

	"slipway/local/lambda"
	"slipway/local/session"
	"slipway/local/stack"
	"slipway/local/template"
)

// inspectFile judges a file after a clean malware scan.
func inspectFile(t *testing.T, r *running) error { return r.judge(t, storedVersion(t, r)) }

// inspectGone judges a version that has been deleted, which is not an error.
func inspectGone(t *testing.T, r *running) error {
	v := storedVersion(t, r)
	if _, err := r.ownerClient().DeleteObject(t.Context(), &s3.DeleteObjectInput{
		Bucket: aws.String(r.variables["S3_BUCKET"]), Key: v.Key, VersionId: v.VersionId,
	}); err != nil {
		t.Fatal(err)
	}
	return r.judge(t, v)
}

func (r *running) judge(t *testing.T, v types.ObjectVersion) error {
	t.Helper()
	event, err := os.ReadFile(filepath.Join(root, "events/inspect/scan-clean.json"))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer(
		"uploads/019ab1b8-0000-7000-8000-000000000000/holiday.png", *v.Key,
		"01JDHKQ5V8M2Z9", *v.VersionId, "b57f9512698f4b09e608f4f2a65852e5", strings.Trim(*v.ETag, `"`),
	).Replace(string(event))
	_, err = r.inspector(t).Invoke(t.Context(), []byte(text))
	if failed := (*lambda.Error)(nil); errors.As(err, &failed) && strings.Contains(failed.Message, "AccessDenied") {
		return denied{err}
	}
	return err
}

// inspector returns an InspectFunction with the rights of its role, which putEvents
// checks too.
func (r *running) inspector(t *testing.T) *lambda.Function {
	t.Helper()
	if r.inspect != nil {
		return r.inspect
	}
	bus := httptest.NewServer(http.HandlerFunc(r.putEvents))
	i := slices.IndexFunc(r.stack.Template.Functions, func(f template.Function) bool { return f.LogicalID == "InspectFunction" })
	f := r.stack.Template.Functions[i]
	r.inspect = &lambda.Function{
		Name: f.LogicalID, Bootstrap: filepath.Join(built, f.LogicalID, "bootstrap"), Region: stack.Region, Timeout: f.Timeout, MemoryMB: f.MemoryMB, Log: r.log,
		ARN:         "arn:aws:lambda:" + stack.Region + ":" + stack.Account + ":function:" + f.Name,
		Variables:   map[string]string{"AWS_ENDPOINT_URL_S3": r.stack.S3URL(), "AWS_ENDPOINT_URL_EVENTBRIDGE": bus.URL},
		Credentials: func() session.Credentials { return r.stack.Sessions.Assume(f.Role.ARN) },
	}
	maps.Copy(r.inspect.Variables, f.Environment)
	if err := r.inspect.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.end = append(r.end, r.inspect.Close, bus.Close)
	return r.inspect
}

var credential = regexp.MustCompile(`Credential=([^/]+)/`)

// putEvents answers EventBridge's PutEvents. It checks the right to the default bus.
func (r *running) putEvents(w http.ResponseWriter, request *http.Request) {
	found := credential.FindStringSubmatch(request.Header.Get("Authorization"))
	if found == nil {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	decided, err := r.stack.Sessions.EvaluatePolicy(found[1], request.Header.Get("X-Amz-Security-Token"),
		[]auth.Action{"events:PutEvents"}, []string{defaultBus}, nil)
	if err != nil || fmt.Sprint(decided.Decisions) != "[[1]]" { // allowed
		w.WriteHeader(http.StatusBadRequest)
		io.WriteString(w, `{"__type": "AccessDeniedException"}`)
		return
	}
	io.WriteString(w, `{"FailedEntryCount": 0, "Entries": [{"EventId": "1"}]}`)
}

// scanVersion reads a version as GuardDuty does.
func scanVersion(t *testing.T, r *running) error { return scan(t, r, storedVersion(t, r)) }

// scanLatest is like scanVersion, without a version ID.
func scanLatest(t *testing.T, r *running) error {
	v := storedVersion(t, r)
	v.VersionId = nil
	return scan(t, r, v)
}

func scan(t *testing.T, r *running, v types.ObjectVersion) error {
	_, err := r.clientOf("MalwareScanRole").GetObject(t.Context(), &s3.GetObjectInput{
		Bucket: aws.String(r.variables["S3_BUCKET"]), Key: v.Key, VersionId: v.VersionId,
	})
	return deniedOr(err)
}

// prepareScan checks the bucket as GuardDuty does before it protects it.
func prepareScan(t *testing.T, r *running) error {
	client, bucket := r.clientOf("MalwareScanRole"), aws.String(r.variables["S3_BUCKET"])
	_, list := client.ListObjectsV2(t.Context(), &s3.ListObjectsV2Input{Bucket: bucket})
	_, put := client.PutObject(t.Context(), &s3.PutObjectInput{Bucket: bucket, Key: aws.String("malware-protection-resource-validation-object")})
	return deniedOr(errors.Join(list, put))
}

// deniedOr converts S3's AccessDenied to denied.
func deniedOr(err error) error {
	if refusal := smithy.APIError(nil); errors.As(err, &refusal) && refusal.ErrorCode() == "AccessDenied" {
		return denied{err}
	}
	return err
}

// clientOf returns a client of the S3 server with the rights of a role.
func (r *running) clientOf(role string) *s3.Client {
	c := r.stack.Sessions.Assume(roleOf(r.stack.Template, role).ARN)
	options := r.ownerClient().Options()
	options.Credentials = credentials.NewStaticCredentialsProvider(c.AccessKeyID, c.SecretAccessKey, c.SessionToken)
	return s3.New(options)
}

func roleOf(s *template.Stack, logicalID string) *template.Role {
	return s.Roles[slices.IndexFunc(s.Roles, func(role *template.Role) bool { return role.LogicalID == logicalID })]
}

// storedVersion uploads a file and returns its version, without a verdict.
func storedVersion(t *testing.T, r *running) types.ObjectVersion {
	t.Helper()
	r.empty(t)
	if err := uploadForm(t, r); err != nil {
		t.Fatal(err)
	}
	bucket := aws.String(r.variables["S3_BUCKET"])
	objects, err := r.ownerClient().ListObjectsV2(t.Context(), &s3.ListObjectsV2Input{Bucket: bucket})
	if err != nil || len(objects.Contents) != 1 {
		t.Fatalf("%d files, %v", len(objects.Contents), err)
	}
	key := objects.Contents[0].Key
	head, err := r.ownerClient().HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: bucket, Key: key})
	if err != nil {
		t.Fatal(err)
	}
	return types.ObjectVersion{Key: key, VersionId: head.VersionId, ETag: head.ETag}
}
