package main

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"slipway/functions/internal/api"
)

// A part is a part that has arrived, with S3's names of its properties.
type part struct {
	PartNumber int32
	ETag       string
	Size       int64
	checksums
}

// list answers with the parts that have arrived, ordered by number.
func (h *handler) list(ctx context.Context, request api.Request, caller string) (api.Outcome, error) {
	t, err := h.target(request, caller)
	if err != nil {
		return api.Outcome{}, err
	}
	arrived, err := h.arrived(ctx, t)
	if err != nil {
		return api.Outcome{}, err
	}
	body := make([]part, 0, len(arrived.parts)) // an empty list, not null
	for _, p := range arrived.parts {
		body = append(body, part{*p.PartNumber, *p.ETag, *p.Size, checksums{p.ChecksumSHA256, p.ChecksumCRC64NVME}})
	}
	return api.Outcome{
		Response: api.JSON(http.StatusOK, body),
		Log:      api.Record{Attrs: []slog.Attr{slog.Int("parts", len(body))}},
	}, nil
}

// arrivals are the parts that S3 has of an upload.
type arrivals struct {
	parts     []types.Part            // by their numbers
	algorithm types.ChecksumAlgorithm // of their checksums; empty for none
}

// arrived returns all parts that S3 has of an upload.
func (h *handler) arrived(ctx context.Context, t target) (arrivals, error) {
	var all arrivals
	pages := s3.NewListPartsPaginator(h.s3, &s3.ListPartsInput{Bucket: &t.rules.Bucket, Key: &t.key, UploadId: &t.uploadID})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return arrivals{}, fromS3(err)
		}
		all.parts = append(all.parts, page.Parts...)
		all.algorithm = page.ChecksumAlgorithm
	}
	return all, nil
}
