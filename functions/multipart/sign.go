package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"hash/crc64"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"slipway/functions/internal/api"
	"slipway/functions/internal/upload"
)

// maxBatch is the limit of parts in one request: more than any browser sends
// before the first signatures expire.
const maxBatch = 100

// signOne answers with the URL to PUT a part to. The checksum of the part, if
// given, is signed too, and the answer has the header to send it in; S3 then
// accepts no other bytes.
func (h *handler) signOne(ctx context.Context, request api.Request, caller string) (api.Outcome, error) {
	t, err := h.target(request, caller)
	if err != nil {
		return api.Outcome{}, err
	}
	sign, expires, err := h.signer(ctx, t)
	if err != nil {
		return api.Outcome{}, err
	}
	var checksums checksums
	if checksums.SHA256, err = checksum(t, "sha256", sha256.Size); err != nil {
		return api.Outcome{}, err
	}
	if checksums.CRC64NVME, err = checksum(t, "crc64nvme", crc64.Size); err != nil {
		return api.Outcome{}, err
	}
	url, err := sign(request.PathParameters["partNumber"], checksums)
	if err != nil {
		return api.Outcome{}, err
	}
	body := struct {
		URL     string            `json:"url"`
		Expires int               `json:"expires"` // seconds
		Headers map[string]string `json:"headers,omitempty"`
	}{url, expires, checksums.headers()}
	return api.Outcome{Response: api.JSON(http.StatusOK, body), Log: api.Record{Signed: 1}}, nil
}

// signBatch answers with the URLs of the parts in the parameter partNumbers.
func (h *handler) signBatch(ctx context.Context, request api.Request, caller string) (api.Outcome, error) {
	t, err := h.target(request, caller)
	if err != nil {
		return api.Outcome{}, err
	}
	sign, expires, err := h.signer(ctx, t)
	if err != nil {
		return api.Outcome{}, err
	}
	numbers := strings.Split(t.query["partNumbers"], ",")
	if len(numbers) > maxBatch {
		return api.Outcome{}, tooManyParts(maxBatch)
	}
	urls := make(map[string]string, len(numbers))
	for _, number := range numbers {
		if urls[number], err = sign(number, checksums{}); err != nil {
			return api.Outcome{}, err
		}
	}
	body := struct {
		URLs    map[string]string `json:"presignedUrls"`
		Expires int               `json:"expires"` // seconds
	}{urls, expires}
	return api.Outcome{
		Response: api.JSON(http.StatusOK, body), Log: api.Record{Signed: len(urls), Attrs: []slog.Attr{slog.Int("parts", len(urls))}},
	}, nil
}

// tooManyParts is the error for a request that names more parts than limit.
func tooManyParts(limit int) *api.Error {
	return api.BadRequest("TooManyParts", api.Details{"limit": limit},
		"A request may name at most %d parts.", limit)
}

// signer returns a function that signs the URL of a part, and the lifetime of its
// URLs in seconds. They expire no later than the credentials.
func (h *handler) signer(ctx context.Context, t target) (sign func(number string, c checksums) (string, error), expires int, err error) {
	if err := checkEnabled(t.rules); err != nil {
		return nil, 0, err
	}
	size, err := t.size()
	if err != nil {
		return nil, 0, err
	}
	if err := t.rules.CheckSize(size, t.rules.MaxMultipartBytes); err != nil {
		return nil, 0, err
	}
	credentials, err := h.s3.Options().Credentials.Retrieve(ctx)
	if err != nil {
		return nil, 0, err
	}
	lifetime := t.rules.Lifetime
	if credentials.CanExpire {
		lifetime = min(lifetime, credentials.Expires.Sub(h.now()).Truncate(time.Second))
	}
	if lifetime <= 0 {
		return nil, 0, errors.New("the credentials have expired")
	}
	return func(number string, c checksums) (string, error) {
		part, err := strconv.ParseInt(number, 10, 32)
		if err != nil || part < 1 || part > maxParts {
			return "", api.BadRequest("InvalidPartNumber",
				api.Details{"value": upload.Excerpt(number), "limit": maxParts},
				"The part number %q must be a whole number from 1 to %d.", upload.Excerpt(number), maxParts)
		}
		// The parts before this one have at least minPartBytes each.
		if least := upload.Size((part-1)*minPartBytes + 1); int64(least) > t.rules.MaxMultipartBytes {
			return "", t.rules.CheckSize(&least, t.rules.MaxMultipartBytes)
		}
		input := &s3.UploadPartInput{
			Bucket: &t.rules.Bucket, Key: &t.key, UploadId: &t.uploadID, PartNumber: aws.Int32(int32(part)),
			ChecksumSHA256: c.SHA256, ChecksumCRC64NVME: c.CRC64NVME,
		}
		if size != nil {
			plan := newPlan(int64(*size))
			if int(part) > plan.parts {
				return "", api.BadRequest("PartNumberTooHigh",
					api.Details{"actual": part, "limit": plan.parts, "size": *size, "partSize": plan.partSize},
					"A file of this size has %d parts, so there is no part %d.", plan.parts, part)
			}
			input.ContentLength = aws.Int64(plan.length(int(part)))
		}
		signed, err := h.presign.PresignUploadPart(ctx, input, s3.WithPresignExpires(lifetime))
		if err != nil {
			return "", err
		}
		return signed.URL, nil
	}, int(lifetime / time.Second), nil
}
