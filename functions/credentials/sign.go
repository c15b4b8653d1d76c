package main

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"slipway/functions/internal/api"
	"slipway/functions/internal/postpolicy"
)

// signOne answers with the form for one file, described in the query, in the
// given shape.
func (h *handler) signOne(shape func(url string, form postpolicy.Form, now time.Time) any) api.Endpoint {
	return func(ctx context.Context, request api.Request, caller string) (api.Outcome, error) {
		file, err := parseFile(request)
		if err != nil {
			return api.Outcome{}, err
		}
		signing, err := h.signing(ctx, request, caller)
		if err != nil {
			return api.Outcome{}, err
		}
		form, err := h.form(file, signing)
		if err != nil {
			return api.Outcome{}, err
		}
		record := api.Record{Signed: 1, Attrs: []slog.Attr{api.ContentType(form.Fields.Get("Content-Type"))}}
		if file.Size != nil {
			record.Attrs = append(record.Attrs, slog.Int64("size", int64(*file.Size)))
		}
		return api.Outcome{Response: api.JSON(http.StatusOK, shape(h.profiles.Default.URL, form, signing.now)), Log: record}, nil
	}
}

// credentials returns a form in Slipway's own shape.
func credentials(url string, form postpolicy.Form, now time.Time) any {
	return struct {
		UploadURL string            `json:"upload_url"`
		Params    postpolicy.Fields `json:"params"`
		Expires   int               `json:"expires"`
	}{url, form.Fields, seconds(form, now)}
}

// params returns a form in the shape of GET /s3/params of Uppy's Companion.
func params(url string, form postpolicy.Form, now time.Time) any {
	return struct {
		Method  string            `json:"method"`
		URL     string            `json:"url"`
		Fields  postpolicy.Fields `json:"fields"`
		Expires int               `json:"expires"`
	}{"POST", url, form.Fields, seconds(form, now)}
}

// seconds returns how long a form is valid from now on.
func seconds(form postpolicy.Form, now time.Time) int {
	return int(form.Expires.Sub(now.Truncate(time.Second)) / time.Second)
}
