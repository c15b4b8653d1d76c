// Command answering is the bare function with an answer and a log record as
// large as Slipway's, but constant: it measures everything except the
// computation.
package main

import (
	"os"
	"strings"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
)

func main() {
	body := `{"policy":"` + strings.Repeat("IQoJb3Jp", 320) + `"}`
	line := []byte(`{"msg":"` + strings.Repeat("request ", 85) + `"}` + "\n")
	lambda.Start(func(events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
		os.Stdout.Write(line)
		return events.APIGatewayV2HTTPResponse{
			StatusCode: 200, Headers: map[string]string{"Content-Type": "application/json", "Cache-Control": "no-store"}, Body: body,
		}, nil
	})
}
