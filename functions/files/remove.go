package main

import (
	"context"
	"errors"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"slipway/functions/internal/api"
	"slipway/functions/internal/version"
)

// remove deletes a file. In a versioned bucket S3 adds a delete marker, and keeps
// the bytes until the noncurrent version expires.
func (h *handler) remove(ctx context.Context, request api.Request, caller string) (api.Outcome, error) {
	t, err := h.target(request, caller)
	if err != nil {
		return api.Outcome{}, err
	}
	done := api.Outcome{Response: api.Response{Status: http.StatusNoContent}}
	id := version.ID{Bucket: t.rules.Bucket, Key: t.key}
	// S3 adds a delete marker even to a key that never existed.
	if _, err := version.Tags(ctx, h.s3, id); errors.Is(err, version.ErrGone) {
		return done, nil
	} else if err != nil {
		return api.Outcome{}, fromS3(err)
	}
	if _, err := h.s3.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &id.Bucket, Key: &id.Key}); err != nil {
		return api.Outcome{}, fromS3(err)
	}
	return done, nil
}
