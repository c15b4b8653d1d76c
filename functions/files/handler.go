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

// A handler answers the routes of the files function.
type handler struct {
	profiles  *upload.Profiles
	inspected bool // files have verdicts
	s3        *s3.Client
	presign   *s3.PresignClient
}

func (h *handler) routes() map[string]api.Endpoint {
	return map[string]api.Endpoint{"GET /files": h.read, "DELETE /files": h.remove}
}

func isParameter(name string) bool { return name == "key" || name == "disposition" }

// A target is the file that a request names.
type target struct {
	key   string
	rules *upload.Rules // that made the key
	query map[string]string
}

// target returns the file that a request names, if the caller may access it.
func (h *handler) target(request api.Request, caller string) (target, error) {
	query, err := request.Query(isParameter)
	if err != nil {
		return target{}, err
	}
	key := query["key"]
	if key == "" {
		return target{}, api.MissingKey
	}
	rules, ok := h.profiles.OfKey(key, caller)
	if caller == "" && rules.KeyStyle != upload.Unique {
		return target{}, api.Refuse(http.StatusForbidden, "FilesDisabled", nil,
			"Files cannot be read or deleted here, because anyone could guess their keys. Ask the operator to set JwtIssuer or KeyStyle=unique.")
	}
	if !ok {
		return target{}, api.KeyNotAllowed
	}
	return target{key, rules, query}, nil
}

var noSuchFile = api.Refuse(http.StatusNotFound, "NoSuchFile", nil,
	"There is no such file: it has not been uploaded yet, was deleted, or has expired.")

// fromS3 returns the answer to an error of the S3 client.
func fromS3(err error) error {
	if errors.Is(err, version.ErrGone) {
		return noSuchFile
	}
	return awserr.Answer(err)
}
