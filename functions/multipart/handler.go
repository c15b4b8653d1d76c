package main

import (
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"slipway/functions/internal/api"
	"slipway/functions/internal/upload"
)

// A handler answers the routes of the multipart function.
type handler struct {
	profiles *upload.Profiles
	s3       *s3.Client
	presign  *s3.PresignClient
	now      func() time.Time
}

func (h *handler) routes() map[string]api.Endpoint {
	return map[string]api.Endpoint{
		"POST /s3/multipart":                        h.create,
		"GET /s3/multipart/{uploadId}":              h.list,
		"GET /s3/multipart/{uploadId}/batch":        h.signBatch,
		"GET /s3/multipart/{uploadId}/{partNumber}": h.signOne,
		"POST /s3/multipart/{uploadId}/complete":    h.complete,
		"DELETE /s3/multipart/{uploadId}":           h.abort,
	}
}

// checkEnabled refuses requests that add bytes if uploads in parts are disabled.
// Listing and aborting stay enabled, to clean up earlier uploads.
func checkEnabled(rules *upload.Rules) error {
	if rules.MaxMultipartBytes == 0 {
		return api.Refuse(http.StatusForbidden, "MultipartDisabled", nil,
			"Uploads in parts are disabled here. Upload the file with a form, or ask the operator to set MaxMultipartBytes.")
	}
	return nil
}

// noSuchUpload is the error for an ID that S3 does not know for this key.
var noSuchUpload = api.Refuse(http.StatusNotFound, "NoSuchUpload", nil,
	"There is no such upload: it was aborted or completed, or the ID belongs to another key. Start a new upload.")
