package e2e

import (
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"slipway/local/internal/requesttest"
	"slipway/local/stack"
)

// A stack with an existing API, a route prefix, and an existing bucket in another
// region. Forms and parts are signed for that region, which the S3 server checks.
func TestExisting(t *testing.T) {
	data := t.TempDir()
	ours := filepath.Join(data, "s3", "our-bucket", "ours", "letter.txt")
	if err := os.MkdirAll(filepath.Dir(ours), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(ours, []byte("ours"), 0o644); err != nil {
		t.Fatal(err)
	}
	r := startOwn(t, stack.Options{Data: data}, "ExistingBucket=our-bucket", "ExistingBucketRegion=us-west-2", "Inspection=off",
		"ExistingApiId=a1b2c3d4e5", "RoutePrefix=/v1/up", "TransferAcceleration=true", "MaxMultipartBytes=10485760")
	defer r.stack.Close()
	if got := r.stack.Template.API.ID; got != "a1b2c3d4e5" {
		t.Errorf("the API is %s", got)
	}
	for _, path := range []string{"/getS3UploadCredentials", "/v1/getS3UploadCredentials", "/v1/up", "/v1/up/v1/up/rules"} {
		if answer, _ := requesttest.Send(t, http.DefaultClient, "GET", r.variables["SLIPWAY_URL"]+path, nil); answer.StatusCode != http.StatusNotFound {
			t.Errorf("%s is answered with %d", path, answer.StatusCode)
		}
	}
	if _, page := requesttest.Send(t, http.DefaultClient, "GET", r.variables["SLIPWAY_URL"]+"/", nil); !strings.Contains(page, `name="slipway-api" content="/v1/up"`) {
		t.Error("the page does not have the API's path")
	}

	r.variables["SLIPWAY_URL"] += "/v1/up"
	action, fields := r.credentialsFor(t, "a.txt")
	if action != r.bucketURL() {
		t.Errorf("forms go to %s, want %s", action, r.bucketURL())
	}
	if !slices.ContainsFunc(fields, func(f field) bool {
		return f.name == "x-amz-credential" && strings.Contains(f.value, "/us-west-2/s3/")
	}) {
		t.Errorf("the form is signed for another region: %v", fields)
	}
	if answer, body := upload(t, action, fields, "hello"); answer.StatusCode != http.StatusCreated {
		t.Errorf("the form is answered with %d %s", answer.StatusCode, body)
	}
	u := newParts(t, r, `{"filename": "b.txt", "type": "text/plain", "size": 5}`)
	_, part := u.put(t, 1, "", "parts")
	u.complete(t, "&size=5", part).want(t, "completion", http.StatusOK, "")
	if got := r.stored(t); got["ours/letter.txt"] != "ours" || got[fields[0].value] != "hello" || got[u.Key] != "parts" || len(got) != 3 {
		t.Errorf("the bucket has %q", got)
	}
	if list := u.ask(t, "GET", "", "", ""); list.status != http.StatusNotFound || list.Code != "NoSuchUpload" {
		t.Errorf("a route with a variable is answered with %d %s", list.status, list.text)
	}
}
