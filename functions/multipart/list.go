package main

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"slipway/functions/internal/respond"
	"slipway/functions/internal/router"
)

// A part is one that has arrived, in the names that S3 gives its properties.
type part struct {
	PartNumber int32
	ETag       string
	Size       int64
	checksums
}

// list answers with the parts that have arrived, by their numbers.
func (h *handler) list(ctx context.Context, request events.APIGatewayV2HTTPRequest, subject string) (router.Outcome, error) {
	t, err := h.target(request, subject)
	if err != nil {
		return router.Outcome{}, err
	}
	listed, err := h.arrived(ctx, t)
	if err != nil {
		return router.Outcome{}, err
	}
	body := make([]part, 0, len(listed)) // an empty list, not null
	for _, p := range listed {
		body = append(body, part{*p.PartNumber, *p.ETag, *p.Size, checksums{p.ChecksumSHA256, p.ChecksumCRC64NVME}})
	}
	return router.Outcome{Response: respond.JSON(http.StatusOK, body), Attributes: []slog.Attr{slog.Int("parts", len(body))}}, nil
}

// arrived returns all parts of an upload that S3 has.
func (h *handler) arrived(ctx context.Context, t target) ([]types.Part, error) {
	var parts []types.Part
	pages := s3.NewListPartsPaginator(h.s3, &s3.ListPartsInput{Bucket: &h.rules.Bucket, Key: &t.key, UploadId: &t.uploadID})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fromS3(err)
		}
		parts = append(parts, page.Parts...)
	}
	return parts, nil
}
