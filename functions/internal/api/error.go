package api

import (
	"errors"
	"fmt"
	"net/http"

	"slipway/functions/internal/upload"
)

// An Error is the body of every answer that is not a success. Code is for
// programs, Message tells a person what to do.
type Error struct {
	Status  int    `json:"-"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

func (e *Error) Error() string { return e.Code }

// Refuse returns an Error with a formatted message.
func Refuse(status int, code, format string, args ...any) *Error {
	return &Error{status, code, fmt.Sprintf(format, args...)}
}

// BadRequest returns an Error for a request that makes no sense as it is.
func BadRequest(code, format string, args ...any) *Error {
	return Refuse(http.StatusBadRequest, code, format, args...)
}

// Errors that have nothing to do with the file.
var (
	unauthenticated = Refuse(http.StatusUnauthorized, "Unauthenticated",
		`Sign in, and send the token in the header "Authorization: Bearer TOKEN".`)
	noSuchRoute = Refuse(http.StatusNotFound, "NoSuchRoute",
		"There is nothing at this path. Ask with GET /getS3UploadCredentials?filename=NAME.")
	methodNotAllowed = Refuse(http.StatusMethodNotAllowed, "MethodNotAllowed",
		"This path does not take this method. The header Allow names those that it takes.")
)

// internal is the answer for an error that is not meant for the client, who
// learns the request's id, under which the log has the error.
func internal(requestID string) *Error {
	return Refuse(http.StatusInternalServerError, "InternalError",
		"Something failed on the server. Try again; if it goes on, report request %s.", requestID)
}

// AsError returns what the client may know about err: the Error or the
// *upload.Refusal that it is or wraps. ok is false for any other error, which
// is ours.
func AsError(err error) (e *Error, ok bool) {
	if errors.As(err, &e) {
		return e, true
	}
	var refusal *upload.Refusal
	if !errors.As(err, &refusal) {
		return nil, false
	}
	return &Error{statuses[refusal.Reason], refusal.Code, refusal.Message}, true
}

var statuses = map[upload.Reason]int{
	upload.Invalid:    http.StatusBadRequest,
	upload.NotAllowed: http.StatusForbidden,
	upload.TooLarge:   http.StatusRequestEntityTooLarge,
}
