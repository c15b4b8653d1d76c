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

// busy is the answer when S3 has too much to do, or cannot be reached.
var busy = api.Refuse(http.StatusServiceUnavailable, "ServiceUnavailable", nil,
	"The storage is busy. Try again in a moment.")

// Answer returns an error of an S3 client with the answer to the one who asked:
// to try again, or else that it is ours. S3's own words stay here.
func Answer(err error) error {
	if isBusy(err) {
		return &answered{err, busy}
	}
	return &answered{err, nil}
}

// isBusy reports whether the same request may succeed in a moment. A mistake,
// here or in the settings, will not.
func isBusy(err error) bool {
	code := Code(err)
	_, throttled := retry.DefaultThrottleErrorCodes[code]
	_, timedOut := retry.DefaultRetryableErrorCodes[code]
	if throttled || timedOut || code == "OperationAborted" { // which means that another completion is at work
		return true
	}
	if Status(err) >= http.StatusInternalServerError {
		return true
	}
	// A url.Error is a net.Error whatever its cause is.
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

// An answered error is one for the log, with the answer to the client, if it is
// not an internal error.
type answered struct{ err, answer error }

func (e *answered) Unwrap() error { return e.answer }

func (e *answered) Error() string { return Text(e.err) }
