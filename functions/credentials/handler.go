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

// handle answers one request of an HTTP API, payload format 2.0, and logs it
// in one line. The log has what was judged, the type and the size, but not the
// filename or the caller, which may say who somebody is.
func (h *handler) handle(ctx context.Context, request events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	start := time.Now()
	answer, counted, outcome := h.answer(ctx, request)
	counted.Function = lambdacontext.FunctionName
	counted.Took = time.Since(start)

	level := slog.LevelInfo
	if answer.StatusCode >= http.StatusInternalServerError {
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
		slog.Int("status", answer.StatusCode),
	}, outcome...)
	h.log.LogAttrs(ctx, level, "request", append(attributes, counted.Attributes(start)...)...)
	return answer, nil
}

// answer returns the response, what is counted of it, and what else the log
// should tell.
func (h *handler) answer(ctx context.Context, request events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, metrics.Request, []slog.Attr) {
	_, path, _ := strings.Cut(request.RouteKey, " ")
	body, ok := bodies[path]
	if !ok {
		return fail(respond.NoSuchRoute, request)
	}
	if request.RequestContext.HTTP.Method != http.MethodGet {
		answer, counted, outcome := fail(respond.MethodNotAllowed, request)
		answer.Headers["Allow"] = http.MethodGet
		return answer, counted, outcome
	}
	subject, err := caller.Subject(request, h.issuer)
	if err != nil {
		return fail(err, request)
	}
	file, err := parseFile(request.RawQueryString)
	if err != nil {
		return fail(err, request)
	}
	now := h.now()
	policy, err := h.rules.Policy(file, subject, now)
	if err != nil {
		return fail(err, request)
	}
	credentials, err := h.credentials(ctx)
	if err != nil {
		return fail(err, request)
	}
	form, err := h.signer.Sign(policy, credentials, now)
	if err != nil {
		return fail(err, request)
	}
	outcome := []slog.Attr{slog.String("type", form.Fields.Get("Content-Type"))}
	if file.Size != nil {
		outcome = append(outcome, slog.Int64("size", *file.Size))
	}
	return respond.JSON(http.StatusOK, body(h.rules.URL, form, now)), metrics.Request{Signed: 1}, outcome
}

func fail(err error, request events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, metrics.Request, []slog.Attr) {
	answer, failure := respond.Error(err, request.RequestContext.RequestID)
	// What was refused may quote the caller, so the log has its code alone. Of
	// our own errors the log is the only place that has the words.
	if answer.StatusCode >= http.StatusInternalServerError {
		return answer, metrics.Request{Code: failure.Code}, []slog.Attr{slog.String("error", err.Error())}
	}
	return answer, metrics.Request{Code: failure.Code, Refused: 1}, nil
}
