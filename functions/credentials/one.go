package main

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"slipway/functions/internal/metrics"
	"slipway/functions/internal/postpolicy"
	"slipway/functions/internal/respond"
	"slipway/functions/internal/router"
)

// one answers for one file, described in the query, in the shape that body
// gives to a form.
func (h *handler) one(body func(url string, form postpolicy.Form, now time.Time) any) router.Endpoint {
	return func(ctx context.Context, request events.APIGatewayV2HTTPRequest, subject string) (router.Outcome, error) {
		file, err := parseFile(request.RawQueryString)
		if err != nil {
			return router.Outcome{}, err
		}
		now := h.now()
		form, err := h.form(file, subject, now)
		if err != nil {
			return router.Outcome{}, err
		}
		attributes := []slog.Attr{slog.String("type", form.Fields.Get("Content-Type"))}
		if file.Size != nil {
			attributes = append(attributes, slog.Int64("size", *file.Size))
		}
		return router.Outcome{
			Response: respond.JSON(http.StatusOK, body(h.rules.URL, form, now)),
			Counted:  metrics.Request{Signed: 1}, Attributes: attributes,
		}, nil
	}
}

// credentialsBody is Slipway's own shape.
func credentialsBody(url string, form postpolicy.Form, now time.Time) any {
	return struct {
		URL     string            `json:"upload_url"`
		Params  postpolicy.Fields `json:"params"`
		Expires int               `json:"expires"` // seconds
	}{url, form.Fields, secondsLeft(form, now)}
}

// paramsBody is what Uppy expects of its Companion's GET /s3/params.
func paramsBody(url string, form postpolicy.Form, now time.Time) any {
	return struct {
		Method  string            `json:"method"`
		URL     string            `json:"url"`
		Fields  postpolicy.Fields `json:"fields"`
		Expires int               `json:"expires"` // seconds
	}{"POST", url, form.Fields, secondsLeft(form, now)}
}

func secondsLeft(form postpolicy.Form, now time.Time) int {
	return int(form.Expires.Sub(now.Truncate(time.Second)) / time.Second)
}
