package apigateway

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"slipway/local/internal/requesttest"
	"slipway/local/template"
)

const page = "http://localhost:3000"

// newServer serves an API with one function behind all routes, and returns its
// error reports too.
func newServer(t *testing.T, settings template.API, invoke Invoke) (*httptest.Server, *bytes.Buffer) {
	t.Helper()
	report := new(bytes.Buffer)
	api, err := New(t.Context(), settings, report)
	if err != nil {
		t.Fatal(err)
	}
	api.Handle("GET", "/uploads/{id}", invoke)
	api.Handle("POST", "/uploads", invoke)
	api.Handle("GET", "/a", invoke)
	server := httptest.NewUnstartedServer(api)
	server.Config.ErrorLog = log.New(report, "", 0)
	server.Start()
	t.Cleanup(server.Close)
	return server, report
}

// returns is a function that always returns the same answer.
func returns(answer string) Invoke {
	return func(context.Context, []byte) ([]byte, error) { return []byte(answer), nil }
}

func TestEvent(t *testing.T) {
	t.Parallel()
	var got event
	server, _ := newServer(t, template.API{ID: "abc"}, func(_ context.Context, payload []byte) ([]byte, error) {
		got = event{}
		return []byte(`{}`), json.Unmarshal(payload, &got)
	})
	requesttest.Send(t, http.DefaultClient, "GET", server.URL+"/uploads/a%2Fb%20c?filename=%C3%A4%20b.png&x=1&x=2&m%5Bk%5D=v", nil,
		"Cookie", "a=1; b=2", "X-Two", "1", "X-Two", "2", "User-Agent", "test")
	host := strings.TrimPrefix(server.URL, "http://")
	_, port, _ := strings.Cut(host, ":")
	for what, c := range map[string]struct{ got, want any }{
		"version":    {got.Version, "2.0"},
		"route":      {got.RouteKey, "GET /uploads/{id}"},
		"path":       {got.RawPath, "/uploads/a/b c"},
		"raw query":  {got.RawQueryString, "filename=%C3%A4%20b.png&x=1&x=2&m%5Bk%5D=v"},
		"query":      {got.QueryStringParameters, map[string]string{"filename": "ä b.png", "x": "1,2", "m[k]": "v"}},
		"variables":  {got.PathParameters, map[string]string{"id": "a/b c"}},
		"cookies":    {got.Cookies, []string{"a=1", "b=2"}},
		"no cookie":  {got.Headers["cookie"], ""},
		"joined":     {got.Headers["x-two"], "1,2"},
		"host":       {got.Headers["host"], host},
		"port":       {got.Headers["x-forwarded-port"], port},
		"client":     {got.Headers["x-forwarded-for"], "127.0.0.1"},
		"method":     {got.RequestContext.HTTP.Method, "GET"},
		"source":     {got.RequestContext.HTTP.SourceIP, "127.0.0.1"},
		"user agent": {got.RequestContext.HTTP.UserAgent, "test"},
		"stage":      {got.RequestContext.Stage, "$default"},
		"api":        {got.RequestContext.APIID, "abc"},
		"no body":    {got.Body, ""},
		"not base64": {got.IsBase64Encoded, false},
	} {
		if !reflect.DeepEqual(c.got, c.want) {
			t.Errorf("%s: %#v, want %#v", what, c.got, c.want)
		}
	}
	if _, err := time.Parse("02/Jan/2006:15:04:05 -0700", got.RequestContext.Time); err != nil {
		t.Error(err)
	}

	for _, test := range []struct {
		contentType, body, want string
		base64                  bool
	}{
		{"application/json; charset=utf-8", `{"a":1}`, `{"a":1}`, false},
		{"text/plain", "ä", "ä", false},
		{"application/octet-stream", "hello", "aGVsbG8=", true},
		{"", "hello", "aGVsbG8=", true},
		{"text/plain", "\xff", "/w==", true}, // not UTF-8, as JSON requires
	} {
		requesttest.Send(t, http.DefaultClient, "POST", server.URL+"/uploads", strings.NewReader(test.body), "Content-Type", test.contentType)
		if got.Body != test.want || got.IsBase64Encoded != test.base64 {
			t.Errorf("%q as %s: %q, base64 %v", test.body, test.contentType, got.Body, got.IsBase64Encoded)
		}
	}
}

