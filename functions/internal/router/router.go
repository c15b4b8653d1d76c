// Package router answers the requests of an HTTP API, payload format 2.0: it
// finds the route, asks who calls, and logs each request in one line, which is
// its metrics too.
package router

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/lambdacontext"

	"slipway/functions/internal/caller"
	"slipway/functions/internal/requestlog"
	"slipway/functions/internal/respond"
)

// An Outcome is an answer, and what an endpoint tells the log of it.
type Outcome struct {
	Response respond.Response
	Log      requestlog.Line // Signed, Refused, Code and Details; the rest is known here
}

// An Endpoint makes the outcome of a request by a caller, who is "" if callers
// are anonymous. Its errors are answered as respond.Error says.
type Endpoint func(ctx context.Context, request Request, subject string) (Outcome, error)

// A Router answers the routes of one function.
type Router struct {
	Routes map[string]Endpoint // by route key, such as "GET /s3/params"
	Issuer string              // of the callers' tokens; empty: anyone may ask
	Log    io.Writer           // takes a line for each request
}

// Invoke answers an event in JSON with a response in JSON: see lambda.Handler.
// It fails only if the event is not one of an HTTP API.
func (r *Router) Invoke(ctx context.Context, event []byte) ([]byte, error) {
	request, err := ReadRequest(event)
	if err != nil {
		return nil, fmt.Errorf("this is not an event of an HTTP API, payload format 2.0: %w", err)
	}
	response := r.Handle(ctx, request)
	return response.AppendJSON(make([]byte, 0, len(response.Body)*5/4+256)), nil
}

// Handle answers one request and logs it.
func (r *Router) Handle(ctx context.Context, request Request) respond.Response {
	began := time.Now()
	outcome := r.answer(ctx, request)
	line := outcome.Log
	line.Began, line.Took = began, time.Since(began)
	line.Function = lambdacontext.FunctionName
	line.RequestID = request.RequestContext.RequestID
	if lc, ok := lambdacontext.FromContext(ctx); ok {
		line.LambdaRequestID = lc.AwsRequestID
	}
	line.Route = request.RouteKey
	line.Status = outcome.Response.Status
	r.Log.Write(line.AppendJSON(make([]byte, 0, 1024)))
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
	outcome.Response.Allow = strings.Join(methods, ", ")
	return outcome
}

// failed returns the outcome of an error.
func failed(err error, request Request) Outcome {
	response, failure := respond.Error(err, request.RequestContext.RequestID)
	// What was refused may quote the caller, so the log has its code alone. Of
	// our own errors the log is the only place that has the words.
	if response.Status >= http.StatusInternalServerError {
		return Outcome{response, requestlog.Line{Code: failure.Code, Details: requestlog.Details{}.Text("error", err.Error())}}
	}
	return Outcome{response, requestlog.Line{Code: failure.Code, Refused: 1}}
}
