package api

import (
	"encoding/json"
	"errors"
	"unicode/utf8"
)

// A Request is the part of an HTTP API's event, payload format 2.0, that the
// functions use.
//
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
type Request struct {
	RouteKey        string            `json:"routeKey"` // such as "GET /s3/params"
	RawQueryString  string            `json:"rawQueryString"`
	PathParameters  map[string]string `json:"pathParameters"`
	Body            string            `json:"body"`
	IsBase64Encoded bool              `json:"isBase64Encoded"`
	Context         RequestContext    `json:"requestContext"`
}

// A RequestContext has what API Gateway adds to a request.
type RequestContext struct {
	RequestID  string      `json:"requestId"`
	HTTP       HTTP        `json:"http"`
	Authorizer *Authorizer `json:"authorizer"` // nil if the route has none
}

// HTTP has the method of a request.
type HTTP struct {
	Method string `json:"method"`
}

// An Authorizer is the result of a route's authorizer.
type Authorizer struct {
	JWT *JWT `json:"jwt"` // nil if it is of another kind
}

// A JWT is a token that the authorizer has checked. The claims are a map, not
// a struct, because encoding/json takes a claim "Sub" for a field Sub too.
type JWT struct {
	Claims map[string]any `json:"claims"`
}

// ReadRequest reads an event in JSON. It fails if the event is not UTF-8, which
// Lambda's events always are, or if a member of Request has the wrong type.
func ReadRequest(event []byte) (Request, error) {
	var r Request
	if !utf8.Valid(event) { // encoding/json would replace invalid text
		return r, errors.New("it is not valid UTF-8")
	}
	err := json.Unmarshal(event, &r)
	return r, err
}