func TestAnswer(t *testing.T) {
	t.Parallel()
	const failed = `{"message":"Internal Server Error"}`
	for _, test := range []struct {
		payload     string
		status      int
		contentType string
		body        string
	}{
		{`{"statusCode":201,"headers":{"content-type":"text/html"},"body":"<p>"}`, 201, "text/html", "<p>"},
		{`{"statusCode":200,"body":"x"}`, 200, "text/plain; charset=utf-8", "x"},
		{`{"statusCode":200,"body":"aGVsbG8=","isBase64Encoded":true}`, 200, "text/plain; charset=utf-8", "hello"},
		{`{"statusCode":200,"headers":{"X-Count":3,"content-length":"99"},"body":"x"}`, 200, "text/plain; charset=utf-8", "x"},
		{`{"message":"no status"}`, 200, "application/json", `{"message":"no status"}`},
		{`"text"`, 200, "application/json", `"text"`},
		{``, 500, "application/json", failed},                                                     // not JSON
		{`{"statusCode":200`, 500, "application/json", failed},                                    // truncated
		{`{"statusCode":"200"}`, 500, "application/json", failed},                                 // not a number
		{`{"statusCode":42}`, 500, "application/json", failed},                                    // not an HTTP status
		{`{"statusCode":100}`, 500, "application/json", failed},                                   // not final
		{`{"statusCode":200,"body":{}}`, 500, "application/json", failed},                         // the body is a string
		{`{"statusCode":200,"body":"?","isBase64Encoded":true}`, 500, "application/json", failed}, // not base64
		{`{"statusCode":200,"headers":{"a":["b"]}}`, 500, "application/json", failed},             // not format 2.0
	} {
		server, report := newServer(t, template.API{}, returns(test.payload))
		answer, body := requesttest.Send(t, http.DefaultClient, "POST", server.URL+"/uploads", nil)
		if answer.StatusCode != test.status || body != test.body || answer.Header.Get("Content-Type") != test.contentType {
			t.Errorf("%s: %d %s %q", test.payload, answer.StatusCode, answer.Header.Get("Content-Type"), body)
		}
		if reported := report.Len() > 0; reported != (test.status == 500) {
			t.Errorf("%s: report %q", test.payload, report)
		}
	}

	server, _ := newServer(t, template.API{}, returns(`{"statusCode":200,"headers":{"X-A":"b"},"cookies":["a=1","b=2"]}`))
	answer, _ := requesttest.Send(t, http.DefaultClient, "POST", server.URL+"/uploads", nil)
	if answer.Header.Get("X-A") != "b" || len(answer.Cookies()) != 2 || answer.Header.Get("Apigw-Requestid") == "" {
		t.Errorf("headers %v", answer.Header)
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	failing := func(context.Context, []byte) ([]byte, error) { return nil, errors.New("the secret is 42") }
	slow := func(ctx context.Context, _ []byte) ([]byte, error) { return nil, context.DeadlineExceeded }
	limited := template.API{ThrottlingBurst: 1, ThrottlingRate: 0.001}
	for _, test := range []struct {
		name     string
		settings template.API
		invoke   Invoke
		request  []string // method and path
		body     string
		status   int
		message  string
	}{
		{"a function that fails", template.API{}, failing, []string{"POST", "/uploads"}, "", 500, "Internal Server Error"},
		{"a function that takes too long", template.API{}, slow, []string{"POST", "/uploads"}, "", 503, "Service Unavailable"},
		{"another path", template.API{}, returns(`{}`), []string{"POST", "/nowhere"}, "", 404, "Not Found"},
		{"another method", template.API{}, returns(`{}`), []string{"DELETE", "/uploads"}, "", 404, "Not Found"},
		{"OPTIONS without CORS headers", template.API{}, returns(`{}`), []string{"OPTIONS", "/uploads/1"}, "", 404, "Not Found"},
		{"a body one byte larger", template.API{}, returns(`{}`), []string{"POST", "/uploads"}, strings.Repeat("x", maxBody+1), 413, "Request Entity Too Large"},
		{"the largest body", template.API{}, returns(`"ok"`), []string{"POST", "/uploads"}, strings.Repeat("x", maxBody), 200, ""},
		{"too many requests", limited, returns(`{}`), []string{"POST", "/uploads"}, "", 429, "Too Many Requests"},
	} {
		server, report := newServer(t, test.settings, test.invoke)
		if test.status == 429 {
			requesttest.Send(t, http.DefaultClient, test.request[0], server.URL+test.request[1], nil)
		}
		answer, body := requesttest.Send(t, http.DefaultClient, test.request[0], server.URL+test.request[1], strings.NewReader(test.body))
		want := `{"message":"` + test.message + `"}`
		if test.message == "" {
			want = `"ok"`
		}
		if answer.StatusCode != test.status || body != want {
			t.Errorf("%s: %d %s", test.name, answer.StatusCode, body)
		}
		if test.status == 500 && report.String() != "POST /uploads: the secret is 42\n" {
			t.Errorf("%s: report %q", test.name, report)
		}
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	api, err := New(t.Context(), template.API{}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"GET /s3/params", "GET /s3/{id}", "ANY /s3/{id}", "GET /s3/{id}/{part}", "GET /s3/{id}/batch", "GET /files/{path+}"} {
		method, path, _ := strings.Cut(key, " ")
		api.Handle(method, path, nil)
	}
	for request, want := range map[string]string{
		"GET /s3/params":    "GET /s3/params",
		"GET /s3/par%61ms":  "GET /s3/params",
		"GET /s3/x":         "GET /s3/{id}",
		"POST /s3/x":        "ANY /s3/{id}",
		"POST /s3/params":   "ANY /s3/{id}",
		"GET /s3/x/2":       "GET /s3/{id}/{part}",
		"GET /s3/x/batch":   "GET /s3/{id}/batch",
		"GET /s3/a%2Fb":     "GET /s3/{id}",
		"GET /files/a/b":    "GET /files/{path+}",
		"GET /files/":       "",
		"GET /s3/":          "",
		"GET /s3":           "",
		"GET /s3/params/":   "",
		"GET /S3/params":    "",
		"DELETE /files/a":   "",
		"GET //s3/params":   "",
		"GET /s3/x/2/3":     "",
		"GET /s3/./params":  "GET /s3/{id}/{part}",
		"GET /s3/../params": "GET /s3/{id}/{part}",
	} {
		method, target, _ := strings.Cut(request, " ")
		r := httptest.NewRequest(method, "http://localhost"+target, nil)
		if route, _, _ := api.find(r); route.key != want {
			t.Errorf("%s: %q, want %q", request, route.key, want)
		}
	}
}

func TestThrottle(t *testing.T) {
	t.Parallel()
	now := time.Now()
	throttle := newThrottle(2, 10)
	for i, test := range []struct {
		later time.Duration
		want  bool
	}{
		{0, true}, {0, true}, {0, false}, {50 * time.Millisecond, false}, {50 * time.Millisecond, true}, {0, false},
		{time.Hour, true}, {0, true}, {0, false}, // tokens accumulate only up to the burst
	} {
		now = now.Add(test.later)
		if got := throttle.AllowN(now, 1); got != test.want {
			t.Errorf("request %d: %v", i, got)
		}
	}
}
