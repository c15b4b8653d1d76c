package api

import (
	"encoding/json"
	"errors"
	"unicode/utf8"
)

// A Request is an event of an HTTP API, payload format 2.0, as far as the
// functions look at it.
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

// A RequestContext is what API Gateway itself knows about a request.
type RequestContext struct {
	RequestID  string      `json:"requestId"`
	HTTP       HTTP        `json:"http"`
	Authorizer *Authorizer `json:"authorizer"` // nil: the route has none
}

// HTTP is the request line.
type HTTP struct {
	Method string `json:"method"`
}

// An Authorizer is what a route's authorizer tells about the caller.
type Authorizer struct {
	JWT *JWT `json:"jwt"` // nil: it is of another kind
}

// A JWT is a token that the authorizer has checked. The claims are a map, not
// a struct, because encoding/json takes a claim "Sub" for a field Sub too.
type JWT struct {
	Claims map[string]any `json:"claims"`
}

// ReadRequest reads an event in JSON. It fails if the event is not UTF-8, as
// Lambda's events always are, or if one of the members that Request has is of
// another type.
func ReadRequest(event []byte) (Request, error) {
	var r Request
	if !utf8.Valid(event) { // encoding/json would replace what is not
		return r, errors.New("it is not valid UTF-8")
	}
	err := json.Unmarshal(event, &r)
	return r, err
}
