package awserr

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go"

	"slipway/functions/internal/api"
)

// busy is the answer if S3 is overloaded or cannot be reached.
var busy = api.Refuse(http.StatusServiceUnavailable, "ServiceUnavailable", nil,
	"The storage is busy. Try again in a moment.")

// Answer returns an error whose text is for the log, and which api.AsError turns
// into a 503 if the request may succeed in a moment. Otherwise it is an internal
// error. S3's message is in neither.
func Answer(err error) error {
	if isBusy(err) {
		return &answered{err, busy}
	}
	return &answered{err, nil}
}

// isBusy reports whether the same request may succeed in a moment, which it cannot
// after a mistake in the code or the settings.
func isBusy(err error) bool {
	code := Code(err)
	_, throttled := retry.DefaultThrottleErrorCodes[code]
	_, timedOut := retry.DefaultRetryableErrorCodes[code]
	if throttled || timedOut || code == "OperationAborted" { // another completion is running
		return true
	}
	if Status(err) >= http.StatusInternalServerError {
		return true
	}
	// A url.Error is a net.Error whatever its cause.
	if u := (*url.Error)(nil); errors.As(err, &u) {
		err = u.Err
	}
	var network net.Error
	return errors.As(err, &network) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

// Code returns the code of the service's answer, such as "NoSuchKey", or "".
func Code(err error) string {
	if answered := smithy.APIError(nil); errors.As(err, &answered) {
		return answered.ErrorCode()
	}
	return ""
}

// An answered error is an error for the log, with the answer to the client if
// that is not an internal error.
type answered struct{ err, answer error }

func (e *answered) Unwrap() error { return e.answer }

func (e *answered) Error() string { return Text(e.err) }
