package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"slipway/functions/internal/content"
)

// A world is the function between a real S3 server and a bus that writes down
// what is published.
type world struct {
	*inspector
	owner  *s3.Client
	bus    *bus
	s3     *proxy
	output lockedBuffer
}

// newWorld returns a world around the server that the environment names, with a
// bucket of its own.
func newWorld(t *testing.T, scans string) *world {
	t.Helper()
	if os.Getenv("S3_ENDPOINT") == "" {
		t.Skip("S3_ENDPOINT names no server: run by `make test` and `make conformance`")
	}
	w := &world{bus: new(bus), s3: newProxy(t, os.Getenv("S3_ENDPOINT"))}
	events := httptest.NewServer(w.bus)
	t.Cleanup(events.Close)
	bucket := strings.ToLower("inspect-" + t.Name())
	credentials := aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{AccessKeyID: os.Getenv("OWNER_ACCESS_KEY_ID"), SecretAccessKey: os.Getenv("OWNER_SECRET_ACCESS_KEY")}, nil
	})
	cfg := aws.Config{Region: os.Getenv("AWS_REGION"), Credentials: credentials, RetryMaxAttempts: 1}
	var err error
	w.inspector, err = newInspector(cfg, slog.New(slog.NewJSONHandler(&w.output, nil)), func(name string) string {
		return map[string]string{"UPLOAD_BUCKET": bucket, "KEY_PREFIX": "uploads/", "EVENT_BUS_NAME": "default", "MALWARE_SCAN": scans}[name]
	})
	if err != nil {
		t.Fatal(err)
	}
	at := func(url string) func(*s3.Options) {
		return func(o *s3.Options) { o.BaseEndpoint, o.UsePathStyle = &url, true }
	}
	w.inspector.s3 = s3.New(w.inspector.s3.Options(), at(w.s3.url))
	options := w.inspector.events.Options()
	options.BaseEndpoint = &events.URL
	w.inspector.events = eventsClient(options)
	w.owner = s3.NewFromConfig(cfg, at(os.Getenv("S3_ENDPOINT")))
	w.makeBucket(t)
	return w
}

func (w *world) makeBucket(t *testing.T) {
	t.Helper()
	create := &s3.CreateBucketInput{Bucket: &w.bucket}
	if region := os.Getenv("AWS_REGION"); region != "us-east-1" { // the one region that S3 wants unnamed
		create.CreateBucketConfiguration = &types.CreateBucketConfiguration{LocationConstraint: types.BucketLocationConstraint(region)}
	}
	if _, err := w.owner.CreateBucket(t.Context(), create); err != nil {
		t.Fatal(err)
	}
	if _, err := w.owner.PutBucketVersioning(t.Context(), &s3.PutBucketVersioningInput{
		Bucket: &w.bucket, VersioningConfiguration: &types.VersioningConfiguration{Status: types.BucketVersioningStatusEnabled},
	}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		pages := s3.NewListObjectVersionsPaginator(w.owner, &s3.ListObjectVersionsInput{Bucket: &w.bucket})
		for pages.HasMorePages() {
			page, err := pages.NextPage(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range page.Versions {
				w.owner.DeleteObject(context.Background(), &s3.DeleteObjectInput{Bucket: &w.bucket, Key: v.Key, VersionId: v.VersionId})
			}
			for _, v := range page.DeleteMarkers {
				w.owner.DeleteObject(context.Background(), &s3.DeleteObjectInput{Bucket: &w.bucket, Key: v.Key, VersionId: v.VersionId})
			}
		}
		if _, err := w.owner.DeleteBucket(context.Background(), &s3.DeleteBucketInput{Bucket: &w.bucket}); err != nil {
			t.Errorf("the bucket is not empty: %v", err)
		}
	})
}

// put stores a version as an uploader does, with marks that no log may have.
func (w *world) put(t *testing.T, key string, data []byte, declared string) version {
	t.Helper()
	input := &s3.PutObjectInput{
		Bucket: &w.bucket, Key: aws.String("uploads/" + key), Body: bytes.NewReader(data),
		Metadata: map[string]string{"caller": "auth0|MARKED", "title": "Z%C3%BCrich-MARKED"},
	}
	if declared != "" {
		input.ContentType = &declared
	}
	stored, err := w.owner.PutObject(t.Context(), input)
	if err != nil {
		t.Fatal(err)
	}
	return version{key: *input.Key, id: aws.ToString(stored.VersionId), etag: strings.Trim(*stored.ETag, `"`)}
}

