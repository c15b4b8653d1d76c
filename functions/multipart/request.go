package main

import (
	"slipway/functions/internal/api"
	"slipway/functions/internal/upload"
)

// maxUploadIDBytes is several times the length of S3's IDs.
const maxUploadIDBytes = 1024

// A target is the existing upload that a request names.
type target struct {
	rules         *upload.Rules // that made the key
	key, uploadID string
	query         map[string]string
}

// isParameter reports whether a route of an existing upload has this parameter.
func isParameter(name string) bool {
	switch name {
	case "key", "profile", "size", "partNumbers", "sha256", "crc64nvme":
		return true
	}
	return false
}

// target returns the upload that a request names, if the caller may access its
// key. S3 checks that the ID belongs to the key.
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
	if named, given := query["profile"]; !ok || given && named != rules.Profile {
		return target{}, api.KeyNotAllowed
	}
	// A token may have lost its scope since the upload was created.
	if _, err := h.profiles.Choose(rules.Profile, request.Scopes()); err != nil {
		return target{}, err
	}
	uploadID := request.PathParameters["uploadId"]
	// Without an ID, S3 could store a part as a whole object.
	if uploadID == "" || len(uploadID) > maxUploadIDBytes {
		return target{}, noSuchUpload
	}
	return target{rules, key, uploadID, query}, nil
}

// size returns the declared size of the whole file, or nil.
func (t target) size() (*upload.Size, error) {
	value, ok := t.query["size"]
	if !ok {
		return nil, nil
	}
	size, err := upload.ParseSize(value)
	return &size, err
}
