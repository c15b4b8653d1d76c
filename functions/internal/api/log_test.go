package api

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambdacontext"
)

// Every dimension of a directive must be a member of the record with a string, and
// every metric one with a number: CloudWatch silently drops others.
func TestMetrics(t *testing.T) {
	name := lambdacontext.FunctionName
	lambdacontext.FunctionName = "credentials"
	defer func() { lambdacontext.FunctionName = name }()
	for _, record := range []Record{
		{Signed: 1},
		{Refused: 1, Code: "TypeNotAllowed"},
		{Signed: 2, Refused: 3, Attrs: []slog.Attr{slog.Int("files", 5)}},
	} {
		var log bytes.Buffer
		h := Handler{Log: slog.New(slog.NewJSONHandler(&log, nil))}
		began := time.Now().Add(-250 * time.Microsecond)
		h.log(t.Context(), Request{}, Outcome{Log: record}, began)
		var members map[string]any
		var directives struct {
			AWS struct {
				Timestamp         int64
				CloudWatchMetrics []struct {
					Namespace  string
					Dimensions [][]string
					Metrics    []struct{ Name, Unit string }
				}
			} `json:"_aws"`
		}
		if err := json.Unmarshal(log.Bytes(), &members); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(log.Bytes(), &directives); err != nil {
			t.Fatal(err)
		}
		if directives.AWS.Timestamp != began.UnixMilli() {
			t.Errorf("timestamp %d", directives.AWS.Timestamp)
		}
		if len(directives.AWS.CloudWatchMetrics) == 0 {
			t.Errorf("%+v: nothing is counted: %s", record, &log)
		}
		byCode := false
		for _, d := range directives.AWS.CloudWatchMetrics {
			if d.Namespace != "Slipway" {
				t.Errorf("%+v: namespace %q", record, d.Namespace)
			}
			for _, dimensions := range d.Dimensions {
				for _, name := range dimensions {
					if value, ok := members[name].(string); !ok || value == "" {
						t.Errorf("%+v: dimension %s is %v", record, name, members[name])
					}
					byCode = byCode || name == "code"
				}
			}
			for _, m := range d.Metrics {
				if _, ok := members[m.Name].(float64); !ok {
					t.Errorf("%+v: metric %s is %v", record, m.Name, members[m.Name])
				}
			}
		}
		if byCode != (record.Code != "") {
			t.Errorf("%+v: counted by code: %v", record, byCode)
		}
		if took := members["Milliseconds"].(float64); took < 0.25 || took > 10_000 {
			t.Errorf("%+v: took %v ms", record, took)
		}
		if members["FormsSigned"] != float64(record.Signed) || members["Refused"] != float64(record.Refused) {
			t.Errorf("%+v: %s", record, &log)
		}
	}
}

// Parameters of a type are the uploader's own text.
func TestContentTypeHasNoParameters(t *testing.T) {
	for contentType, want := range map[string]string{
		"image/png": "image/png", "text/plain; charset=utf-8": "text/plain", `a/b;n="ann@example.com"`: "a/b", "": "",
	} {
		if got := ContentType(contentType).Value.String(); got != want {
			t.Errorf("%s is logged as %s", contentType, got)
		}
	}
}
