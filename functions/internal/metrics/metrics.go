// Package metrics makes metrics of a log line: CloudWatch reads them out of
// JSON logs that carry its directive, "_aws". Nothing is sent, and a request
// stays one line.
//
// The format is that of the CloudWatch user guide, "Specification: Embedded
// metric format".
package metrics

import (
	"log/slog"
	"time"
)

const namespace = "Slipway"

// A Request is what is counted of one request.
type Request struct {
	Function string // the function's name
	Signed   int    // forms, or URLs of parts
	Refused  int    // files that may not come in
	Code     string // of the error; empty for none or for a batch
	Took     time.Duration
}

// Attributes returns the attributes that turn the log line of a request into
// metrics: FormsSigned, Refused and Milliseconds by FunctionName, and Refused
// also by the error's code.
func (r Request) Attributes(now time.Time) []slog.Attr {
	directives := []directive{{
		Namespace:  namespace,
		Dimensions: [][]string{{"FunctionName"}},
		Metrics:    []metric{{"FormsSigned", "Count"}, {"Refused", "Count"}, {"Milliseconds", "Milliseconds"}},
	}}
	attributes := []slog.Attr{
		slog.String("FunctionName", r.Function),
		slog.Int("FormsSigned", r.Signed),
		slog.Int("Refused", r.Refused),
		slog.Float64("Milliseconds", float64(r.Took.Microseconds())/1000),
	}
	if r.Code != "" {
		attributes = append(attributes, slog.String("code", r.Code))
		directives = append(directives, directive{
			Namespace:  namespace,
			Dimensions: [][]string{{"FunctionName", "code"}},
			Metrics:    []metric{{"Refused", "Count"}},
		})
	}
	return append(attributes, slog.Any("_aws", envelope{now.UnixMilli(), directives}))
}

type envelope struct {
	Timestamp         int64 // milliseconds since 1970
	CloudWatchMetrics []directive
}

type directive struct {
	Namespace  string
	Dimensions [][]string
	Metrics    []metric
}

type metric struct{ Name, Unit string }
