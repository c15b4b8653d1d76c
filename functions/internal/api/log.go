package api

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/lambdacontext"
)

// A Record is what the request log records about an endpoint's work.
type Record struct {
	Signed  int         // forms, or URLs of parts
	Refused int         // files that were refused
	Code    string      // of the error; empty for none or for a batch
	Attrs   []slog.Attr // never a filename, a key or a caller
}

// ContentType returns the attribute for a file's media type, without
// parameters, which could be any text of the uploader.
func ContentType(t string) slog.Attr {
	name, _, _ := strings.Cut(t, ";")
	return slog.String("type", name)
}

// log records a request and its metrics. CloudWatch extracts the metrics from
// records with the member "_aws"; the function sends nothing.
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
	metrics := Directive{began.UnixMilli(), []MetricSet{byFunction}}
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

// A Directive lists the members of a record that are metrics. Its fields have
// the names of the CloudWatch user guide, "Specification: Embedded metric
// format".
type Directive struct {
	Timestamp         int64 // in milliseconds
	CloudWatchMetrics []MetricSet
}

// A MetricSet names members of a record that are metrics.
type MetricSet struct {
	Namespace  string
	Dimensions [][]string
	Metrics    []Metric
}

// A Metric is one metric and its unit.
type Metric struct{ Name, Unit string }

var (
	byFunction = MetricSet{"Slipway", [][]string{{"FunctionName"}}, []Metric{
		{"FormsSigned", "Count"}, {"Refused", "Count"}, {"Milliseconds", "Milliseconds"},
	}}
	byCode = MetricSet{"Slipway", [][]string{{"FunctionName", "code"}}, []Metric{{"Refused", "Count"}}}
)
