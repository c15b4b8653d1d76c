package main

import (
	"context"
	"log/slog"
	"net/http"

	"slipway/functions/internal/api"
	"slipway/functions/internal/upload"
)

// maxFiles is how many files one request may ask for: a hundred answers stay
// far below the 6 MB that a Lambda function may return.
const maxFiles = 100

// many answers for many files, described in a JSON body, in the order they
// came: for each a form, or the error why not, so that one bad file does not
// stop the rest.
func (h *handler) many(ctx context.Context, request api.Request, caller string) (api.Outcome, error) {
	files, err := parseFiles(request)
	if err != nil {
		return api.Outcome{}, err
	}
	signing, err := h.signing(ctx, caller)
	if err != nil {
		return api.Outcome{}, err
	}
	// A browser opens six connections to a host of HTTP/1.1, as S3 is, and the
	// signature of a form does not cover the host: by the bucket's two names in
	// turn, twelve of the files are on their way at once.
	urls := []string{h.rules.URL, h.rules.DualStackURL}
	record := api.Record{Attrs: []slog.Attr{slog.Int("files", len(files))}}
	var body struct {
		Uploads []any `json:"uploads"`
	}
	for i, file := range files {
		form, err := h.form(file, signing)
		if err == nil {
			body.Uploads = append(body.Uploads, credentials(urls[i%len(urls)], form, signing.now))
			record.Signed++
			continue
		}
		refused, ok := api.AsError(err)
		if !ok {
			return api.Outcome{}, err // ours, and so the same for every file
		}
		body.Uploads = append(body.Uploads, refused)
		record.Refused++
	}
	return api.Outcome{Response: api.JSON(http.StatusOK, body), Log: record}, nil
}

// parseFiles reads what a body says of the files.
func parseFiles(request api.Request) ([]upload.File, error) {
	var batch struct{ Files []upload.File }
	if err := request.ReadBody(&batch, `{"files":[{"name":"holiday.png","size":12345}]}`); err != nil {
		return nil, err
	}
	if n := len(batch.Files); n < 1 || n > maxFiles {
		return nil, api.BadRequest("InvalidBody", "The body has %d files; 1 to %d are accepted in one request.", n, maxFiles)
	}
	return batch.Files, nil
}
