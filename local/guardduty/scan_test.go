package guardduty

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"slipway/local/events"
	"slipway/local/template"
)

// A world is a scanner of a server's answer, and the events that it published.
type world struct {
	*Scanner
	status int
	body   string

	mu        sync.Mutex
	published []events.Event
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{status: 200}
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.Method != "GET" || r.URL.Path != "/b/in/a" || r.URL.RawQuery != "versionId=v&x-id=GetObject" {
			t.Errorf("%s %s", r.Method, r.URL) // a scan only reads
		}
		rw.WriteHeader(w.status)
		io.WriteString(rw, w.body)
	}))
	t.Cleanup(server.Close)
	buses, err := events.New(events.Config{
		Rules: []template.Rule{{
			LogicalID: "Rule", Bus: "default", Pattern: json.RawMessage(`{"source": ["aws.guardduty"]}`),
			Targets: []template.Target{{Function: "F"}},
		}},
		Invoke: func(_ string, text []byte) error {
			var event events.Event
			if err := json.Unmarshal(text, &event); err != nil {
				return err
			}
			w.mu.Lock()
			defer w.mu.Unlock()
			w.published = append(w.published, event)
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	w.Scanner = &Scanner{
		Plans: []template.ScanPlan{{Role: "r", Bucket: "b", Prefixes: []string{"in/"}}},
		Client: func(string) *s3.Client {
			return s3.New(s3.Options{
				BaseEndpoint: &server.URL, UsePathStyle: true, Region: "eu-central-1", Retryer: aws.NopRetryer{},
				Credentials: credentials.NewStaticCredentialsProvider("a", "b", ""),
			})
		},
		Buses: buses,
	}
	w.Start()
	t.Cleanup(func() {
		w.Close()
		buses.Close()
	})
	return w
}

// result returns the published status of an object's scan, or "" if there is none.
func (w *world) result(t *testing.T, o events.Created) string {
	t.Helper()
	w.published = nil
	w.Created(o)
	w.work.Wait()
	w.Buses.Wait()
	if len(w.published) == 0 {
		return ""
	}
	var detail struct {
		S3ObjectDetails   struct{ BucketName, ObjectKey, ETag, VersionID string }
		ScanResultDetails struct{ ScanResultStatus string }
	}
	if err := json.Unmarshal(w.published[0].Detail, &detail); err != nil || len(w.published) > 1 {
		t.Fatalf("%v, %v", w.published, err)
	}
	if got := detail.S3ObjectDetails; got.BucketName != "b" || got.ObjectKey != "in/a" || got.ETag != "e" || got.VersionID != "v" {
		t.Errorf("%+v", got)
	}
	return detail.ScanResultDetails.ScanResultStatus
}

func TestResults(t *testing.T) {
	w := newWorld(t)
	long := strings.Repeat("x", 1<<20)
	for _, test := range []struct {
		name   string
		status int
		body   string
		want   string
	}{
		{"clean", 200, "hello", "NO_THREATS_FOUND"},
		{"empty", 200, "", "NO_THREATS_FOUND"},
		{"the test file", 200, string(eicar), "THREATS_FOUND"},
		{"half of it", 200, string(eicar[:40]), "NO_THREATS_FOUND"},
		{"across two reads", 200, long[:1<<20-30] + string(eicar) + long, "THREATS_FOUND"},
		{"at the end of a read", 200, long[:1<<20-len(eicar)] + string(eicar), "THREATS_FOUND"},
		{"gone", 404, "", ""},
		{"forbidden", 403, "", "ACCESS_DENIED"},
		{"S3 fails", 500, "", "FAILED"},
	} {
		w.status, w.body = test.status, test.body
		if got := w.result(t, events.Created{Bucket: "b", Key: "in/a", Version: "v", ETag: `"e"`}); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
	w.status, w.body = 200, "hello"
	for _, o := range []events.Created{{Bucket: "c", Key: "in/a"}, {Bucket: "b", Key: "inside"}} {
		if got := w.result(t, o); got != "" {
			t.Errorf("%+v, of no plan: %q", o, got)
		}
	}
}

func TestContains(t *testing.T) {
	text := []byte("needle")
	for at := range 40 {
		hay := bytes.Repeat([]byte("n"), at)
		if found, err := contains(bytes.NewReader(append(hay, text...)), text); !found || err != nil {
			t.Errorf("at %d: %v, %v", at, found, err)
		}
	}
}

// Objects created after Close are not scanned.
func TestCreatedAfterClose(t *testing.T) {
	w := newWorld(t)
	w.Close()
	if got := w.result(t, events.Created{Bucket: "b", Key: "in/a", Version: "v", ETag: `"e"`}); got != "" {
		t.Errorf("%q", got)
	}
}
