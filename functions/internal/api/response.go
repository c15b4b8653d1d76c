package api

import (
	"encoding/json"

	"github.com/aws/aws-lambda-go/events"
)

// A Response is an answer of the HTTP API.
type Response struct {
	Status int
	Allow  string // the methods that the path takes, of MethodNotAllowed; else empty
	Body   string // JSON
}

// JSON returns a response with v as its body.
func JSON(status int, v any) Response {
	body, err := json.Marshal(v)
	if err != nil {
		panic(err) // a type of ours that JSON cannot say
	}
	return Response{Status: status, Body: string(body)}
}

// event returns the response as API Gateway wants it.
func (r Response) event() events.APIGatewayV2HTTPResponse {
	headers := map[string]string{
		"Content-Type":           "application/json",
		"Cache-Control":          "no-store", // a form is a permission: no cache may keep it
		"X-Content-Type-Options": "nosniff",
	}
	if r.Allow != "" {
		headers["Allow"] = r.Allow
	}
	return events.APIGatewayV2HTTPResponse{StatusCode: r.Status, Headers: headers, Body: r.Body}
}
