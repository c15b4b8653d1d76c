package main

import (
	"context"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"slipway/functions/internal/api"
)

// abort aborts an upload; S3 deletes its parts.
func (h *handler) abort(ctx context.Context, request api.Request, caller string) (api.Outcome, error) {
	t, err := h.target(request, caller)
	if err != nil {
		return api.Outcome{}, err
	}
	_, err = h.s3.AbortMultipartUpload(ctx, &s3.AbortMultipartUploadInput{
		Bucket: &t.rules.Bucket, Key: &t.key, UploadId: &t.uploadID,
	})
	if err != nil {
		return api.Outcome{}, fromS3(err)
	}
	return api.Outcome{Response: api.JSON(http.StatusOK, struct{}{})}, nil
}
