package api

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"slipway/functions/internal/upload"
)

// An Error is the body of every answer that is not a success. Code is for
// programs and has one cause, Message says what to do, and Details have what a
// program needs for a message of its own.
type Error struct {
	Status  int     `json:"-"`
	Code    string  `json:"code"`
	Message string  `json:"message"`
	Details Details `json:"details"` // never null
}

// Details are the details of an Error.
type Details = upload.Details

func (e *Error) Error() string { return e.Code }

// Refuse returns an Error with a formatted message.
func Refuse(status int, code string, details Details, format string, args ...any) *Error {
	if details == nil {
		details = Details{}
	}
	return &Error{status, code, fmt.Sprintf(format, args...), details}
}

// BadRequest returns an Error for a malformed request.
func BadRequest(code string, details Details, format string, args ...any) *Error {
	return Refuse(http.StatusBadRequest, code, details, format, args...)
}

// Errors that are not about a file.
var (
	unauthenticated = Refuse(http.StatusUnauthorized, "Unauthenticated", nil, "Please sign in again.")
	noSuchRoute     = Refuse(http.StatusNotFound, "NoSuchRoute", nil,
		"There is nothing at this path. Use GET /getS3UploadCredentials?filename=NAME.")
)

// methodNotAllowed is the error for a path with these methods.
func methodNotAllowed(allow []string) *Error {
	return Refuse(http.StatusMethodNotAllowed, "MethodNotAllowed", Details{"allow": allow},
		"This path accepts only %s.", strings.Join(allow, " and "))
}

// Errors of the routes that name a key.
var (
	MissingKey = BadRequest("MissingKey", nil, "The key is missing: send the key of the upload, as ?key=.")

	KeyNotAllowed = Refuse(http.StatusForbidden, "KeyNotAllowed", nil,
		"This key is not one of yours: send the key that the upload was created with.")
)

// internal is the answer to an error that the client must not see. The log has the
// error under the same request ID.
func internal(requestID string) *Error {
	return Refuse(http.StatusInternalServerError, "InternalError", Details{"requestId": requestID},
		"The server failed. Try again; if it fails again, report request %s.", requestID)
}

// AsError returns the part of err that the client may see: the Error or the
// *upload.Refusal that it is or wraps. ok is false for any other error, which
// is an internal one.
func AsError(err error) (e *Error, ok bool) {
	if errors.As(err, &e) {
		return e, true
	}
	var refusal *upload.Refusal
	if !errors.As(err, &refusal) {
		return nil, false
	}
	return Refuse(statuses[refusal.Reason], refusal.Code, refusal.Details, "%s", refusal.Message), true
}

var statuses = map[upload.Reason]int{
	upload.Invalid:    http.StatusBadRequest,
	upload.NotAllowed: http.StatusForbidden,
	upload.TooLarge:   http.StatusRequestEntityTooLarge,
}
