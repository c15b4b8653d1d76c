// Package requestlog says in one line of JSON what became of a request. The
// line has the members that Lambda looks for in JSON logs, time and level, and
// it is the request's metrics too: CloudWatch reads them out of lines that
// carry its directive, "_aws". Nothing is sent.
//
// The format is that of the CloudWatch user guide, "Specification: Embedded
// metric format". It is written here, and not by log/slog, which takes almost
// as long as signing a form does.
package requestlog

import (
	"net/http"
	"strconv"
	"time"

	"slipway/functions/internal/postpolicy"
)

// A Line is what is told of one request.
type Line struct {
	Began           time.Time
	Took            time.Duration
	Function        string // the function's name
	RequestID       string // API Gateway's
	LambdaRequestID string
	Route           string // the route key
	Status          int    // of the answer
	Signed          int    // forms, or URLs of parts
	Refused         int    // files that may not come in
	Code            string // of the error; empty for none or for a batch
	Details         Details
}

// Details are what else there is to tell: what was judged, such as a type or a
// size, but never a filename, a key or a caller, which may say who somebody is.
// Each is written as a member of the line.
type Details []byte

// Text adds a detail in words.
func (d Details) Text(name, value string) Details {
	return appendText(d, name, value)
}

// Number adds a detail that is a number.
func (d Details) Number(name string, value int64) Details {
	return appendNumber(d, name, value)
}

// What CloudWatch makes of a line: FormsSigned, Refused and Milliseconds by
// FunctionName, and Refused also by the error's code.
const (
	byFunction = `{"Namespace":"Slipway","Dimensions":[["FunctionName"]],"Metrics":[{"Name":"FormsSigned","Unit":"Count"},{"Name":"Refused","Unit":"Count"},{"Name":"Milliseconds","Unit":"Milliseconds"}]}`
	byCode     = `{"Namespace":"Slipway","Dimensions":[["FunctionName","code"]],"Metrics":[{"Name":"Refused","Unit":"Count"}]}`
)

// AppendJSON appends the line, with its end.
func (l Line) AppendJSON(b []byte) []byte {
	b = append(b, `{"time":"`...)
	b = l.Began.UTC().AppendFormat(b, time.RFC3339Nano)
	level := "INFO"
	if l.Status >= http.StatusInternalServerError {
		level = "ERROR"
	}
	b = append(b, '"')
	b = appendText(b, "level", level)
	b = appendText(b, "msg", "request")
	b = appendText(b, "requestId", l.RequestID)
	b = appendText(b, "lambdaRequestId", l.LambdaRequestID)
	b = appendText(b, "route", l.Route)
	b = appendNumber(b, "status", int64(l.Status))
	b = append(b, l.Details...)
	if l.Code != "" {
		b = appendText(b, "code", l.Code)
	}
	b = appendText(b, "FunctionName", l.Function)
	b = appendNumber(b, "FormsSigned", int64(l.Signed))
	b = appendNumber(b, "Refused", int64(l.Refused))
	b = append(b, `,"Milliseconds":`...)
	b = strconv.AppendFloat(b, float64(l.Took.Microseconds())/1000, 'f', -1, 64)
	b = append(b, `,"_aws":{"Timestamp":`...)
	b = strconv.AppendInt(b, l.Began.UnixMilli(), 10)
	b = append(b, `,"CloudWatchMetrics":[`+byFunction...)
	if l.Code != "" {
		b = append(b, ","+byCode...)
	}
	return append(b, "]}}\n"...)
}

func appendText(b []byte, name, value string) []byte {
	return postpolicy.AppendString(appendName(b, name), value)
}

func appendNumber(b []byte, name string, value int64) []byte {
	return strconv.AppendInt(appendName(b, name), value, 10)
}

func appendName(b []byte, name string) []byte {
	b = append(b, `,"`...)
	b = append(b, name...)
	return append(b, `":`...)
}
