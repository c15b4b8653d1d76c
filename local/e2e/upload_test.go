package e2e

import (
	"encoding/xml"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"

	"slipway/local/internal/requesttest"
	"slipway/local/stack"
)

func TestUpload(t *testing.T) {
	r := startStack(t, withParts...)
	action, fields := r.credentialsFor(t, "Ferien öäü.png")
	if action != r.bucketURL() {
		t.Errorf("upload_url %s, want %s", action, r.bucketURL())
	}
	answer, body := upload(t, action, fields, "PNG…")
	var posted struct{ Location, Bucket, Key, ETag string }
	if err := xml.Unmarshal([]byte(body), &posted); err != nil || answer.StatusCode != 201 {
		t.Fatalf("%d %s", answer.StatusCode, body)
	}
	if posted.Bucket != r.variables["S3_BUCKET"] || !strings.HasPrefix(posted.Location, action) || posted.ETag == "" {
		t.Errorf("%+v", posted)
	}
	if stored := r.stored(t); !maps.Equal(stored, map[string]string{posted.Key: "PNG…"}) {
		t.Errorf("stored %q", stored)
	}
	object, err := r.ownerClient().HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: &posted.Bucket, Key: &posted.Key})
	if err != nil || *object.ContentType != "image/png" || *object.ETag != posted.ETag {
		t.Errorf("%+v, %v", object, err)
	}
}

func TestAlteredFormsAreRefused(t *testing.T) {
	r := startStack(t, withParts...)
	action, fields := r.credentialsFor(t, "a.txt")
	_, others := r.credentialsFor(t, "b.txt")
	for what, test := range map[string]struct {
		fields []field
		code   string
	}{
		"no token":      {without(fields, "x-amz-security-token"), "InvalidToken"},
		"empty token":   {with(fields, "x-amz-security-token", ""), "InvalidToken"},
		"another token": {with(fields, "x-amz-security-token", r.variables["AWS_SESSION_TOKEN"]), "InvalidToken"},
		"another key":   {with(fields, "key", "uploads/other"), "AccessDenied"},
		"no signature":  {without(fields, "x-amz-signature"), "InvalidArgument"},
		"mixed forms":   {with(fields, "x-amz-signature", others[len(others)-1].value), "SignatureDoesNotMatch"},
		"extra field":   {append(fields, field{"x-amz-meta-a", "b"}), "AccessDenied"},
	} {
		answer, body := upload(t, action, test.fields, "hello")
		if answer.StatusCode < 400 || !strings.Contains(body, "<Code>"+test.code+"</Code>") {
			t.Errorf("%s: %d %s", what, answer.StatusCode, body)
		}
	}
	if stored := r.stored(t); len(stored) > 0 {
		t.Errorf("stored %q", stored)
	}
}

func TestConcurrentUploads(t *testing.T) {
	r := startStack(t, withParts...)
	want := make(map[string]string)
	var mu sync.Mutex
	var group sync.WaitGroup
	for i := range 20 {
		group.Go(func() {
			content := fmt.Sprintf("file %d", i)
			action, fields := r.credentialsFor(t, fmt.Sprintf("%d.txt", i))
			if answer, body := upload(t, action, fields, content); answer.StatusCode != 201 {
				t.Errorf("%d %s", answer.StatusCode, body)
			}
			mu.Lock()
			want[fields[0].value] = content
			mu.Unlock()
		})
	}
	group.Wait()
	if stored := r.stored(t); !maps.Equal(stored, want) {
		t.Errorf("stored %q, want %q", stored, want)
	}
}

func TestParameters(t *testing.T) {
	r := startStack(t, "MaxUploadBytes=5", "KeyPrefix=in/", "KeyStyle=filename")
	action, fields := r.credentialsFor(t, "a.txt")
	if answer, body := upload(t, action, fields, "123456"); answer.StatusCode != 400 || !strings.Contains(body, "EntityTooLarge") {
		t.Errorf("six bytes: %d %s", answer.StatusCode, body)
	}
	if answer, body := upload(t, action, fields, "12345"); answer.StatusCode != 201 {
		t.Errorf("five bytes: %d %s", answer.StatusCode, body)
	}
	if stored := r.stored(t); !maps.Equal(stored, map[string]string{"in/a.txt": "12345"}) {
		t.Errorf("stored %q", stored)
	}
}

// attempts returns the results of requests with a session of the function's role.
func attempts(t *testing.T, r *running) map[string]error {
	bucket, key := aws.String(r.variables["S3_BUCKET"]), aws.String("uploads/a")
	owner, role := r.ownerClient(), r.roleClient()
	put := func(client *s3.Client, key string) error {
		_, err := client.PutObject(t.Context(), &s3.PutObjectInput{Bucket: bucket, Key: &key, Body: strings.NewReader("x")})
		return err
	}
	if err := put(owner, *key); err != nil {
		t.Fatal(err)
	}
	all := map[string]error{"write": put(role, "uploads/b"), "write elsewhere": put(role, "private/b")}
	_, all["read"] = role.GetObject(t.Context(), &s3.GetObjectInput{Bucket: bucket, Key: key})
	_, all["list"] = role.ListObjectsV2(t.Context(), &s3.ListObjectsV2Input{Bucket: bucket})
	_, all["delete"] = role.DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: bucket, Key: key})
	return all
}

