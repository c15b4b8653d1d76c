package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"hash/crc64"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"slipway/functions/internal/api"
	"slipway/functions/internal/upload"
)

// complete completes an upload: S3 joins its parts into one object.
//
// It lists the parts first and completes exactly those, by the ETags in the
// list. So what was checked is what is stored, even if a client uploads parts
// meanwhile.
//
// S3 may take minutes for a huge file, but API Gateway times out after 30 s: the
// client gets a 503 while S3 continues. If the client retries, after this or any
// other lost answer, S3 no longer has the upload. The answer then says whether
// the object made of the named parts is stored.
func (h *handler) complete(ctx context.Context, request api.Request, caller string) (api.Outcome, error) {
	t, err := h.target(request, caller)
	if err != nil {
		return api.Outcome{}, err
	}
	if err := checkEnabled(t.rules); err != nil {
		return api.Outcome{}, err
	}
	declared, err := t.size()
	if err != nil {
		return api.Outcome{}, err
	}
	if declared != nil {
		if err := t.rules.CheckSize(declared, t.rules.MaxMultipartBytes); err != nil {
			return api.Outcome{}, err
		}
	}
	named, whole, err := readParts(request, t)
	if err != nil {
		return api.Outcome{}, err
	}
	uploaded, err := h.uploadedParts(ctx, t)
	if errors.Is(err, noSuchUpload) {
		etags := make([]string, len(named))
		for i, p := range named {
			etags[i] = p.ETag
		}
		etag, err := h.stored(ctx, t, etags)
		if err != nil {
			return api.Outcome{}, err
		}
		return completed(t, etag, slog.Int("parts", len(named))), nil
	}
	if err != nil {
		return api.Outcome{}, err
	}
	total := upload.Size(0)
	for _, p := range uploaded.parts {
		total += upload.Size(*p.Size)
	}
	if err := checkTotal(t, total, declared); err != nil {
		return api.Outcome{}, err
	}
	if err := checkParts(named, uploaded.parts); err != nil {
		return api.Outcome{}, err
	}
	if err := t.rules.CheckSize(&total, t.rules.MaxMultipartBytes); err != nil {
		return api.Outcome{}, err
	}
	if err := checkWhole(whole, uploaded); err != nil {
		return api.Outcome{}, err
	}
	etag, err := h.finish(ctx, t, uploaded.parts, total, whole)
	if err != nil {
		return api.Outcome{}, err
	}
	return completed(t, etag, slog.Int("parts", len(uploaded.parts)), slog.Int64("size", int64(total))), nil
}

// completed returns the outcome of a completed upload.
func completed(t target, etag string, attrs ...slog.Attr) api.Outcome {
	answer := struct {
		Location string `json:"location"`
		Key      string `json:"key"`
		Bucket   string `json:"bucket"`
		ETag     string `json:"etag"` // with quotes, as S3 writes it
	}{t.rules.URL + (&url.URL{Path: t.key}).EscapedPath(), t.key, t.rules.Bucket, `"` + etag + `"`}
	return api.Outcome{Response: api.JSON(http.StatusOK, answer), Log: api.Record{Attrs: attrs}}
}

// maxPartsBytes leaves room for maxParts entries of 300 bytes: the ETag, both
// checksums and the size, as in the list of parts, in any layout.
const maxPartsBytes = 3 << 20

// readParts returns the parts that a client names, sorted by number, and the
// checksums of the whole file.
func readParts(request api.Request, t target) (parts []part, whole checksums, err error) {
	const example = `{"parts":[{"PartNumber":1,"ETag":"\"9b2c…\""}]}`
	var body struct {
		Parts   json.RawMessage `json:"parts"`
		Profile *string         `json:"profile"`
		checksums
	}
	if err := request.ReadBody(&body, maxPartsBytes, example); err != nil {
		return nil, checksums{}, err
	}
	if body.Profile != nil && *body.Profile != t.rules.Profile {
		return nil, checksums{}, api.KeyNotAllowed
	}
	if parts, err = api.ReadArray[part](body.Parts, maxParts, tooManyParts(maxParts), example); err != nil {
		return nil, checksums{}, err
	}
	slices.SortStableFunc(parts, func(a, b part) int { return cmp.Compare(a.PartNumber, b.PartNumber) })
	return parts, body.checksums, nil
}

// finish completes an upload and returns the object's ETag. The upload may be
// gone although its parts were just listed: completed by another request, or by
// an earlier attempt of the SDK whose answer was lost.
func (h *handler) finish(ctx context.Context, t target, parts []types.Part, total upload.Size, whole checksums) (string, error) {
	input := &s3.CompleteMultipartUploadInput{
		Bucket: &t.rules.Bucket, Key: &t.key, UploadId: &t.uploadID,
		MultipartUpload: new(types.CompletedMultipartUpload),
		MpuObjectSize:   aws.Int64(int64(total)),
		ChecksumSHA256:  whole.SHA256, ChecksumCRC64NVME: whole.CRC64NVME,
	}
	etags := make([]string, len(parts))
	for i, p := range parts {
		etags[i] = *p.ETag
		input.MultipartUpload.Parts = append(input.MultipartUpload.Parts, types.CompletedPart{
			PartNumber: p.PartNumber, ETag: p.ETag, ChecksumSHA256: p.ChecksumSHA256, ChecksumCRC64NVME: p.ChecksumCRC64NVME,
		})
	}
	object, err := h.s3.CompleteMultipartUpload(ctx, input)
	if err == nil {
		return unquoted(aws.ToString(object.ETag)), nil
	}
	if err = fromS3(err); errors.Is(err, noSuchUpload) {
		return h.stored(ctx, t, etags)
	}
	return "", err
}

