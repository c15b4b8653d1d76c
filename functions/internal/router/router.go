// Package router answers the requests of an HTTP API, payload format 2.0: it
// finds the route, asks who calls, and logs each request in one line, which is
// its metrics too.
package router

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambdacontext"

	"slipway/functions/internal/caller"
	"slipway/functions/internal/metrics"
	"slipway/functions/internal/respond"
)

// An Outcome is an answer, what is counted of it, and what else the log should
// tell: what was judged, such as a type or a size, but never a filename, a key
// or a caller, which may say who somebody is.
type Outcome struct {
	Response   events.APIGatewayV2HTTPResponse
	Counted    metrics.Request
	Attributes []slog.Attr
}

// An Endpoint makes the outcome of a request by a caller, who is "" if callers
// are anonymous. Its errors are answered as respond.Error says.
type Endpoint func(ctx context.Context, request Request, subject string) (Outcome, error)

// A Router answers the routes of one function.
type Router struct {
	Routes map[string]Endpoint // by route key, such as "GET /s3/params"
	Issuer string              // of the callers' tokens; empty: anyone may ask
	Log    *slog.Logger
}

// Invoke answers an event in JSON with a response in JSON: see lambda.Handler.
// It fails only if the event is not one of an HTTP API.
func (r *Router) Invoke(ctx context.Context, event []byte) ([]byte, error) {
	var request Request
	if err := json.Unmarshal(event, &request); err != nil {
		return nil, fmt.Errorf("this is not an event of an HTTP API, payload format 2.0: %w", err)
	}
	return json.Marshal(r.Handle(ctx, request))
}

// Handle answers one request and logs it.
func (r *Router) Handle(ctx context.Context, request Request) events.APIGatewayV2HTTPResponse {
	start := time.Now()
	outcome := r.answer(ctx, request)
	outcome.Counted.Function = lambdacontext.FunctionName
	outcome.Counted.Took = time.Since(start)

	level := slog.LevelInfo
	if outcome.Response.StatusCode >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	lambdaRequest := ""
	if lc, ok := lambdacontext.FromContext(ctx); ok {
		lambdaRequest = lc.AwsRequestID
	}
	attributes := append(make([]slog.Attr, 0, 16),
		slog.String("requestId", request.RequestContext.RequestID),
		slog.String("lambdaRequestId", lambdaRequest),
		slog.String("route", request.RouteKey),
		slog.Int("status", outcome.Response.StatusCode))
	attributes = append(attributes, outcome.Attributes...)
	r.Log.LogAttrs(ctx, level, "request", outcome.Counted.Append(attributes, start)...)
	return outcome.Response
}

func (r *Router) answer(ctx context.Context, request Request) Outcome {
	// The method is the request's own: that of a route may be ANY.
	_, path, _ := strings.Cut(request.RouteKey, " ")
	endpoint, ok := r.Routes[request.RequestContext.HTTP.Method+" "+path]
	if !ok {
		return r.noEndpoint(path, request)
	}
	subject, err := caller.Subject(request.RequestContext.Authorizer, r.Issuer)
	if err != nil {
		return failed(err, request)
	}
	outcome, err := endpoint(ctx, request, subject)
	if err != nil {
		return failed(err, request)
	}
	return outcome
}

// noEndpoint is the outcome where the template has a route that the function
// does not answer.
func (r *Router) noEndpoint(path string, request Request) Outcome {
	var methods []string
	for key := range r.Routes {
		if method, known, _ := strings.Cut(key, " "); known == path {
			methods = append(methods, method)
		}
	}
	if methods == nil {
		return failed(respond.NoSuchRoute, request)
	}
	slices.Sort(methods)
	outcome := failed(respond.MethodNotAllowed, request)
	outcome.Response.Headers["Allow"] = strings.Join(methods, ", ")
	return outcome
}

// failed returns the outcome of an error.
func failed(err error, request Request) Outcome {
	response, failure := respond.Error(err, request.RequestContext.RequestID)
	// What was refused may quote the caller, so the log has its code alone. Of
	// our own errors the log is the only place that has the words.
	if response.StatusCode >= http.StatusInternalServerError {
		return Outcome{response, metrics.Request{Code: failure.Code}, []slog.Attr{slog.String("error", err.Error())}}
	}
	return Outcome{response, metrics.Request{Code: failure.Code, Refused: 1}, nil}
}
