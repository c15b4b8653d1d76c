package events

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"slipway/local/session"
	"slipway/local/sqs"
	"slipway/local/template"
)

const (
	region  = "eu-central-1"
	account = "000000000000"
	queue   = "arn:aws:sqs:eu-central-1:000000000000:dead"
	role    = "arn:aws:iam::000000000000:role/r"
	hook    = "arn:aws:events:eu-central-1:000000000000:api-destination/hook"
)

// world is buses, and the events that passed them.
type world struct {
	*Buses
	dead *sqs.Queue

	mu      sync.Mutex
	invoked []Event
	failing int // number of invocations that fail at first
	put     []Event
	log     bytes.Buffer
}

func newWorld(t *testing.T, rules ...template.Rule) *world {
	t.Helper()
	w := new(world)
	w.dead = &sqs.Queue{Name: "Dead", Log: &w.log}
	sessions := session.NewStore(time.Now)
	if err := sessions.PutRole(role, []json.RawMessage{json.RawMessage(`{"Version": "2012-10-17", "Statement": [
		{"Effect": "Allow", "Action": "events:PutEvents", "Resource": "arn:aws:events:eu-central-1:000000000000:event-bus/shop"},
		{"Effect": "Allow", "Action": "events:InvokeApiDestination", "Resource": "` + hook + `"}]}`)}); err != nil {
		t.Fatal(err)
	}
	var err error
	w.Buses, err = New(Config{
		Region: region, Account: account, Rules: rules, Queues: map[string]*sqs.Queue{queue: w.dead}, Sessions: sessions,
		Invoke: w.invoke,
		OnPut:  func(e Event) { w.put = append(w.put, e) },
	})
	if err != nil {
		t.Fatal(err)
	}
	w.firstRetry = time.Millisecond
	t.Cleanup(w.Buses.Close)
	return w
}

func (w *world) invoke(function string, text []byte) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.failing > 0 {
		w.failing--
		return errors.New("not now")
	}
	var e Event
	if err := json.Unmarshal(text, &e); err != nil {
		return err
	}
	w.invoked = append(w.invoked, e)
	return nil
}

func to(function string, pattern string) template.Rule {
	return template.Rule{LogicalID: "Rule", Bus: "default", Pattern: json.RawMessage(pattern), Targets: []template.Target{
		{Function: function, MaxRetries: 3, MaxAge: time.Minute, DeadLetters: queue},
	}}
}

func TestPatterns(t *testing.T) {
	const event = `{"source": "aws.s3", "detail": {"bucket": {"name": "b"}, "object": {"key": "uploads/a.png", "size": 300, "tags": ["x", "y"]},
		"reason": "PutObject", "none": null, "yes": true}}`
	var members map[string]any
	if err := json.Unmarshal([]byte(event), &members); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		pattern string
		want    bool
	}{
		{`{"source": ["aws.s3"]}`, true},
		{`{"source": ["aws.ec2", "aws.s3"]}`, true},
		{`{"source": ["AWS.S3"]}`, false},
		{`{"source": ["aws.s3"], "detail": {"bucket": {"name": ["b"]}}}`, true},
		{`{"source": ["aws.s3"], "detail": {"bucket": {"name": ["c"]}}}`, false}, // all members
		{`{"detail": {"object": {"key": [{"prefix": "uploads/"}]}}}`, true},
		{`{"detail": {"object": {"key": [{"prefix": "upload/"}]}}}`, false},
		{`{"detail": {"object": {"size": [{"prefix": "3"}]}}}`, false}, // a number
		{`{"detail": {"object": {"key": [{"suffix": ".png"}]}}}`, true},
		{`{"detail": {"object": {"size": [300.0]}}}`, true},
		{`{"detail": {"object": {"size": ["300"]}}}`, false},
		{`{"detail": {"object": {"tags": ["y", "z"]}}}`, true}, // one of them
		{`{"detail": {"object": {"tags": ["z"]}}}`, false},
		{`{"detail": {"none": [null]}}`, true},
		{`{"detail": {"yes": [true]}}`, true},
		{`{"detail": {"reason": [{"exists": true}]}}`, true},
		{`{"detail": {"reason": [{"exists": false}]}}`, false},
		{`{"detail": {"other": [{"exists": false}]}}`, true},
		{`{"other": {"deep": [{"exists": false}]}}`, true},
		{`{"detail": [{"exists": true}]}`, false}, // an object is not a value
		{`{"detail": {"reason": [{"anything-but": "CopyObject"}]}}`, true},
		{`{"detail": {"reason": [{"anything-but": ["CopyObject", "PutObject"]}]}}`, false},
		{`{"detail": {"reason": [{"anything-but": {"prefix": "Put"}}]}}`, false},
		{`{"detail": {"other": [{"anything-but": "x"}]}}`, false}, // it must exist
		{`{"detail": {"bucket": ["b"]}}`, false},
		{`{"source": {"name": ["b"]}}`, false},
	} {
		matches, err := parsePattern(json.RawMessage(test.pattern))
		if err != nil {
			t.Errorf("%s: %v", test.pattern, err)
		} else if got := matches(members); got != test.want {
			t.Errorf("%s: %v", test.pattern, got)
		}
	}
}