// checkTotal refuses a total size that is not allowed. It does not abort the
// upload: a client whose answer is lost would take a later NoSuchUpload for a
// stored file. The lifecycle rule removes uploads that are never completed.
func checkTotal(t target, total upload.Size, declared *upload.Size) error {
	switch {
	case declared != nil && total < *declared:
		arrived, all := upload.CompareSizes(int64(total), int64(*declared))
		return api.BadRequest("IncompleteUpload", api.Details{"actual": total, "declared": *declared},
			"Only %s of %s have arrived: upload the missing parts, then complete again.", arrived, all)
	case int64(total) > t.rules.MaxMultipartBytes:
		return t.rules.CheckSize(&total, t.rules.MaxMultipartBytes)
	case declared != nil && total > *declared:
		arrived, all := upload.CompareSizes(int64(total), int64(*declared))
		return api.BadRequest("SizeMismatch", api.Details{"actual": total, "declared": *declared},
			"%s have arrived, but %s were declared. Abort this upload and start a new one.", arrived, all)
	}
	return nil
}

// checkParts refuses parts that differ from those that have arrived. A part may
// be named without its ETag, which a proxy can hide from a browser; then only
// its number is compared.
func checkParts(named []part, uploaded []types.Part) error {
	if len(named) == 0 {
		return api.BadRequest("MissingParts", nil, "The request names no parts: name every part of the upload.")
	}
	for i := range max(len(named), len(uploaded)) {
		switch {
		case i > 0 && i < len(named) && named[i].PartNumber == named[i-1].PartNumber:
			return api.BadRequest("RepeatedPart", api.Details{"part": named[i].PartNumber},
				"Part %d is named more than once: name each part once.", named[i].PartNumber)
		case i == len(uploaded) || i < len(named) && named[i].PartNumber < *uploaded[i].PartNumber:
			return api.BadRequest("NoSuchPart", api.Details{"part": named[i].PartNumber},
				"Part %d has not arrived: upload it, then complete again.", named[i].PartNumber)
		case i == len(named) || named[i].PartNumber > *uploaded[i].PartNumber:
			return api.BadRequest("PartNotNamed", api.Details{"part": *uploaded[i].PartNumber},
				"Part %d has arrived, but the request does not name it: name all parts, or start a new upload.", *uploaded[i].PartNumber)
		case named[i].ETag != "" && unquoted(named[i].ETag) != unquoted(*uploaded[i].ETag),
			differ(named[i].SHA256, uploaded[i].ChecksumSHA256), differ(named[i].CRC64NVME, uploaded[i].ChecksumCRC64NVME):
			return api.BadRequest("PartChanged", api.Details{"part": named[i].PartNumber},
				"Part %d has arrived with other bytes: its ETag or checksum does not match. Upload it again.",
				named[i].PartNumber)
		}
	}
	return nil
}

// unquoted returns an ETag without quotes, which S3 writes and some clients
// leave out.
func unquoted(etag string) string { return strings.Trim(etag, `"`) }

// differ reports whether a checksum is named and differs from that of the part.
func differ(named, uploaded *string) bool {
	return named != nil && (uploaded == nil || *named != *uploaded)
}

// checkWhole refuses a checksum of the whole file that S3 would not compare: it
// must be of the upload's algorithm, in S3's form.
func checkWhole(named checksums, uploaded uploadedParts) error {
	check := func(
		name string, value *string, algorithm types.ChecksumAlgorithm, isForm func(string) bool, form string,
	) error {
		switch {
		case value == nil:
			return nil
		case uploaded.algorithm != algorithm:
			return api.BadRequest("ChecksumNotCreated", api.Details{"name": name, "algorithm": algorithm},
				"%s needs an upload that was created with \"checksum\": %q.", name, algorithm)
		case !isForm(*value):
			return api.BadRequest("InvalidFileChecksum", api.Details{"name": name, "parts": len(uploaded.parts)},
				"%s of a file in %d parts must be %s.", name, len(uploaded.parts), form)
		}
		return nil
	}
	return cmp.Or(
		check("ChecksumSHA256", named.SHA256, types.ChecksumAlgorithmSha256, func(s string) bool {
			digest, count, _ := strings.Cut(s, "-")
			return isDigest(digest, sha256.Size) && count == strconv.Itoa(len(uploaded.parts))
		}, `the SHA-256 of the parts' SHA-256s in base64, "-" and the number of parts`),
		check("ChecksumCRC64NVME", named.CRC64NVME, types.ChecksumAlgorithmCrc64nvme, func(s string) bool {
			return isDigest(s, crc64.Size)
		}, "the 8 bytes of its CRC-64/NVME in base64"),
	)
}
