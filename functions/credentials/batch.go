package main

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"

	"slipway/functions/internal/api"
	"slipway/functions/internal/postpolicy"
	"slipway/functions/internal/upload"
)

// maxFiles is the limit of a batch. A hundred forms stay far below the 6 MB that
// a Lambda function may return.
const maxFiles = 100

// maxFilesBytes leaves room for maxFiles descriptions with every character
// escaped: a name of 255 characters (3 KB as \ud83d\ude00), 2 KB of metadata
// (12 KB as \u0061), a type of 255 characters (1.5 KB), a size and a checksum.
const maxFilesBytes = maxFiles * 20 << 10

// signBatch answers with a form or an error for each file in a JSON body, in
// order. One bad file does not affect the others.
func (h *handler) signBatch(ctx context.Context, request api.Request, caller string) (api.Outcome, error) {
	files, err := readFiles(request)
	if err != nil {
		return api.Outcome{}, err
	}
	signing, err := h.signing(ctx, request, caller)
	if err != nil {
		return api.Outcome{}, err
	}
	// Browsers open at most six HTTP/1.1 connections to a host. The signature
	// does not cover the host, so forms alternate between the bucket's two names.
	urls := []string{h.profiles.Default.URL, h.profiles.Default.DualStackURL}
	record := api.Record{Attrs: []slog.Attr{slog.Int("files", len(files))}}
	var body struct {
		Uploads []any `json:"uploads"`
	}
	for i, raw := range files {
		var form postpolicy.Form
		file, err := readFile(raw)
		if err == nil {
			form, err = h.form(file, signing)
		}
		if err == nil {
			body.Uploads = append(body.Uploads, credentials(urls[i%len(urls)], form, signing.now))
			record.Signed++
			continue
		}
		refused, ok := api.AsError(err)
		if !ok {
			return api.Outcome{}, err // an internal error, the same for every file
		}
		body.Uploads = append(body.Uploads, refused)
		record.Refused++
	}
	return api.Outcome{Response: api.JSON(http.StatusOK, body), Log: record}, nil
}

var tooManyFiles = api.BadRequest("TooManyFiles", api.Details{"limit": maxFiles},
	"The request has more than %d files; send the rest in another request.", maxFiles)

// readFiles returns the file descriptions in a body.
func readFiles(request api.Request) ([]json.RawMessage, error) {
	const example = `{"files":[{"name":"holiday.png","size":12345}]}`
	var body struct{ Files json.RawMessage }
	if err := request.ReadBody(&body, maxFilesBytes, example); err != nil {
		return nil, err
	}
	files, err := api.ReadArray[json.RawMessage](body.Files, maxFiles, tooManyFiles, example)
	if err == nil && len(files) == 0 {
		err = api.BadRequest("MissingFiles", api.Details{"example": example}, "The body has no files; send JSON such as %s.", example)
	}
	return files, err
}

// readFile reads the description of one file.
func readFile(raw json.RawMessage) (upload.File, error) {
	var file upload.File
	err := json.Unmarshal(raw, &file)
	if _, ok := api.AsError(err); err == nil || ok {
		return file, err
	}
	const example = `{"name":"holiday.png","size":12345}`
	return upload.File{}, api.BadRequest("InvalidFile", api.Details{"example": example},
		"A file must be an object such as %s, with strings as name, type and sha256.", example)
}
