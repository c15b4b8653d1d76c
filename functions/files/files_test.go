package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"slipway/functions/internal/api"
	"slipway/functions/internal/content/samples"
	"slipway/functions/internal/lambdatest"
	"slipway/functions/internal/s3test"
	"slipway/functions/internal/version"
)

const (
	id     = "uploads/019ab1b8-0000-7000-8000-000000000000/"
	issuer = "https://issuer.example"
)

func environment(changes map[string]string) func(string) string {
	settings := lambdatest.Settings(map[string]string{"INSPECTION": "gate"})
	maps.Copy(settings, changes)
	return func(name string) string { return settings[name] }
}

// A function is the handler with its routes, as main builds it.
type function struct {
	api.Handler
	log *bytes.Buffer
}

func newFunction(t *testing.T, cfg aws.Config, endpoint string, changes map[string]string) *function {
	t.Helper()
	h, err := newHandler(cfg, environment(changes), []byte(`{"album": {}}`))
	if err != nil {
		t.Fatal(err)
	}
	h.s3 = s3.New(h.s3.Options(), s3test.At(endpoint))
	h.presign = s3.NewPresignClient(h.s3)
	log := new(bytes.Buffer)
	return &function{api.Handler{Routes: h.routes(), Issuer: changes["JWT_ISSUER"], Log: slog.New(slog.NewJSONHandler(log, nil))}, log}
}

type answer struct {
	status int
	text   string
	file
	Code string
}

func (f *function) ask(t *testing.T, method, caller string, parameters ...string) answer {
	t.Helper()
	query := url.Values{}
	for i := 0; i < len(parameters); i += 2 {
		query.Set(parameters[i], parameters[i+1])
	}
	request := api.Request{RouteKey: method + " /files", RawQueryString: query.Encode()}
	request.Context.HTTP.Method = method
	if caller != "" {
		request.Context.Authorizer = &api.Authorizer{JWT: &api.JWT{Claims: map[string]any{"iss": issuer, "sub": caller}}}
	}
	f.log.Reset()
	response := f.Handle(t.Context(), request)
	a := answer{status: response.Status, text: response.Body}
	if response.Body != "" {
		if err := json.Unmarshal([]byte(response.Body), &a); err != nil {
			t.Fatalf("%v in %s", err, response.Body)
		}
	}
	for _, secret := range []string{"MARKED", "uploads/", "Signature"} {
		if strings.Contains(f.log.String(), secret) {
			t.Errorf("the log has %q: %s", secret, f.log)
		}
	}
	return a
}

// A gate refuses reads as the bucket's policy does: of versions without the
// verdict accepted. The function itself reads no bytes.
type gate struct {
	t      *testing.T
	bucket *s3test.Bucket
	refuse *int // how many reads to refuse, whatever the verdict
}

func (g gate) Do(r *http.Request) (*http.Response, error) {
	_, key, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	query := r.URL.Query()
	if r.Method == "GET" && !query.Has("tagging") {
		g.t.Error("the function reads bytes")
	}
	if r.Method == "HEAD" {
		tags, err := version.Tags(g.t.Context(), g.bucket.Client, version.ID{Bucket: g.bucket.Name, Key: key, Version: query.Get("versionId")})
		*g.refuse--
		if err != nil || tags[version.VerdictTag] != version.Accepted || *g.refuse >= 0 {
			body := io.NopCloser(strings.NewReader(`<Error><Code>AccessDenied</Code></Error>`))
			return &http.Response{StatusCode: 403, Header: http.Header{}, Body: body, Request: r}, nil
		}
	}
	return http.DefaultClient.Do(r)
}

// onServer returns the function with a bucket on a real server.
func onServer(t *testing.T, changes map[string]string) (*function, *s3test.Bucket) {
	t.Helper()
	bucket := s3test.New(t)
	if changes == nil {
		changes = map[string]string{}
	}
	changes["UPLOAD_BUCKET"] = bucket.Name
	if changes["INSPECTION"] == "" {
		bucket.Config.HTTPClient = gate{t, bucket, new(int)}
	}
	return newFunction(t, bucket.Config, os.Getenv("S3_ENDPOINT"), changes), bucket
}

func testCredentials(context.Context) (aws.Credentials, error) {
	return aws.Credentials{AccessKeyID: "ASIATESTKEY", SecretAccessKey: "MARKED"}, nil
}

func accepted(t string) map[string]string {
	return map[string]string{version.VerdictTag: version.Accepted, version.TypeTag: t}
}

func get(t *testing.T, url string) (*http.Response, string) {
	t.Helper()
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}

