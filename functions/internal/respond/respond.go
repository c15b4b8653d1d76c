// Package respond makes the answers of the HTTP API: JSON with the headers
// that every answer carries, and errors as {"code", "message"}.
package respond

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"slipway/functions/internal/postpolicy"
	"slipway/functions/internal/upload"
)

// A Failure is the body of every answer that is not a success. Code is for
// programs, Message tells a person what to do.
type Failure struct {
	Status  int    `json:"-"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

func (f *Failure) Error() string { return f.Code }

// Failures that have nothing to do with the file.
var (
	Unauthenticated  = &Failure{http.StatusUnauthorized, "Unauthenticated", "Sign in, and send the token in the header \"Authorization: Bearer TOKEN\"."}
	NoSuchRoute      = &Failure{http.StatusNotFound, "NoSuchRoute", "There is nothing at this path. Ask with GET /getS3UploadCredentials?filename=NAME."}
	MethodNotAllowed = &Failure{http.StatusMethodNotAllowed, "MethodNotAllowed", "This path does not take this method. The header Allow names those that it takes."}
)

// A Response is an answer of the HTTP API.
type Response struct {
	Status int
	Allow  string // the methods that the path takes, of MethodNotAllowed; else empty
	Body   string // JSON
}

// JSON returns an answer with v as its body.
func JSON(status int, v any) Response {
	body, err := json.Marshal(v)
	if err != nil {
		panic(err) // a type of ours that JSON cannot say
	}
	return Response{Status: status, Body: string(body)}
}

// AppendJSON appends the answer as API Gateway wants it, payload format 2.0.
//
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
func (r Response) AppendJSON(b []byte) []byte {
	b = append(b, `{"statusCode":`...)
	b = strconv.AppendInt(b, int64(r.Status), 10)
	// A form is a permission: no cache may keep it.
	b = append(b, `,"headers":{"Content-Type":"application/json","Cache-Control":"no-store","X-Content-Type-Options":"nosniff"`...)
	if r.Allow != "" {
		b = append(b, `,"Allow":`...)
		b = postpolicy.AppendString(b, r.Allow)
	}
	b = append(b, `},"body":`...)
	b = postpolicy.AppendString(b, r.Body)
	return append(b, '}')
}

// Error returns the answer for err, and the failure that is its body. What a
// Failure or a *upload.Refusal says is meant for the client; of any other
// error the client learns nothing but the request's id, under which the log
// has it.
func Error(err error, requestID string) (Response, *Failure) {
	failure := failureOf(err, requestID)
	return JSON(failure.Status, failure), failure
}

func failureOf(err error, requestID string) *Failure {
	var failure *Failure
	if errors.As(err, &failure) {
		return failure
	}
	var refusal *upload.Refusal
	if !errors.As(err, &refusal) {
		return &Failure{http.StatusInternalServerError, "InternalError",
			"Something failed on the server. Try again; if it goes on, report request " + requestID + "."}
	}
	return &Failure{statuses[refusal.Reason], refusal.Code, refusal.Message}
}

var statuses = map[upload.Reason]int{
	upload.Invalid:    http.StatusBadRequest,
	upload.NotAllowed: http.StatusForbidden,
	upload.TooLarge:   http.StatusRequestEntityTooLarge,
}
