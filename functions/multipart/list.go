package main

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"slipway/functions/internal/api"
)

// A part describes an uploaded part, with S3's names.
type part struct {
	PartNumber int32
	ETag       string
	Size       int64
	checksums
}

// list answers with the uploaded parts, ordered by number.
func (h *handler) list(ctx context.Context, request api.Request, caller string) (api.Outcome, error) {
	t, err := h.target(request, caller)
	if err != nil {
		return api.Outcome{}, err
	}
	uploaded, err := h.uploadedParts(ctx, t)
	if err != nil {
		return api.Outcome{}, err
	}
	body := make([]part, 0, len(uploaded.parts)) // an empty list, not null
	for _, p := range uploaded.parts {
		body = append(body, part{*p.PartNumber, *p.ETag, *p.Size, checksums{p.ChecksumSHA256, p.ChecksumCRC64NVME}})
	}
	return api.Outcome{
		Response: api.JSON(http.StatusOK, body),
		Log:      api.Record{Attrs: []slog.Attr{slog.Int("parts", len(body))}},
	}, nil
}

// uploadedParts are the parts that S3 has of an upload.
type uploadedParts struct {
	parts     []types.Part            // ordered by number
	algorithm types.ChecksumAlgorithm // of their checksums; empty for none
}

// uploadedParts lists the parts that S3 has of an upload.
func (h *handler) uploadedParts(ctx context.Context, t target) (uploadedParts, error) {
	var all uploadedParts
	pages := s3.NewListPartsPaginator(h.s3, &s3.ListPartsInput{Bucket: &t.rules.Bucket, Key: &t.key, UploadId: &t.uploadID})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return uploadedParts{}, fromS3(err)
		}
		all.parts = append(all.parts, page.Parts...)
		all.algorithm = page.ChecksumAlgorithm
	}
	return all, nil
}