func TestRead(t *testing.T) {
	f, bucket := onServer(t, nil)
	png := samples.PNG(30, 20)
	key := id + "Ferien-öä.png"
	v := bucket.Put(t, key, png, "image/png", nil)

	if a := f.ask(t, "GET", "", "key", key); a.status != 200 || a.State != "checking" || a.URL != "" || a.Size != nil {
		t.Errorf("checking: %d %s", a.status, a.text)
	}
	bucket.PutTags(t, v, map[string]string{version.VerdictTag: version.Rejected, version.TypeTag: "text/html", version.ReasonTag: "ContentMismatch"})
	if a := f.ask(t, "GET", "", "key", key); a.State != "rejected" || a.Reason != "ContentMismatch" || a.Type != "text/html" || a.URL != "" {
		t.Errorf("rejected: %d %s", a.status, a.text)
	}
	tags := accepted("image/png")
	tags[version.DimensionsTag] = "30x20"
	bucket.PutTags(t, v, tags)
	a := f.ask(t, "GET", "", "key", key)
	if a.status != 200 || a.State != "accepted" || a.Key != key || a.VersionID != v.Version || a.Type != "image/png" || *a.Size != int64(len(png)) ||
		`"`+a.file.ETag+`"` != v.ETag || a.Width != 30 || a.Height != 20 || a.Expires != 300 || a.Reason != "" {
		t.Errorf("accepted: %d %s", a.status, a.text)
	}

	// The same form uploads other bytes: the URL still reads the accepted version,
	// and the new one is not readable.
	bucket.Put(t, key, []byte("<script>"), "image/png", nil)
	response, body := get(t, a.URL)
	if response.StatusCode != 200 || body != string(png) || response.Header.Get("Content-Type") != "image/png" ||
		!strings.HasPrefix(response.Header.Get("Content-Disposition"), "attachment; filename") {
		t.Errorf("%d, %d bytes, %v", response.StatusCode, len(body), response.Header)
	}
	if a := f.ask(t, "GET", "", "key", key); a.State != "checking" || a.URL != "" {
		t.Errorf("overwritten: %s", a.text)
	}
	if response, _ := get(t, strings.Replace(a.URL, "versionId=", "versionId=x", 1)); response.StatusCode != 403 {
		t.Errorf("another version with the same signature: %d", response.StatusCode)
	}
}

// A verdict that arrives between the read and the tags is reported. A role that
// may not read an accepted file is an error: otherwise the client would wait
// forever.
func TestNotReadable(t *testing.T) {
	f, bucket := onServer(t, nil)
	key := id + "a.png"
	bucket.PutTags(t, bucket.Put(t, key, samples.PNG(3, 2), "image/png", nil), accepted("image/png"))
	for refused, want := range map[int]string{0: "200 accepted", 1: "200 accepted", 2: "500 ", 9: "500 "} {
		*bucket.Config.HTTPClient.(gate).refuse = refused
		if a := f.ask(t, "GET", "", "key", key); fmt.Sprint(a.status, " ", a.State) != want {
			t.Errorf("refused %d times: %d %s, want %s", refused, a.status, a.text, want)
		}
	}
}

// A missing permission is an internal error, not a missing file.
func TestForbidden(t *testing.T) {
	cfg := aws.Config{Region: "eu-central-1", RetryMaxAttempts: 1, Credentials: aws.CredentialsProviderFunc(testCredentials)}
	for status, want := range map[int]string{403: "GET 500 InternalError, DELETE 500 InternalError", 404: "GET 404 NoSuchFile, DELETE 204 "} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
		defer server.Close()
		for _, inspection := range []string{"gate", "tag", "off"} {
			f := newFunction(t, cfg, server.URL, map[string]string{"INSPECTION": inspection})
			read := f.ask(t, "GET", "", "key", id+"a.png")
			if status == 403 && !strings.Contains(f.log.String(), "Forbidden") {
				t.Errorf("%s: the log has %s", inspection, f.log)
			}
			removed := f.ask(t, "DELETE", "", "key", id+"a.png")
			if got := fmt.Sprintf("GET %d %s, DELETE %d %s", read.status, read.Code, removed.status, removed.Code); got != want {
				t.Errorf("%s, S3 answers %d: %s, want %s", inspection, status, got, want)
			}
		}
	}
}

// Without the gate, the verdict still decides.
func TestTagsAlone(t *testing.T) {
	f, bucket := onServer(t, map[string]string{"INSPECTION": "tag"})
	key := id + "a.png"
	v := bucket.Put(t, key, samples.PNG(3, 2), "image/png", nil)
	if a := f.ask(t, "GET", "", "key", key); a.State != "checking" || a.URL != "" || a.VersionID != v.Version {
		t.Errorf("checking: %d %s", a.status, a.text)
	}
	bucket.PutTags(t, v, accepted("image/png"))
	if a := f.ask(t, "GET", "", "key", key); a.State != "accepted" || a.URL == "" {
		t.Errorf("accepted: %d %s", a.status, a.text)
	}
	if a := f.ask(t, "GET", "", "key", id+"b.png"); a.status != 404 || a.Code != "NoSuchFile" {
		t.Errorf("never there: %d %s", a.status, a.text)
	}
}

