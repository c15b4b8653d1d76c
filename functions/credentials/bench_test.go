package main

import (
	"io"
	"os"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
)

// BenchmarkInvoke measures all that the function does with an event, from its
// bytes to the bytes of the response.
func BenchmarkInvoke(b *testing.B) {
	benchmarkInvoke(b, testHandler(b, io.Discard, nil))
}

// BenchmarkInvokeNothing measures the share of aws-lambda-go.
func BenchmarkInvokeNothing(b *testing.B) {
	benchmarkInvoke(b, lambda.NewHandler(func(events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
		return events.APIGatewayV2HTTPResponse{StatusCode: 200, Body: "{}"}, nil
	}))
}

func benchmarkInvoke(b *testing.B, handler lambda.Handler) {
	event, err := os.ReadFile("../../events/png.json")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := handler.Invoke(b.Context(), event); err != nil {
			b.Fatal(err)
		}
	}
}