func TestPatternsRefused(t *testing.T) {
	for pattern, want := range map[string]string{
		``:                                    "must be an object",
		`{}`:                                  "must be an object",
		`[]`:                                  "must be an object",
		`{"source": "aws.s3"}`:                "must be in a list",
		`{"source": []}`:                      "matches nothing",
		`{"source": [["aws.s3"]]}`:            "list in a list",
		`{"$or": [{"source": ["a"]}]}`:        "$or: the operator is not supported",
		`{"source": [{"wildcard": "aws.*"}]}`: "operator wildcard: it is not supported",
		`{"source": [{"numeric": [">", 1]}]}`: "operator numeric",
		`{"source": [{"prefix": 1}]}`:         "needs a non-empty string",
		`{"source": [{"prefix": ""}]}`:        "needs a non-empty string",
		`{"source": [{"exists": "yes"}]}`:     "needs true or false",
		`{"source": [{"prefix": "a", "b": "c"}]}`:                "one member",
		`{"source": [{"anything-but": {"cidr": "10.0.0.0/8"}}]}`: "operator cidr",
	} {
		_, err := New(Config{Rules: []template.Rule{to("F", pattern)}})
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "Rule: EventPattern") {
			t.Errorf("%s: %v, want %q", pattern, err, want)
		}
	}
}

// S3's event has the members of the example that the functions are tested with.
func TestPutCreated(t *testing.T) {
	w := newWorld(t, to("F", `{"source": ["aws.s3"], "detail-type": ["Object Created"], "detail": {"bucket": {"name": ["b"]}}}`))
	w.PutCreated(Created{Bucket: "other"})
	w.PutCreated(Created{Bucket: "b", Key: "uploads/ä b+c.png", Version: "v", ETag: `"abc"`, Size: 7, RequestID: "r", Reason: "PutObject"})
	w.PutCreated(Created{Bucket: "b", Key: "uploads/2"})
	w.Wait()
	if len(w.invoked) != 2 {
		t.Fatalf("%d events", len(w.invoked))
	}
	slices.SortFunc(w.invoked, func(a, b Event) int { return -strings.Compare(string(a.Detail), string(b.Detail)) })
	text, err := os.ReadFile("../../events/inspect/created.json")
	if err != nil {
		t.Fatal(err)
	}
	var want, got, second any
	first, _ := json.Marshal(w.invoked[0])
	if json.Unmarshal(text, &want) != nil || json.Unmarshal(first, &got) != nil || json.Unmarshal(w.invoked[1].Detail, &second) != nil {
		t.Fatal("no JSON")
	}
	sameShape(t, "event", want, got)
	object := got.(map[string]any)["detail"].(map[string]any)["object"].(map[string]any)
	if object["key"] != "uploads/ä b+c.png" || object["etag"] != "abc" || object["version-id"] != "v" || object["size"] != 7.0 {
		t.Errorf("%v", object)
	}
	next := second.(map[string]any)["object"].(map[string]any)
	if _, there := next["version-id"]; there || next["sequencer"].(string) <= object["sequencer"].(string) {
		t.Errorf("%v after %v", next, object)
	}
}

