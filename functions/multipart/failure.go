package main

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go"

	"slipway/functions/internal/api"
	"slipway/functions/internal/awserr"
)

// busy is the answer when S3 has too much to do, or cannot be reached.
var busy = api.Refuse(http.StatusServiceUnavailable, "ServiceUnavailable",
	"The storage is busy. Try again in a moment.")

// fromS3 returns what an error of the S3 client means to the one who uploads.
// S3's own words stay here: they may name the role, and they hold the key.
func fromS3(err error) error {
	code := ""
	if answered := smithy.APIError(nil); errors.As(err, &answered) {
		code = answered.ErrorCode()
	}
	switch code {
	case "NoSuchUpload":
		return noSuchUpload
	case "EntityTooSmall":
		return api.BadRequest("PartTooSmall", "Every part but the last must have at least %d bytes.", minPartBytes)
	case "InvalidPart", "InvalidPartOrder":
		return api.BadRequest("InvalidPart", "A part has changed meanwhile: list the parts, then complete again.")
	case "BadDigest":
		return api.BadRequest("InvalidChecksum",
			"The checksum of the whole file is not that of the bytes that arrived. Upload the file again.")
	}
	if isBusy(err, code) {
		return &s3Error{err, busy}
	}
	return &s3Error{err, nil}
}

// isBusy reports whether the same request may succeed in a moment. A mistake,
// here or in the settings, will not.
func isBusy(err error, code string) bool {
	_, throttled := retry.DefaultThrottleErrorCodes[code]
	_, timedOut := retry.DefaultRetryableErrorCodes[code]
	if throttled || timedOut || code == "OperationAborted" { // which means that another completion is at work
		return true
	}
	if awserr.Status(err) >= http.StatusInternalServerError {
		return true
	}
	// A url.Error is a net.Error whatever its cause is.
	if u := (*url.Error)(nil); errors.As(err, &u) {
		err = u.Err
	}
	var network net.Error
	return errors.As(err, &network) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

// An s3Error is an error for the log, with the answer to the client, if it is
// not an internal error. Its words have neither S3's message nor the URL, which
// hold the key.
type s3Error struct {
	err    error
	answer error
}

func (e *s3Error) Unwrap() error { return e.answer }

func (e *s3Error) Error() string { return awserr.Text(e.err) }