// A picture's dimensions come from its tag; its bytes are not read.
func TestDimensions(t *testing.T) {
	f, bucket := onServer(t, nil)
	for n, test := range []struct {
		tag  string // empty: the version was judged before this tag existed
		want string
	}{
		{"800x600", "800 600"},
		{"1x60000", "1 60000"},
		{"", "0 0"},
		{"x", "0 0"},
		{"800", "0 0"},
		{"800x", "0 0"},
		{"0x600", "0 0"},    // no picture
		{"800x-600", "0 0"}, // the same
		{"800x600x2", "0 0"},
		{"800 x 600", "0 0"},
		{"9223372036854775808x1", "0 0"}, // no int64
	} {
		key := fmt.Sprintf("%sa%d.png", id, n)
		tags := accepted("image/png")
		if test.tag != "" {
			tags[version.DimensionsTag] = test.tag
		}
		bucket.PutTags(t, bucket.Put(t, key, []byte("no picture at all"), "image/png", nil), tags)
		a := f.ask(t, "GET", "", "key", key)
		if got := fmt.Sprint(a.Width, " ", a.Height); a.status != 200 || got != test.want || strings.Contains(a.text, "width") != (test.want != "0 0") {
			t.Errorf("%q: %d %s, want %s", test.tag, a.status, a.text, test.want)
		}
	}
}

// Active content is never shown inline, whatever is asked for.
func TestDisposition(t *testing.T) {
	f, bucket := onServer(t, nil)
	for n, test := range []struct{ declared, found, ask, want, wantType string }{
		{"image/png", "image/png", "inline", "inline", "image/png"},
		{"image/png", "image/png", "attachment", "attachment", "image/png"},
		{"application/pdf", "application/pdf", "inline", "inline", "application/pdf"},
		{"text/plain; charset=utf-8", "text/plain", "inline", "inline", "text/plain; charset=utf-8"},
		{"audio/mp4", "video/mp4", "inline", "inline", "video/mp4"}, // the verdict's
		{"text/html", "text/html", "inline", "attachment", "text/html"},
		{"image/svg+xml", "image/svg+xml", "inline", "attachment", "image/svg+xml"},
		{"application/xml", "text/xml", "inline", "attachment", "text/xml"},
		{"text/javascript", "text/javascript", "inline", "attachment", "text/javascript"},
		{"application/xhtml+xml", "application/xhtml+xml", "inline", "attachment", "application/xhtml+xml"},
		{"application/zip", "application/zip", "inline", "attachment", "application/zip"},
		{"text/csv", "text/csv", "inline", "attachment", "text/csv"},
	} {
		key := strings.Replace(id, "0000-7000", "000"+string(rune('0'+n%10))+"-7000", 1) + "a"
		bucket.PutTags(t, bucket.Put(t, key, []byte("hello"), test.declared, nil), accepted(test.found))
		a := f.ask(t, "GET", "", "key", key, "disposition", test.ask)
		if a.status != 200 {
			t.Fatalf("%s: %s", test.declared, a.text)
		}
		response, _ := get(t, a.URL)
		if got := response.Header.Get("Content-Disposition"); got != test.want+"; filename=a" || response.Header.Get("Content-Type") != test.wantType {
			t.Errorf("%s, %s: %s, %s", test.declared, test.ask, got, response.Header.Get("Content-Type"))
		}
	}
	if a := f.ask(t, "GET", "", "key", id+"a", "disposition", "form-data"); a.Code != "InvalidDisposition" {
		t.Errorf("%s", a.text)
	}
}

func TestRemove(t *testing.T) {
	f, bucket := onServer(t, nil)
	key := id + "a.png"
	bucket.PutTags(t, bucket.Put(t, key, samples.PNG(3, 2), "image/png", nil), accepted("image/png"))
	for range 2 { // the second finds nothing
		if a := f.ask(t, "DELETE", "", "key", key); a.status != 204 || a.text != "" {
			t.Errorf("%d %s", a.status, a.text)
		}
	}
	if a := f.ask(t, "GET", "", "key", key); a.status != 404 || a.Code != "NoSuchFile" {
		t.Errorf("%d %s", a.status, a.text)
	}
	// Deleting a key that never existed leaves no delete marker.
	f.ask(t, "DELETE", "", "key", id+"other.png")
	all, err := bucket.ListObjectVersions(t.Context(), &s3.ListObjectVersionsInput{Bucket: &bucket.Name})
	if err != nil || len(all.Versions) != 1 || len(all.DeleteMarkers) != 1 {
		t.Errorf("%d versions, %d delete markers, %v", len(all.Versions), len(all.DeleteMarkers), err)
	}
}

// Without an inspection, every file counts as accepted.
func TestNotInspected(t *testing.T) {
	f, bucket := onServer(t, map[string]string{"INSPECTION": "off"})
	bucket.Put(t, id+"a.png", samples.PNG(3, 2), "image/png", nil)
	a := f.ask(t, "GET", "", "key", id+"a.png")
	if a.State != "accepted" || a.Type != "image/png" || a.Width != 0 {
		t.Errorf("%s", a.text)
	}
	if response, _ := get(t, a.URL); response.StatusCode != 200 {
		t.Errorf("%d", response.StatusCode)
	}
}

func TestSettings(t *testing.T) {
	for _, inspection := range []string{"", "on", "Gate"} {
		if _, err := newHandler(aws.Config{}, environment(map[string]string{"INSPECTION": inspection}), []byte("{}")); err == nil || !strings.Contains(err.Error(), "INSPECTION") {
			t.Errorf("%q: %v", inspection, err)
		}
	}
}