// sameShape checks that two values have the same members of the same types.
func sameShape(t *testing.T, path string, want, got any) {
	t.Helper()
	a, isObject := want.(map[string]any)
	b, _ := got.(map[string]any)
	if !isObject {
		if reflect.TypeOf(got) != reflect.TypeOf(want) {
			t.Errorf("%s: %v, want a %T", path, got, want)
		}
		return
	}
	for name := range a {
		if _, there := b[name]; !there {
			t.Errorf("%s has no %s", path, name)
			continue
		}
		sameShape(t, path+"."+name, a[name], b[name])
	}
	for name := range b {
		if _, there := a[name]; !there {
			t.Errorf("%s has %s", path, name)
		}
	}
}

func TestRetriesAndDeadLetters(t *testing.T) {
	for _, test := range []struct{ failing, invoked, dead int }{{0, 1, 0}, {3, 1, 0}, {4, 0, 1}} {
		w := newWorld(t, to("F", `{"source": ["s"]}`))
		w.failing = test.failing
		w.Put("default", w.NewEvent("s", "d", json.RawMessage(`{"a": 1}`)))
		w.Put("other", w.NewEvent("s", "d", json.RawMessage(`{}`))) // another bus
		w.Wait()
		dead := w.dead.Take()
		if len(w.invoked) != test.invoked || len(dead) != test.dead {
			t.Errorf("%d failures: %d delivered, %d dead", test.failing, len(w.invoked), len(dead))
		}
		if test.dead == 1 && (!strings.Contains(string(dead[0]), `"detail":{"a":1}`) || !strings.Contains(w.log.String(), "attempts: 4: not now")) {
			t.Errorf("%s, %s", dead[0], &w.log)
		}
	}
}

// Events put after Close are dropped.
func TestPutAfterClose(t *testing.T) {
	w := newWorld(t, to("F", `{"source": ["s"]}`))
	w.Close()
	w.Put("default", w.NewEvent("s", "d", json.RawMessage(`{}`)))
	w.Wait()
	if len(w.invoked) > 0 {
		t.Errorf("delivered: %v", w.invoked)
	}
}

// A webhook receives each event with its secret. Temporary errors are retried; an
// event that cannot be delivered becomes a dead letter.
func TestAPIDestination(t *testing.T) {
	for _, test := range []struct {
		answers []int // the last one is repeated
		role    string
		posts   int
		dead    bool
	}{
		{[]int{200}, role, 1, false},
		{[]int{500, 503, 429, 204}, role, 4, false},
		{[]int{500}, role, 4, true}, // three retries
		{[]int{404}, role, 1, true}, // permanent
		{[]int{302}, role, 1, true}, // not followed
		{[]int{200}, "arn:aws:iam::000000000000:role/other", 0, true},
	} {
		var mu sync.Mutex
		var bodies []string
		server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			mu.Lock()
			defer mu.Unlock()
			if r.Method != "POST" || r.Header.Get("X-Api-Key") != "secret" || r.Header.Get("Content-Type") != "application/json; charset=utf-8" || r.URL.Path != "/hook" {
				t.Errorf("%s %s %v", r.Method, r.URL, r.Header)
			}
			rw.Header().Set("Location", "/elsewhere")
			rw.WriteHeader(test.answers[min(len(bodies), len(test.answers)-1)])
			bodies = append(bodies, string(body))
		}))
		rule := to("", `{"source": ["slipway"]}`)
		rule.Targets[0].Destination = &template.Destination{ARN: hook, Method: "POST", URL: server.URL + "/hook", Header: "X-Api-Key", Secret: "secret"}
		rule.Targets[0].Role = test.role
		w := newWorld(t, rule)
		w.Put("default", w.NewEvent("slipway", "Upload Accepted", json.RawMessage(`{"key":"k"}`)))
		w.Wait()
		server.Close()
		if len(bodies) != test.posts || (len(w.dead.Take()) == 1) != test.dead {
			t.Errorf("%v: %d posts, %s", test.answers, len(bodies), &w.log)
		}
		for _, body := range bodies {
			if body != bodies[0] || !strings.Contains(body, `"source":"slipway"`) || !strings.Contains(body, `"detail":{"key":"k"}`) {
				t.Errorf("%s", body)
			}
		}
		if strings.Contains(w.log.String(), "secret") {
			t.Errorf("the secret is logged: %s", &w.log)
		}
	}
}

