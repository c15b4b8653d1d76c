package main

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"slipway/functions/internal/postpolicy"
	"slipway/functions/internal/requestlog"
	"slipway/functions/internal/respond"
	"slipway/functions/internal/router"
)

// formBytes is about what a form takes in an answer, most of it the session
// token, which is in the policy once more.
const formBytes = 3072

// one answers for one file, described in the query, in the shape that
// appendBody gives to a form.
func (h *handler) one(appendBody func(b []byte, url string, form postpolicy.Form, now time.Time) []byte) router.Endpoint {
	return func(ctx context.Context, request router.Request, subject string) (router.Outcome, error) {
		file, err := parseFile(request.RawQueryString)
		if err != nil {
			return router.Outcome{}, err
		}
		now := h.now()
		form, err := h.form(file, subject, now)
		if err != nil {
			return router.Outcome{}, err
		}
		details := requestlog.Details{}.Text("type", form.Fields.Get("Content-Type"))
		if file.Size != nil {
			details = details.Number("size", *file.Size)
		}
		body := appendBody(make([]byte, 0, formBytes), h.rules.URL, form, now)
		return router.Outcome{
			Response: respond.Response{Status: http.StatusOK, Body: string(body)},
			Log:      requestlog.Line{Signed: 1, Details: details},
		}, nil
	}
}

// appendCredentials appends a form in Slipway's own shape.
func appendCredentials(b []byte, url string, form postpolicy.Form, now time.Time) []byte {
	b = append(b, `{"upload_url":`...)
	b = postpolicy.AppendString(b, url)
	b = append(b, `,"params":`...)
	b = form.Fields.AppendJSON(b)
	return appendExpires(b, form, now)
}

// appendParams appends a form as Uppy expects it of its Companion's GET
// /s3/params.
func appendParams(b []byte, url string, form postpolicy.Form, now time.Time) []byte {
	b = append(b, `{"method":"POST","url":`...)
	b = postpolicy.AppendString(b, url)
	b = append(b, `,"fields":`...)
	b = form.Fields.AppendJSON(b)
	return appendExpires(b, form, now)
}

// appendExpires appends the last member, in seconds, and ends the object.
func appendExpires(b []byte, form postpolicy.Form, now time.Time) []byte {
	b = append(b, `,"expires":`...)
	b = strconv.AppendInt(b, int64(form.Expires.Sub(now.Truncate(time.Second))/time.Second), 10)
	return append(b, '}')
}
