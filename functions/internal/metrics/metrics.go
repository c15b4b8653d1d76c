// Package metrics makes metrics of a log line: CloudWatch reads them out of
// JSON logs that carry its directive, "_aws". Nothing is sent, and a request
// stays one line.
//
// The format is that of the CloudWatch user guide, "Specification: Embedded
// metric format".
package metrics

import (
	"encoding/json"
	"log/slog"
	"time"
)

// A Request is what is counted of one request.
type Request struct {
	Function string // the function's name
	Signed   int    // forms, or URLs of parts
	Refused  int    // files that may not come in
	Code     string // of the error; empty for none or for a batch
	Took     time.Duration
}

// Append appends the attributes that turn the log line of a request into
// metrics: FormsSigned, Refused and Milliseconds by FunctionName, and Refused
// also by the error's code.
func (r Request) Append(attributes []slog.Attr, now time.Time) []slog.Attr {
	directives := byFunction
	if r.Code != "" {
		attributes = append(attributes, slog.String("code", r.Code))
		directives = byFunctionAndCode
	}
	return append(attributes,
		slog.String("FunctionName", r.Function),
		slog.Int("FormsSigned", r.Signed),
		slog.Int("Refused", r.Refused),
		slog.Float64("Milliseconds", float64(r.Took.Microseconds())/1000),
		slog.Any("_aws", envelope{now.UnixMilli(), directives}))
}

// What CloudWatch makes of a line.
var (
	byFunction        = json.RawMessage(`[` + countedByFunction + `]`)
	byFunctionAndCode = json.RawMessage(`[` + countedByFunction + `,` + refusedByCode + `]`)
)

const (
	countedByFunction = `{"Namespace":"Slipway","Dimensions":[["FunctionName"]],"Metrics":[{"Name":"FormsSigned","Unit":"Count"},{"Name":"Refused","Unit":"Count"},{"Name":"Milliseconds","Unit":"Milliseconds"}]}`
	refusedByCode     = `{"Namespace":"Slipway","Dimensions":[["FunctionName","code"]],"Metrics":[{"Name":"Refused","Unit":"Count"}]}`
)

type envelope struct {
	Timestamp         int64 // milliseconds since 1970
	CloudWatchMetrics json.RawMessage
}
