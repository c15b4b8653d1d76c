package router

import "github.com/aws/aws-lambda-go/events"

// A Request is an event of an HTTP API, payload format 2.0, as far as the
// functions look at it. events.APIGatewayV2HTTPRequest has all of it, and
// reading that, which is mostly the browser's headers, would take longer than
// signing a form.
//
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
type Request struct {
	RouteKey        string            `json:"routeKey"` // such as "GET /s3/params"
	RawQueryString  string            `json:"rawQueryString"`
	PathParameters  map[string]string `json:"pathParameters"`
	Body            string            `json:"body"`
	IsBase64Encoded bool              `json:"isBase64Encoded"`
	RequestContext  RequestContext    `json:"requestContext"`
}

// A RequestContext is what API Gateway itself knows of a request.
type RequestContext struct {
	RequestID  string                                                      `json:"requestId"`
	HTTP       HTTP                                                        `json:"http"`
	Authorizer *events.APIGatewayV2HTTPRequestContextAuthorizerDescription `json:"authorizer"` // nil: the route has none
}

// HTTP is the request's own request line.
type HTTP struct {
	Method string `json:"method"`
}
