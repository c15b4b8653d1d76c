// Command config is the bare function that also loads the SDK's configuration.
package main

import (
	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"

	"slipway/local/tools/bench/peers/sdk"
)

func main() {
	sdk.Start(func(aws.Config) any {
		return func(events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
			return events.APIGatewayV2HTTPResponse{StatusCode: 200, Body: "{}"}, nil
		}
	})
}
