package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"

	"slipway/functions/internal/api"
)

// busy is the answer when S3 has too much to do, or cannot be reached.
var busy = api.Refuse(http.StatusServiceUnavailable, "ServiceUnavailable",
	"The storage is busy. Try again in a moment.")

// fromS3 returns what an error of the S3 client means to the one who uploads.
// S3's own words stay here: they may name the role, and they hold the key.
func fromS3(err error) error {
	var answered smithy.APIError
	if !errors.As(err, &answered) {
		return &s3Error{err, busy}
	}
	switch answered.ErrorCode() {
	case "NoSuchUpload":
		return noSuchUpload
	case "EntityTooSmall":
		return api.BadRequest("PartTooSmall", "Every part but the last must have at least %d bytes.", minPartBytes)
	case "InvalidPart", "InvalidPartOrder":
		return api.BadRequest("InvalidPart", "A part has changed meanwhile: list the parts, then complete again.")
	case "OperationAborted": // another completion is at work
		return &s3Error{err, busy}
	case "BadDigest":
		return api.BadRequest("InvalidChecksum", "The checksum of the whole file is not that of the bytes that arrived. Upload the file again.")
	}
	var response interface{ HTTPStatusCode() int }
	if errors.As(err, &response) && response.HTTPStatusCode() >= http.StatusInternalServerError {
		return &s3Error{err, busy}
	}
	return &s3Error{err, nil}
}

// An s3Error is an error for the log, with the answer to the client, if it is
// not an internal error. Its words have neither S3's message nor the URL, which
// hold the key.
type s3Error struct {
	err    error
	answer error
}

func (e *s3Error) Unwrap() error { return e.answer }

func (e *s3Error) Error() string {
	operation := "request"
	cause := e.err
	if o := (*smithy.OperationError)(nil); errors.As(e.err, &o) {
		operation, cause = o.OperationName, o.Err
	}
	if u := (*url.Error)(nil); errors.As(e.err, &u) {
		cause = u.Err
	}
	if answered := smithy.APIError(nil); errors.As(e.err, &answered) {
		cause = errors.New(answered.ErrorCode())
	}
	id := "none"
	if response := s3.ResponseError(nil); errors.As(e.err, &response) {
		id = response.ServiceRequestID()
	}
	return fmt.Sprintf("S3 %s: %v (S3's request id: %s)", operation, cause, id)
}