// putEvents signs a PutEvents request and sends it.
func (w *world) putEvents(t *testing.T, c session.Credentials, body string, change func(*http.Request)) (int, string) {
	t.Helper()
	r := httptest.NewRequest("POST", "/", strings.NewReader(body))
	r.Header.Set("X-Amz-Target", "AWSEvents.PutEvents")
	hash := sha256.Sum256([]byte(body))
	err := v4.NewSigner().SignHTTP(t.Context(), aws.Credentials{AccessKeyID: c.AccessKeyID, SecretAccessKey: c.SecretAccessKey, SessionToken: c.SessionToken},
		r, hex.EncodeToString(hash[:]), "events", region, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(r)
	}
	answer := httptest.NewRecorder()
	w.ServeHTTP(answer, r)
	return answer.Code, answer.Body.String()
}

func TestPutEvents(t *testing.T) {
	rule := to("F", `{"source": ["slipway"]}`)
	rule.Bus = "shop"
	w := newWorld(t, rule)
	c := w.Sessions.Assume(role)
	entry := func(bus, source, detail string) string {
		text, _ := json.Marshal(map[string]any{"EventBusName": bus, "Source": source, "DetailType": "d", "Detail": detail})
		return string(text)
	}
	entries := func(all ...string) string { return `{"Entries": [` + strings.Join(all, ",") + `]}` }
	good := entry("shop", "slipway", `{"a":1}`)
	for _, test := range []struct {
		name, body string
		change     func(*http.Request)
		status     int
		want       string
		delivered  int
	}{
		{"good", entries(good), nil, 200, `"FailedEntryCount":0`, 1},
		{"by its ARN", entries(entry("arn:aws:events:eu-central-1:000000000000:event-bus/shop", "slipway", `{}`)), nil, 200, `"FailedEntryCount":0`, 1},
		{"one of two", entries(good, entry("shop", "slipway", `[1]`)), nil, 200, "MalformedDetail", 1},
		{"AWS's source", entries(entry("shop", "aws.s3", `{}`)), nil, 200, "NotAuthorizedForSource", 0},
		{"no detail", entries(entry("shop", "slipway", ``)), nil, 200, "InvalidArgument", 0},
		{"another bus", entries(entry("default", "slipway", `{}`)), nil, 400, "AccessDenied", 0},
		{"the default bus", entries(entry("", "slipway", `{}`)), nil, 400, "AccessDenied", 0},
		{"one of two buses", entries(good, entry("default", "slipway", `{}`)), nil, 400, "AccessDenied", 0},
		{"none", entries(), nil, 400, "Validation", 0},
		{"eleven", entries(slices.Repeat([]string{good}, 11)...), nil, 400, "Validation", 0},
		{"no JSON", "{", nil, 400, "Validation", 0},
		{"too large", strings.Repeat(" ", maxBody+1), nil, 413, "Validation", 0},
		{"another operation", entries(good), func(r *http.Request) { r.Header.Set("X-Amz-Target", "AWSEvents.PutRule") }, 400, "UnknownOperation", 0},
		{"another body", entries(good), func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader(entries(good, good))) }, 400, "Signature", 0},
		{"another token", entries(good), func(r *http.Request) { r.Header.Set("X-Amz-Security-Token", "x") }, 400, "Signature", 0},
		{"no signature", entries(good), func(r *http.Request) { r.Header.Del("Authorization") }, 400, "Signature", 0},
		{"another host", entries(good), func(r *http.Request) { r.Host = "other" }, 400, "Signature", 0},
	} {
		w.invoked, w.put = nil, nil
		status, text := w.putEvents(t, c, test.body, test.change)
		w.Wait()
		if status != test.status || !strings.Contains(text, test.want) || len(w.invoked) != test.delivered || len(w.put) != test.delivered {
			t.Errorf("%s: %d %s, %d delivered, %d put", test.name, status, text, len(w.invoked), len(w.put))
		}
	}
	c.SecretAccessKey += "x"
	if status, text := w.putEvents(t, c, entries(good), nil); status != 400 || !strings.Contains(text, "Signature") {
		t.Errorf("another secret: %d %s", status, text)
	}
}
