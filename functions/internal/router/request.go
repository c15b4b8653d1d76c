package router

import (
	"encoding/json"

	"github.com/aws/aws-lambda-go/events"
)

// A Request is an event of an HTTP API, payload format 2.0, as far as the
// functions look at it.
//
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
type Request struct {
	RouteKey        string // such as "GET /s3/params"
	RawQueryString  string
	PathParameters  map[string]string
	Body            string
	IsBase64Encoded bool
	RequestContext  RequestContext
}

// A RequestContext is what API Gateway itself knows of a request.
type RequestContext struct {
	RequestID  string
	HTTP       HTTP
	Authorizer *events.APIGatewayV2HTTPRequestContextAuthorizerDescription // nil: the route has none
}

// HTTP is the request's own request line.
type HTTP struct {
	Method string
}

// ReadRequest reads an event in JSON. It fails if one of the members that
// Request has is of another type.
func ReadRequest(event []byte) (Request, error) {
	var r Request
	err := members(event, func(name, value []byte) error {
		switch string(name) {
		case "routeKey":
			return readText(value, &r.RouteKey)
		case "rawQueryString":
			return readText(value, &r.RawQueryString)
		case "pathParameters":
			return json.Unmarshal(value, &r.PathParameters)
		case "body":
			return readText(value, &r.Body)
		case "isBase64Encoded":
			return json.Unmarshal(value, &r.IsBase64Encoded)
		case "requestContext":
			return r.RequestContext.read(value)
		}
		return nil
	})
	return r, err
}

func (c *RequestContext) read(object []byte) error {
	return members(object, func(name, value []byte) error {
		switch string(name) {
		case "requestId":
			return readText(value, &c.RequestID)
		case "http":
			return c.HTTP.read(value)
		case "authorizer":
			return json.Unmarshal(value, &c.Authorizer)
		}
		return nil
	})
}

func (h *HTTP) read(object []byte) error {
	return members(object, func(name, value []byte) error {
		if string(name) == "method" {
			return readText(value, &h.Method)
		}
		return nil
	})
}
