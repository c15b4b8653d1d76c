// Package api answers the requests of an HTTP API for a Lambda function. It
// finds the route and the caller, reads queries and bodies within bounds, and
// logs each request and its metrics in one record.
package api

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Outcome is an endpoint's response and what the request log records about it.
type Outcome struct {
	Response Response
	Log      Record
}

// An Endpoint answers the requests of one route. The caller is "" if callers
// are anonymous. An error is answered as by AsError.
type Endpoint func(ctx context.Context, request Request, caller string) (Outcome, error)

// A Handler is the lambda.Handler of a function.
type Handler struct {
	Routes map[string]Endpoint // by route key, such as "GET /s3/params"
	Prefix string              // of every path in the API, such as "/uploads"; not in Routes
	Issuer string              // of the callers' tokens; empty if callers are anonymous
	Log    *slog.Logger        // gets a record for each request
}

// Invoke answers an event in JSON with a response in JSON. It fails only if
// the event is not one of an HTTP API.
func (h *Handler) Invoke(ctx context.Context, event []byte) ([]byte, error) {
	request, err := ReadRequest(event)
	if err != nil {
		return nil, fmt.Errorf("this is not an event of an HTTP API, payload format 2.0: %w", err)
	}
	return json.Marshal(h.Handle(ctx, request).event())
}

// Handle answers one request and logs it.
func (h *Handler) Handle(ctx context.Context, request Request) Response {
	began := time.Now()
	outcome := h.answer(ctx, request)
	h.log(ctx, request, outcome, began)
	return outcome.Response
}

func (h *Handler) answer(ctx context.Context, request Request) Outcome {
	// Use the request's own method: that of a route may be ANY.
	_, path, _ := strings.Cut(request.RouteKey, " ")
	path, ok := strings.CutPrefix(path, h.Prefix)
	if !ok {
		return failed(noSuchRoute, request)
	}
	endpoint, ok := h.Routes[request.Context.HTTP.Method+" "+path]
	if !ok {
		return h.noEndpoint(path, request)
	}
	caller, err := request.caller(h.Issuer)
	if err != nil {
		return failed(err, request)
	}
	outcome, err := endpoint(ctx, request, caller)
	if err != nil {
		return failed(err, request)
	}
	return outcome
}

// noEndpoint returns the outcome for a route without an endpoint: 405 if the path
// has other methods, otherwise 404.
func (h *Handler) noEndpoint(path string, request Request) Outcome {
	var methods []string
	for key := range h.Routes {
		if method, known, _ := strings.Cut(key, " "); known == path {
			methods = append(methods, method)
		}
	}
	if methods == nil {
		return failed(noSuchRoute, request)
	}
	slices.Sort(methods)
	outcome := failed(methodNotAllowed(methods), request)
	outcome.Response.Allow = strings.Join(methods, ", ")
	return outcome
}

// failed returns the outcome of an error.
func failed(err error, request Request) Outcome {
	answer, ok := AsError(err)
	if !ok {
		answer = internal(request.Context.RequestID)
	}
	record := Record{Code: answer.Code}
	// A refusal may quote the caller, so the log has only its code. An internal
	// error is described in the log alone.
	if answer.Status >= http.StatusInternalServerError {
		record.Attrs = []slog.Attr{slog.String("error", err.Error())}
	} else {
		record.Refused = 1
	}
	return Outcome{JSON(answer.Status, answer), record}
}
