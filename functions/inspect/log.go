package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/lambdacontext"
	"github.com/aws/smithy-go"

	"slipway/functions/internal/api"
	"slipway/functions/internal/awserr"
	"slipway/functions/internal/content"
)

// An outcome is how an event was handled.
type outcome string

const (
	accepted outcome = "accepted"
	rejected outcome = "rejected"
	gone     outcome = "gone"    // the version no longer exists
	waiting  outcome = "waiting" // for GuardDuty's result
)

// A record is what the log has of an event: never a filename or a key.
type record struct {
	outcome      outcome
	size         int64
	verdict      content.Verdict
	calls, bytes int64
}

// record logs an event and its metrics, as package api does for a request.
func (i *inspector) record(ctx context.Context, eventID string, r record, err error, began time.Time) {
	lambdaRequestID := ""
	if lc, ok := lambdacontext.FromContext(ctx); ok {
		lambdaRequestID = lc.AwsRequestID
	}
	attrs := []slog.Attr{slog.String("eventId", eventID), slog.String("lambdaRequestId", lambdaRequestID)}
	level := slog.LevelInfo
	metrics := api.Directive{Timestamp: began.UnixMilli(), CloudWatchMetrics: []api.MetricSet{byFunction}}
	counts := map[outcome]int{}
	if err != nil {
		level = slog.LevelError
		attrs = append(attrs, slog.String("error", logged(err).Error()))
	} else {
		counts[r.outcome] = 1
		attrs = append(attrs, slog.String("outcome", string(r.outcome)))
	}
	if r.verdict.Type != "" {
		attrs = append(attrs, api.ContentType(r.verdict.Type), slog.Int64("size", r.size))
	}
	if r.verdict.Reason != "" {
		attrs = append(attrs, slog.String("code", string(r.verdict.Reason)))
		if err == nil {
			metrics.CloudWatchMetrics = append(metrics.CloudWatchMetrics, byReason)
		}
	}
	attrs = append(attrs,
		slog.Int64("s3Calls", r.calls),
		slog.Int64("bytesRead", r.bytes),
		slog.String("FunctionName", lambdacontext.FunctionName),
		slog.Int("Accepted", counts[accepted]),
		slog.Int("Rejected", counts[rejected]),
		slog.Float64("Milliseconds", float64(time.Since(began).Microseconds())/1000),
		slog.Any("_aws", metrics),
	)
	i.log.LogAttrs(ctx, level, "inspection", attrs...)
}

// logged returns err without the messages of S3 and EventBridge, which contain
// the key. Lambda logs the errors of Invoke too.
func logged(err error) error {
	if o := (*smithy.OperationError)(nil); errors.As(err, &o) {
		return errors.New(awserr.Text(err))
	}
	return err
}

var (
	byFunction = api.MetricSet{Namespace: "Slipway", Dimensions: [][]string{{"FunctionName"}}, Metrics: []api.Metric{
		{Name: "Accepted", Unit: "Count"}, {Name: "Rejected", Unit: "Count"}, {Name: "Milliseconds", Unit: "Milliseconds"},
	}}
	byReason = api.MetricSet{Namespace: "Slipway", Dimensions: [][]string{{"FunctionName", "code"}}, Metrics: []api.Metric{
		{Name: "Rejected", Unit: "Count"},
	}}
)
