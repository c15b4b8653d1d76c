package main

import (
	"net/http"
	"strconv"

	"slipway/functions/internal/api"
)

// An existing upload, as a request names it.
type target struct {
	key, uploadID string
	query         map[string]string
}

// isParameter reports whether a route of an existing upload has this parameter.
func isParameter(name string) bool {
	switch name {
	case "key", "size", "partNumbers", "sha256", "crc64nvme":
		return true
	}
	return false
}

// target reads which upload a request of a caller is about. That the id belongs
// to the key is for S3 to know.
func (h *handler) target(request api.Request, caller string) (target, error) {
	query, err := request.Query(isParameter)
	if err != nil {
		return target{}, err
	}
	key := query["key"]
	if key == "" {
		return target{}, api.BadRequest("MissingKey",
			"The key is missing: send the one that the upload was created with, as ?key=.")
	}
	if !h.rules.IsKeyOf(key, caller) {
		return target{}, api.Refuse(http.StatusForbidden, "KeyNotAllowed",
			"This key is not one that was given to you: send the one that the upload was created with.")
	}
	uploadID := request.PathParameters["uploadId"]
	if uploadID == "" { // which could make S3 take a part for a whole object
		return target{}, noSuchUpload
	}
	return target{key, uploadID, query}, nil
}

// size returns the declared size of the whole file, or nil.
func (h *handler) size(t target) (*int64, error) {
	value, ok := t.query["size"]
	if !ok {
		return nil, nil
	}
	size, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		return nil, api.BadRequest("InvalidSize", "The size must be a whole number of bytes.")
	}
	return &size, h.checkSize(size)
}
