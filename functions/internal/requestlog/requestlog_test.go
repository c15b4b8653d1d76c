package requestlog

import (
	"encoding/json"
	"testing"
	"time"
)

// Every dimension and metric that a directive names must be a member of the
// line, a string and a number: CloudWatch drops what is not, without a word.
func TestMetrics(t *testing.T) {
	now := time.UnixMilli(1795446000123)
	for _, request := range []Line{
		{Function: "credentials", Signed: 1, Took: 250 * time.Microsecond},
		{Function: "credentials", Refused: 1, Code: "TypeNotAllowed", Took: time.Millisecond},
		{Function: "credentials", Signed: 2, Refused: 3},
	} {
		request.Began = now
		log := request.AppendJSON(nil)
		var line map[string]any
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
		if err := json.Unmarshal(log, &line); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(log, &directives); err != nil {
			t.Fatal(err)
		}
		if directives.AWS.Timestamp != now.UnixMilli() {
			t.Errorf("timestamp %d", directives.AWS.Timestamp)
		}
		if len(directives.AWS.CloudWatchMetrics) == 0 {
			t.Errorf("%+v: nothing is counted: %s", request, log)
		}
		byCode := false
		for _, d := range directives.AWS.CloudWatchMetrics {
			if d.Namespace != "Slipway" {
				t.Errorf("%+v: namespace %q", request, d.Namespace)
			}
			for _, dimensions := range d.Dimensions {
				for _, name := range dimensions {
					if value, ok := line[name].(string); !ok || value == "" {
						t.Errorf("%+v: dimension %s is %v", request, name, line[name])
					}
					byCode = byCode || name == "code"
				}
			}
			for _, m := range d.Metrics {
				if _, ok := line[m.Name].(float64); !ok {
					t.Errorf("%+v: metric %s is %v", request, m.Name, line[m.Name])
				}
			}
		}
		if byCode != (request.Code != "") {
			t.Errorf("%+v: counted by code: %v", request, byCode)
		}
		if line["FormsSigned"] != float64(request.Signed) || line["Refused"] != float64(request.Refused) || line["Milliseconds"] != float64(request.Took.Microseconds())/1000 {
			t.Errorf("%+v: %s", request, log)
		}
	}
}
