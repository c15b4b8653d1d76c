package api

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/lambdacontext"
)

// A Record is what an endpoint tells the request log.
type Record struct {
	Signed  int         // forms, or URLs of parts
	Refused int         // files that may not come in
	Code    string      // of the error; empty for none or for a batch
	Attrs   []slog.Attr // what was judged, never a filename, a key or a caller
}

// ContentType returns the attribute for a file's media type, without
// parameters: those are the uploader's own text.
func ContentType(t string) slog.Attr {
	name, _, _ := strings.Cut(t, ";")
	return slog.String("type", name)
}

// log records a request and its metrics. CloudWatch reads the metrics out of
// records that carry its directive, "_aws"; nothing is sent.
func (h *Handler) log(ctx context.Context, request Request, outcome Outcome, began time.Time) {
	level := slog.LevelInfo
	if outcome.Response.Status >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	lambdaRequestID := ""
	if lc, ok := lambdacontext.FromContext(ctx); ok {
		lambdaRequestID = lc.AwsRequestID
	}
	record := outcome.Log
	metrics := directive{began.UnixMilli(), []metricSet{byFunction}}
	attrs := append([]slog.Attr{
		slog.String("requestId", request.Context.RequestID),
		slog.String("lambdaRequestId", lambdaRequestID),
		slog.String("route", request.RouteKey),
		slog.Int("status", outcome.Response.Status),
	}, record.Attrs...)
	if record.Code != "" {
		attrs = append(attrs, slog.String("code", record.Code))
		metrics.CloudWatchMetrics = append(metrics.CloudWatchMetrics, byCode)
	}
	attrs = append(attrs,
		slog.String("FunctionName", lambdacontext.FunctionName),
		slog.Int("FormsSigned", record.Signed),
		slog.Int("Refused", record.Refused),
		slog.Float64("Milliseconds", float64(time.Since(began).Microseconds())/1000),
		slog.Any("_aws", metrics),
	)
	h.Log.LogAttrs(ctx, level, "request", attrs...)
}

// A directive tells CloudWatch which members of a record are metrics. Its
// fields have the names of the CloudWatch user guide, "Specification: Embedded
// metric format".
type directive struct {
	Timestamp         int64 // in milliseconds
	CloudWatchMetrics []metricSet
}

type metricSet struct {
	Namespace  string
	Dimensions [][]string
	Metrics    []metric
}

type metric struct{ Name, Unit string }

var (
	byFunction = metricSet{"Slipway", [][]string{{"FunctionName"}}, []metric{
		{"FormsSigned", "Count"}, {"Refused", "Count"}, {"Milliseconds", "Milliseconds"},
	}}
	byCode = metricSet{"Slipway", [][]string{{"FunctionName", "code"}}, []metric{{"Refused", "Count"}}}
)
