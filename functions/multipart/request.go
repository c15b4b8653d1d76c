package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"

	"slipway/functions/internal/router"
	"slipway/functions/internal/upload"
)

// An existing upload, as a request names it.
type target struct {
	key, uploadID string
	query         url.Values // has every parameter once
}

// target reads which upload a request of a caller is about. That the id belongs
// to the key is for S3 to know.
func (h *handler) target(request router.Request, subject string) (target, error) {
	query, err := url.ParseQuery(request.RawQueryString)
	if err != nil {
		return target{}, refuse(upload.Invalid, "InvalidQuery", "The query string cannot be read: percent-encode the values (encodeURIComponent, URLSearchParams).")
	}
	for name, values := range query {
		if len(values) > 1 {
			return target{}, refuse(upload.Invalid, "RepeatedParameter", "The parameter %.60q is there more than once.", name)
		}
	}
	key := query.Get("key")
	if key == "" {
		return target{}, refuse(upload.Invalid, "MissingKey", "The key is missing: send the one that the upload was created with, as ?key=.")
	}
	if !h.rules.IsKeyOf(key, subject) {
		return target{}, refuse(upload.NotAllowed, "KeyNotAllowed", "This key is not one that was given to you: send the one that the upload was created with.")
	}
	uploadID := request.PathParameters["uploadId"]
	if uploadID == "" { // which could make S3 take a part for a whole object
		return target{}, noSuchUpload
	}
	return target{key, uploadID, query}, nil
}

// size returns the declared size of the whole file, or nil.
func (h *handler) size(t target) (*int64, error) {
	if !t.query.Has("size") {
		return nil, nil
	}
	size, err := strconv.ParseInt(t.query.Get("size"), 10, 64)
	if err != nil {
		return nil, refuse(upload.Invalid, "InvalidSize", "The size must be a whole number of bytes.")
	}
	return &size, h.checkSize(size)
}

// readBody reads a JSON body. The content type does not matter: a page that
// sends text/plain saves itself the preflight.
func readBody(request router.Request, into any, example string) error {
	body := []byte(request.Body)
	if request.IsBase64Encoded {
		var err error
		if body, err = base64.StdEncoding.DecodeString(request.Body); err != nil {
			return err // API Gateway's mistake, not the caller's
		}
	}
	if err := json.Unmarshal(body, into); err != nil {
		return refuse(upload.Invalid, "InvalidBody", "The body must be JSON such as %s.", example)
	}
	return nil
}

func refuse(reason upload.Reason, code, format string, args ...any) error {
	return &upload.Refusal{Reason: reason, Code: code, Message: fmt.Sprintf(format, args...)}
}