// wantAllowed checks that only these attempts succeed.
func wantAllowed(t *testing.T, attempts map[string]error, allowed ...string) {
	t.Helper()
	want := make(map[string]bool)
	for _, what := range allowed {
		want[what] = true
	}
	for what, err := range attempts {
		refused := smithy.APIError(nil)
		denied := errors.As(err, &refused) && refused.ErrorCode() == "AccessDenied"
		if denied == want[what] || err != nil && !denied {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestRightsAreThoseOfTheTemplatesRole(t *testing.T) {
	wantAllowed(t, attempts(t, startStack(t, withParts...)), "write")

	template, err := os.ReadFile(filepath.Join(root, "template.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "template.yaml")
	if err := os.WriteFile(path, template, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := replace(path, "- s3:PutObject\n", "- s3:GetObject\n"); err != nil {
		t.Fatal(err)
	}
	r := startOwn(t, stack.Options{Template: path}, "Inspection=off") // otherwise the gate would refuse to read
	defer r.stack.Close()
	wantAllowed(t, attempts(t, r), "read")
	// A signature has no more rights than the role.
	action, fields := r.credentialsFor(t, "a.txt")
	if answer, body := upload(t, action, fields, "hello"); answer.StatusCode != 403 {
		t.Errorf("a form of a role without s3:PutObject: %d %s", answer.StatusCode, body)
	}
}

func TestCORS(t *testing.T) {
	r := startStack(t, withParts...)
	action, fields := r.credentialsFor(t, "a.txt")
	refused := with(fields, "x-amz-signature", "0")
	api := r.variables["SLIPWAY_URL"] + "/getS3UploadCredentials?filename=a.txt"
	own := r.variables["SLIPWAY_URL"]
	localhost := strings.Replace(own, "127.0.0.1", "localhost", 1)
	for origin, allowed := range map[string]bool{own: true, localhost: true, "https://example.org": false, "http://localhost:1": false} {
		want := ""
		if allowed {
			want = origin
		}
		const header = "Access-Control-Allow-Origin"
		if answer, _ := requesttest.Send(t, http.DefaultClient, "GET", api, nil, "Origin", origin); answer.StatusCode != 200 || answer.Header.Get(header) != want {
			t.Errorf("API, %s: %d %v", origin, answer.StatusCode, answer.Header)
		}
		if answer, _ := requesttest.Send(t, http.DefaultClient, "OPTIONS", api, nil, "Origin", origin, "Access-Control-Request-Method", "GET"); answer.StatusCode != 204 || answer.Header.Get(header) != want {
			t.Errorf("API preflight, %s: %d %v", origin, answer.StatusCode, answer.Header)
		}
		if answer, _ := upload(t, action, fields, "hello", "Origin", origin); answer.StatusCode != 201 || answer.Header.Get(header) != want {
			t.Errorf("upload, %s: %d %v", origin, answer.StatusCode, answer.Header)
		}
		if answer, _ := upload(t, action, refused, "hello", "Origin", origin); answer.StatusCode != 403 || answer.Header.Get(header) != want {
			t.Errorf("refused upload, %s: %d %v", origin, answer.StatusCode, answer.Header)
		}
		if answer, _ := requesttest.Send(t, http.DefaultClient, "OPTIONS", action, nil, "Origin", origin, "Access-Control-Request-Method", "POST"); (answer.StatusCode == 200) != allowed || answer.Header.Get(header) != want {
			t.Errorf("upload preflight, %s: %d %v", origin, answer.StatusCode, answer.Header)
		}
	}
}

func TestFilesSurviveARestart(t *testing.T) {
	data := t.TempDir()
	first := startOwn(t, stack.Options{Data: data})
	action, fields := first.credentialsFor(t, "a.txt")
	if answer, body := upload(t, action, fields, "first"); answer.StatusCode != 201 {
		t.Fatal(body)
	}
	first.stack.Close()
	second := startOwn(t, stack.Options{Data: data})
	defer second.stack.Close()
	if stored := second.stored(t); !maps.Equal(stored, map[string]string{fields[0].value: "first"}) {
		t.Errorf("stored %q", stored)
	}
	if answer, body := upload(t, second.bucketURL(), fields, "second"); answer.StatusCode != 403 {
		t.Errorf("a form of the first run: %d %s", answer.StatusCode, body)
	}
}

func TestPagesAndAPIShareAPort(t *testing.T) {
	r := startStack(t, withParts...)
	page, err := os.ReadFile(filepath.Join(root, "web", "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	base := r.variables["SLIPWAY_URL"]
	for _, test := range []struct {
		method, path string
		status       int
		body         string
	}{
		{"GET", "/", 200, string(page)},
		{"GET", "/nothing", 404, `{"message":"Not Found"}`},
		{"POST", "/getS3UploadCredentials", 404, `{"message":"Not Found"}`},
		{"GET", "/../template.yaml", 404, `{"message":"Not Found"}`},
	} {
		if answer, body := requesttest.Send(t, http.DefaultClient, test.method, base+test.path, nil); answer.StatusCode != test.status || body != test.body {
			t.Errorf("%s %s: %d %.80s", test.method, test.path, answer.StatusCode, body)
		}
	}
}
