package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"

	"slipway/functions/internal/requestlog"
	"slipway/functions/internal/respond"
	"slipway/functions/internal/router"
	"slipway/functions/internal/upload"
)

// maxFiles is how many files one request may ask for: a hundred answers stay
// far below the 6 MB that a Lambda function may return.
const maxFiles = 100

// many answers for many files, described in a JSON body, in the order they
// came: for each a form, or the error why not, so that one bad file does not
// stop the rest.
func (h *handler) many(ctx context.Context, request router.Request, subject string) (router.Outcome, error) {
	files, err := parseFiles(request)
	if err != nil {
		return router.Outcome{}, err
	}
	// A browser opens six connections to a host of HTTP/1.1, as S3 is, and the
	// signature of a form does not cover the host: by the bucket's two names in
	// turn, twelve of the files are on their way at once.
	urls := []string{h.rules.URL, h.rules.DualStackURL}
	now := h.now()
	line := requestlog.Line{Details: requestlog.Details{}.Number("files", int64(len(files)))}
	body := append(make([]byte, 0, len(files)*formBytes), `{"uploads":[`...)
	for i, file := range files {
		if i > 0 {
			body = append(body, ',')
		}
		form, err := h.form(file, subject, now)
		if err == nil {
			body = appendCredentials(body, urls[i%len(urls)], form, now)
			line.Signed++
			continue
		}
		response, _ := respond.Error(err, request.RequestContext.RequestID)
		if response.Status >= http.StatusInternalServerError {
			return router.Outcome{}, err // ours, and so the same for every file
		}
		body = append(body, response.Body...)
		line.Refused++
	}
	response := respond.Response{Status: http.StatusOK, Body: string(append(body, "]}"...))}
	return router.Outcome{Response: response, Log: line}, nil
}

// parseFiles reads what a body says of the files. The content type does not
// matter: a page that sends text/plain saves itself the preflight.
func parseFiles(request router.Request) ([]upload.File, error) {
	body := []byte(request.Body)
	if request.IsBase64Encoded {
		var err error
		if body, err = base64.StdEncoding.DecodeString(request.Body); err != nil {
			return nil, err // API Gateway's mistake, not the caller's
		}
	}
	var batch struct{ Files []upload.File }
	if err := json.Unmarshal(body, &batch); err != nil {
		return nil, invalid("InvalidBody", `The body must be JSON such as {"files":[{"name":"holiday.png","size":12345}]}, with a whole number as size and strings for the rest.`)
	}
	if n := len(batch.Files); n < 1 || n > maxFiles {
		return nil, invalid("InvalidBody", fmt.Sprintf("The body has %d files; 1 to %d are accepted in one request.", n, maxFiles))
	}
	return batch.Files, nil
}
