package main

import (
	"bytes"
	"encoding/json"
	"fmt"
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
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"slipway/functions/internal/content"
	"slipway/functions/internal/s3test"
	"slipway/functions/internal/version"
)

// A world is the function, a real S3 server, and a bus that records what is
// published.
type world struct {
	*inspector
	owner  *s3test.Bucket
	bus    *bus
	s3     *proxy
	output lockedBuffer
}

// newWorld returns a world around the server that the environment names, with a
// bucket of its own.
func newWorld(t *testing.T, scans string) *world {
	t.Helper()
	w := &world{owner: s3test.New(t), bus: new(bus), s3: newProxy(t, os.Getenv("S3_ENDPOINT"))}
	events := httptest.NewServer(w.bus)
	t.Cleanup(func() {
		events.Close()
		w.bus.take()
		schema := eventSchema(t)
		for _, p := range w.bus.taken {
			wantEvent(t, schema, p.envelope())
		}
	})
	var err error
	w.inspector, err = newInspector(w.owner.Config, slog.New(slog.NewJSONHandler(&w.output, nil)), func(name string) string {
		return map[string]string{"UPLOAD_BUCKET": w.owner.Name, "KEY_PREFIX": "uploads/", "EVENT_BUS_NAME": "default", "MALWARE_SCAN": scans}[name]
	}, []byte("{}"))
	if err != nil {
		t.Fatal(err)
	}
	w.inspector.s3 = s3.New(w.inspector.s3.Options(), s3test.At(w.s3.url))
	options := w.inspector.events.Options()
	options.BaseEndpoint = &events.URL
	w.inspector.events = eventbridge.New(options)
	return w
}

// put stores a version as an uploader does, with text that no log may contain.
func (w *world) put(t *testing.T, key string, data []byte, declared string) version.ID {
	t.Helper()
	return w.owner.Put(t, "uploads/"+key, data, declared, map[string]string{"caller": "auth0|MARKED", "title": "Z%C3%BCrich-MARKED"})
}

// event returns an event of events/inspect about a version.
func (w *world) event(t *testing.T, name string, v version.ID) []byte {
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
		`"uploads/019ab1b8-0000-7000-8000-000000000000/holiday.png"`, quoted(v.Key),
		`"b57f9512698f4b09e608f4f2a65852e5"`, quoted(strings.Trim(v.ETag, `"`)),
		`"01JDHKQ5V8M2Z9"`, quoted(v.Version),
	).Replace(string(event.Detail)))
	text, err = json.Marshal(event)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// inspectNow handles an event, and returns its log record, which must be one line
// without anything that an uploader wrote.
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

// wantTags are the tags of a verdict.
func wantTags(v content.Verdict) map[string]string {
	if v.Accepted() {
		tags := map[string]string{version.VerdictTag: "accepted", version.TypeTag: tagValue(v.Type)}
		if v.Width > 0 {
			tags["slipway-dimensions"] = fmt.Sprint(v.Width, "x", v.Height)
		}
		return tags
	}
	return map[string]string{version.VerdictTag: "rejected", version.TypeTag: tagValue(v.Type), version.ReasonTag: string(v.Reason)}
}

// A bus replaces EventBridge's PutEvents.
type bus struct {
	mu     sync.Mutex
	events []published
	taken  []published
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
	b.taken = append(b.taken, all...)
	return all
}

// A proxy forwards requests to the S3 server, but for those that fail selects.
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

// A lockedBuffer is a buffer for concurrent writers.
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
