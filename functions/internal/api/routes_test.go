package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"slipway/functions/internal/upload"
)

func TestHandle(t *testing.T) {
	answering := func(outcome Outcome, err error) Endpoint {
		return func(context.Context, Request, string) (Outcome, error) { return outcome, err }
	}
	routes := map[string]Endpoint{
		"GET /good":     answering(Outcome{JSON(200, "good"), Record{Signed: 2, Attrs: []slog.Attr{slog.Int("files", 3)}}}, nil),
		"GET /refused":  answering(Outcome{}, &upload.Refusal{Reason: upload.NotAllowed, Code: "No", Message: "not holiday.png"}),
		"POST /refused": answering(Outcome{}, noSuchRoute),
		"GET /broken":   answering(Outcome{}, errors.New("no credentials")),
	}
	for _, test := range []struct {
		method, route string
		status        int
		allow         string
		log           []string
	}{
		{"GET", "GET /good", 200, "", []string{`"FormsSigned":2,`, `"files":3`, `"level":"INFO"`, `"route":"GET /good"`}},
		{"GET", "ANY /good", 200, "", []string{`"route":"ANY /good"`}},
		{"GET", "GET /refused", 403, "", []string{`"Refused":1,`, `"code":"No"`, `"level":"INFO"`}},
		{"GET", "GET /broken", 500, "", []string{`"Refused":0,`, `"error":"no credentials"`, `"level":"ERROR"`}},
		{"GET", "GET /nothing", 404, "", []string{`"code":"NoSuchRoute"`}},
		{"GET", "$default", 404, "", nil},
		{"PUT", "ANY /refused", 405, "GET, POST", []string{`"code":"MethodNotAllowed"`}},
	} {
		var log bytes.Buffer
		h := Handler{Routes: routes, Log: slog.New(slog.NewJSONHandler(&log, nil))}
		request := Request{RouteKey: test.route}
		request.Context.HTTP.Method = test.method
		request.Context.RequestID = "id"
		answer := h.Handle(t.Context(), request)
		if answer.Status != test.status || answer.Allow != test.allow || !json.Valid([]byte(answer.Body)) {
			t.Errorf("%s %s: %+v", test.method, test.route, answer)
		}
		for _, want := range append(test.log, `"requestId":"id"`, `"_aws":`) {
			if !strings.Contains(log.String(), want) {
				t.Errorf("%s %s: the log lacks %s: %s", test.method, test.route, want, log.String())
			}
		}
		if strings.Contains(log.String(), "holiday") || strings.Contains(answer.Body, "credentials") {
			t.Errorf("%s %s leaks: %s %s", test.method, test.route, log.String(), answer.Body)
		}
	}
}

// With a prefix, only the paths under it have routes.
func TestPrefix(t *testing.T) {
	h := Handler{
		Routes: map[string]Endpoint{"GET /files/{id}": func(context.Context, Request, string) (Outcome, error) {
			return Outcome{Response: JSON(200, "good")}, nil
		}},
		Prefix: "/up/loads",
		Log:    slog.New(slog.DiscardHandler),
	}
	for key, status := range map[string]int{
		"GET /up/loads/files/{id}":   200,
		"ANY /up/loads/files/{id}":   200,
		"GET /files/{id}":            404, // no prefix
		"GET /up/files/{id}":         404, // half of it
		"GET /up/loadsfiles/{id}":    404, // no slash
		"GET /up/loads":              404, // nothing else
		"GET /x/up/loads/files/{id}": 404, // not at the beginning
		"POST /up/loads/files/{id}":  405,
		"$default":                   404,
		"":                           404,
	} {
		request := Request{RouteKey: key}
		if request.Context.HTTP.Method, _, _ = strings.Cut(key, " "); request.Context.HTTP.Method == "ANY" {
			request.Context.HTTP.Method = "GET"
		}
		if answer := h.Handle(t.Context(), request); answer.Status != status {
			t.Errorf("%q is answered with %d, want %d", key, answer.Status, status)
		}
	}
}

// Events and responses are JSON. Anything but an event of an HTTP API is an error.
func TestInvoke(t *testing.T) {
	h := Handler{
		Routes: map[string]Endpoint{"GET /": func(_ context.Context, request Request, _ string) (Outcome, error) {
			return Outcome{Response: JSON(200, request.RawQueryString)}, nil
		}},
		Log: slog.New(slog.DiscardHandler),
	}
	answer, err := h.Invoke(t.Context(), []byte(`{"routeKey":"GET /","rawQueryString":"a=<b>","requestContext":{"http":{"method":"GET"}},"headers":{"x":[1]}}`))
	if err != nil {
		t.Fatal(err)
	}
	var response events.APIGatewayV2HTTPResponse
	if err := json.Unmarshal(answer, &response); err != nil || response.StatusCode != 200 || response.Body != `"a=\u003cb\u003e"` || response.Headers["Cache-Control"] != "no-store" {
		t.Errorf("%s, %v", answer, err)
	}
	for _, event := range []string{"", "[]", `{"routeKey":1}`} {
		if answer, err := h.Invoke(t.Context(), []byte(event)); err == nil {
			t.Errorf("%q is answered with %s", event, answer)
		}
	}
}

// The caller is checked before the endpoint is called.
func TestCallerComesFirst(t *testing.T) {
	asked := ""
	h := Handler{
		Routes: map[string]Endpoint{"GET /": func(_ context.Context, _ Request, subject string) (Outcome, error) {
			asked = subject
			return Outcome{Response: JSON(200, "")}, nil
		}},
		Issuer: "https://issuer.example", Log: slog.New(slog.DiscardHandler),
	}
	request := Request{RouteKey: "GET /"}
	request.Context.HTTP.Method = "GET"
	if answer := h.Handle(t.Context(), request); answer.Status != 401 || asked != "" {
		t.Errorf("without a token: %d, answered for %q", answer.Status, asked)
	}
	request.Context.Authorizer = &Authorizer{&JWT{map[string]any{"iss": h.Issuer, "sub": "ann"}}}
	if answer := h.Handle(t.Context(), request); answer.Status != 200 || asked != "ann" {
		t.Errorf("with a token: %d, answered for %q", answer.Status, asked)
	}
}
