package main

import (
	"errors"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"slipway/functions/internal/api"
	"slipway/functions/internal/awserr"
	"slipway/functions/internal/upload"
	"slipway/functions/internal/version"
)

// A handler answers the routes of the function.
type handler struct {
	rules     *upload.Rules
	inspected bool // files have verdicts
	s3        *s3.Client
	presign   *s3.PresignClient
}

func (h *handler) routes() map[string]api.Endpoint {
	return map[string]api.Endpoint{"GET /files": h.read, "DELETE /files": h.remove}
}

func isParameter(name string) bool { return name == "key" || name == "disposition" }

// query reads a request about a file of the caller's.
func (h *handler) query(request api.Request, caller string) (map[string]string, error) {
	if caller == "" && h.rules.KeyStyle != upload.Unique {
		return nil, api.Refuse(http.StatusForbidden, "FilesDisabled",
			"Files cannot be read back or deleted here: anybody could guess their keys. Have JwtIssuer set, or KeyStyle=unique.")
	}
	query, err := request.Query(isParameter)
	if err != nil {
		return nil, err
	}
	if query["key"] == "" {
		return nil, api.BadRequest("MissingKey", "The key is missing: send the one that the file was uploaded with, as ?key=.")
	}
	if !h.rules.IsKeyOf(query["key"], caller) {
		return nil, api.Refuse(http.StatusForbidden, "KeyNotAllowed",
			"This key is not one that was given to you: send the one that the file was uploaded with.")
	}
	return query, nil
}

var noSuchFile = api.Refuse(http.StatusNotFound, "NoSuchFile",
	"There is no such file: it was not uploaded yet, or it was removed, or its version expired.")

// fromS3 returns what an error of the S3 client means to the caller.
func fromS3(err error) error {
	if errors.Is(err, version.ErrGone) {
		return noSuchFile
	}
	return awserr.Answer(err)
}

// isMissing reports whether S3 knows no such key. The role may not list the
// bucket, and S3 then says 403 of a key that is not there.
func isMissing(err error) bool {
	return errors.Is(err, version.ErrGone) || awserr.Status(err) == http.StatusForbidden
}