// event returns an event of events/inspect about a version.
func (w *world) event(t *testing.T, name string, v version) []byte {
	t.Helper()
	text, err := os.ReadFile("../../events/inspect/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var event events.EventBridgeEvent
	if err := json.Unmarshal(text, &event); err != nil {
		t.Fatal(err)
	}
	quoted := func(s string) string { text, _ := json.Marshal(s); return string(text) }
	event.Detail = []byte(strings.NewReplacer(
		`"slipway-local-uploadbucket"`, quoted(w.bucket),
		`"uploads/019ab1b8-0000-7000-8000-000000000000/holiday.png"`, quoted(v.key),
		`"b57f9512698f4b09e608f4f2a65852e5"`, quoted(v.etag),
		`"01JDHKQ5V8M2Z9"`, quoted(v.id),
	).Replace(string(event.Detail)))
	text, err = json.Marshal(event)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// inspectNow handles an event, and returns the log's record of it, which must be
// one line without what an uploader wrote.
func (w *world) inspectNow(t *testing.T, event []byte) (logRecord, error) {
	t.Helper()
	w.output.take()
	_, err := w.Invoke(t.Context(), event)
	text := w.output.take()
	var r logRecord
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		t.Fatalf("the log is not one JSON line: %v in %s", err, text)
	}
	for _, secret := range []string{"MARKED", "uploads/", "rich", os.Getenv("OWNER_SECRET_ACCESS_KEY")} {
		if strings.Contains(text, secret) || err != nil && strings.Contains(err.Error(), secret) {
			t.Errorf("the log or the error has %q: %s, %v", secret, text, err)
		}
	}
	if (err != nil) != (r.Level == "ERROR") || (err != nil) != (r.Error != "") {
		t.Errorf("%v, and the log has %s", err, text)
	}
	return r, err
}

type logRecord struct {
	Level, Outcome, Code, Type, Error      string
	S3Calls, BytesRead, Accepted, Rejected int64
}

// tags returns the tags of a version.
func (w *world) tags(t *testing.T, v version) map[string]string {
	t.Helper()
	answer, err := w.owner.GetObjectTagging(t.Context(), &s3.GetObjectTaggingInput{Bucket: &w.bucket, Key: &v.key, VersionId: &v.id})
	if err != nil {
		t.Fatal(err)
	}
	tags := map[string]string{}
	for _, tag := range answer.TagSet {
		tags[*tag.Key] = *tag.Value
	}
	return tags
}

// wantTags are the tags of a verdict.
func wantTags(v content.Verdict) map[string]string {
	if v.Accepted() {
		return map[string]string{verdictTag: "accepted", typeTag: tagValue(v.Type)}
	}
	return map[string]string{verdictTag: "rejected", typeTag: tagValue(v.Type), reasonTag: string(v.Reason)}
}

// A bus is EventBridge's PutEvents.
type bus struct {
	mu     sync.Mutex
	events []published
	refuse atomic.Int32 // how many requests to refuse
}

type published struct {
	DetailType string
	text       string // of the detail
	detail     detail
}

func (b *bus) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if b.refuse.Add(-1) >= 0 {
		if rand.IntN(2) == 0 {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		io.WriteString(w, `{"FailedEntryCount":1,"Entries":[{"ErrorCode":"ThrottlingException","ErrorMessage":"MARKED"}]}`)
		return
	}
	var request struct {
		Entries []struct{ EventBusName, Source, DetailType, Detail string }
	}
	json.NewDecoder(r.Body).Decode(&request)
	if r.Header.Get("X-Amz-Target") != "AWSEvents.PutEvents" || len(request.Entries) != 1 ||
		request.Entries[0].EventBusName != "default" || request.Entries[0].Source != "slipway" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	p := published{DetailType: request.Entries[0].DetailType, text: request.Entries[0].Detail}
	json.Unmarshal([]byte(p.text), &p.detail)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.events = append(b.events, p)
	io.WriteString(w, `{"FailedEntryCount":0,"Entries":[{"EventId":"1"}]}`)
}

// take returns what was published since the last call.
func (b *bus) take() []published {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := b.events
	b.events = nil
	return all
}

// A proxy stands before the S3 server, and fails requests when told to.
type proxy struct {
	url  string
	fail atomic.Pointer[func(*http.Request) bool]
	seen atomic.Int32
}

func newProxy(t *testing.T, endpoint string) *proxy {
	target, err := url.Parse(endpoint)
	if err != nil {
		t.Fatal(err)
	}
	p := new(proxy)
	reverse := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(target)
		r.Out.Host = r.In.Host // it is signed
	}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.seen.Add(1)
		if fail := p.fail.Load(); fail != nil && (*fail)(r) {
			w.WriteHeader(http.StatusServiceUnavailable)
			io.WriteString(w, `<Error><Code>SlowDown</Code><Message>MARKED</Message></Error>`)
			return
		}
		reverse.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	p.url = server.URL
	return p
}

// A lockedBuffer is a log that many may write to.
type lockedBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

func (b *lockedBuffer) take() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	text := b.buffer.String()
	b.buffer.Reset()
	return text
}
