package api

import (
	"encoding/json"

	"github.com/aws/aws-lambda-go/events"
)

// A Response is an answer of the HTTP API.
type Response struct {
	Status int
	Allow  string // the methods of the path, for MethodNotAllowed; else empty
	Body   string // JSON
}

// JSON returns a response with v as its body.
func JSON(status int, v any) Response {
	body, err := json.Marshal(v)
	if err != nil {
		panic(err) // a type that JSON cannot encode
	}
	return Response{Status: status, Body: string(body)}
}

// event returns the response in API Gateway's format.
func (r Response) event() events.APIGatewayV2HTTPResponse {
	headers := map[string]string{
		"Content-Type":           "application/json",
		"Cache-Control":          "no-store", // a form is a permission, and must not be cached
		"X-Content-Type-Options": "nosniff",
	}
	if r.Allow != "" {
		headers["Allow"] = r.Allow
	}
	return events.APIGatewayV2HTTPResponse{StatusCode: r.Status, Headers: headers, Body: r.Body}
}
