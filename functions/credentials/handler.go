package main

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambdacontext"

	"slipway/functions/internal/caller"
	"slipway/functions/internal/metrics"
	"slipway/functions/internal/postpolicy"
	"slipway/functions/internal/respond"
	"slipway/functions/internal/upload"
)

// A handler answers the routes of the credentials function.
type handler struct {
	rules       *upload.Rules
	issuer      string // of the callers' tokens; empty: anyone may ask
	credentials func(context.Context) (postpolicy.Credentials, error)
	now         func() time.Time
	log         *slog.Logger

	signer postpolicy.Signer
}

// An outcome is an answer, what is counted of it, and what else the log should
// tell.
type outcome struct {
	response   events.APIGatewayV2HTTPResponse
	counted    metrics.Request
	attributes []slog.Attr
}

// A route takes one method; answer makes the outcome for a caller.
type route struct {
	method string
	answer func(h *handler, ctx context.Context, request events.APIGatewayV2HTTPRequest, subject string) (outcome, error)
}

var routes = map[string]route{
	"/getS3UploadCredentials": {http.MethodGet, one(credentialsBody)},
	"/s3/params":              {http.MethodGet, one(paramsBody)},
	"/uploads":                {http.MethodPost, many},
}

// handle answers one request of an HTTP API, payload format 2.0, and logs it
// in one line. The log has what was judged, the type and the size, but not the
// filename or the caller, which may say who somebody is.
func (h *handler) handle(ctx context.Context, request events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	start := time.Now()
	result := h.answer(ctx, request)
	result.counted.Function = lambdacontext.FunctionName
	result.counted.Took = time.Since(start)

	level := slog.LevelInfo
	if result.response.StatusCode >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	lambdaRequest := ""
	if lc, ok := lambdacontext.FromContext(ctx); ok {
		lambdaRequest = lc.AwsRequestID
	}
	attributes := append([]slog.Attr{
		slog.String("requestId", request.RequestContext.RequestID),
		slog.String("lambdaRequestId", lambdaRequest),
		slog.String("route", request.RouteKey),
		slog.Int("status", result.response.StatusCode),
	}, result.attributes...)
	h.log.LogAttrs(ctx, level, "request", append(attributes, result.counted.Attributes(start)...)...)
	return result.response, nil
}

func (h *handler) answer(ctx context.Context, request events.APIGatewayV2HTTPRequest) outcome {
	_, path, _ := strings.Cut(request.RouteKey, " ")
	route, ok := routes[path]
	if !ok {
		return failed(respond.NoSuchRoute, request)
	}
	if request.RequestContext.HTTP.Method != route.method {
		result := failed(respond.MethodNotAllowed, request)
		result.response.Headers["Allow"] = route.method
		return result
	}
	subject, err := caller.Subject(request, h.issuer)
	if err != nil {
		return failed(err, request)
	}
	result, err := route.answer(h, ctx, request, subject)
	if err != nil {
		return failed(err, request)
	}
	return result
}

// failed returns the outcome of an error.
func failed(err error, request events.APIGatewayV2HTTPRequest) outcome {
	response, failure := respond.Error(err, request.RequestContext.RequestID)
	// What was refused may quote the caller, so the log has its code alone. Of
	// our own errors the log is the only place that has the words.
	if response.StatusCode >= http.StatusInternalServerError {
		return outcome{response, metrics.Request{Code: failure.Code}, []slog.Attr{slog.String("error", err.Error())}}
	}
	return outcome{response, metrics.Request{Code: failure.Code, Refused: 1}, nil}
}

// form returns the signed form for one file of a caller.
func (h *handler) form(ctx context.Context, file upload.File, subject string, now time.Time) (postpolicy.Form, error) {
	policy, err := h.rules.Policy(file, subject, now)
	if err != nil {
		return postpolicy.Form{}, err
	}
	credentials, err := h.credentials(ctx)
	if err != nil {
		return postpolicy.Form{}, err
	}
	return h.signer.Sign(policy, credentials, now)
}
