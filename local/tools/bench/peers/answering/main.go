// Command answering is the bare function with an answer and a log record like
// Slipway's, written by encoding/json and log/slog. It validates and signs nothing.
package main

import (
	"encoding/json"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
)

type form struct {
	UploadURL string            `json:"upload_url"`
	Params    map[string]string `json:"params"`
	Expires   int               `json:"expires"`
}

// The metrics are constant in Slipway, too.
var metrics = map[string]any{
	"Timestamp": 0,
	"CloudWatchMetrics": []any{map[string]any{
		"Namespace":  "Slipway",
		"Dimensions": [][]string{{"FunctionName"}},
		"Metrics":    []map[string]string{{"Name": "FormsSigned", "Unit": "Count"}, {"Name": "Refused", "Unit": "Count"}},
	}},
}

func main() {
	log := slog.New(slog.NewJSONHandler(os.Stdout, nil))
	policy, token := strings.Repeat("IQoJb3Jp", 180), strings.Repeat("IQoJb3Jp", 100)
	lambda.Start(func(event events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
		began := time.Now()
		body, err := json.Marshal(form{
			UploadURL: "https://bucket.s3.dualstack.eu-central-1.amazonaws.com/",
			Params: map[string]string{
				"key":                   "uploads/00000000-0000-0000-0000-000000000000/photo.png",
				"Content-Type":          "image/png",
				"success_action_status": "201",
				"x-amz-algorithm":       "AWS4-HMAC-SHA256",
				"x-amz-credential":      "AKIAIOSFODNN7EXAMPLE/20261125/eu-central-1/s3/aws4_request",
				"x-amz-date":            "20261125T000000Z",
				"x-amz-security-token":  token,
				"policy":                policy,
				"x-amz-signature":       strings.Repeat("0", 64),
			},
			Expires: 300,
		})
		log.Info("request",
			"requestId", event.RequestContext.RequestID,
			"route", event.RouteKey,
			"status", 200,
			"type", "image/png",
			"FormsSigned", 1,
			"Refused", 0,
			"Milliseconds", float64(time.Since(began).Microseconds())/1000,
			"_aws", metrics,
		)
		return events.APIGatewayV2HTTPResponse{
			StatusCode: 200,
			Headers:    map[string]string{"Content-Type": "application/json", "Cache-Control": "no-store"},
			Body:       string(body),
		}, err
	})
}
