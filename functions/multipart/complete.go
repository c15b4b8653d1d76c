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

// complete has S3 make one object of the parts.
//
// The parts are listed first, and those that S3 has are the ones completed, by
// the ETags that S3 tells: what was measured is what is stored, whatever a
// client still uploads meanwhile.
//
// S3 may take minutes over a huge file, and API Gateway waits 30 seconds: its
// client then gets a 503, while S3 goes on. A client that asks again, after this
// or any other lost answer, names parts of an upload that S3 no longer knows,
// and learns whether the object of these parts is there.
func (h *handler) complete(ctx context.Context, request api.Request, caller string) (api.Outcome, error) {
	t, err := h.target(request, caller)
	if err != nil {
		return api.Outcome{}, err
	}
	if err := checkSwitchedOn(t.rules); err != nil {
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
	arrived, err := h.arrived(ctx, t)
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
	for _, p := range arrived.parts {
		total += upload.Size(*p.Size)
	}
	if err := checkTotal(t, total, declared); err != nil {
		return api.Outcome{}, err
	}
	if err := checkParts(named, arrived.parts); err != nil {
		return api.Outcome{}, err
	}
	if err := t.rules.CheckSize(&total, t.rules.MaxMultipartBytes); err != nil {
		return api.Outcome{}, err
	}
	if err := checkWhole(whole, arrived); err != nil {
		return api.Outcome{}, err
	}
	etag, err := h.finish(ctx, t, arrived.parts, total, whole)
	if err != nil {
		return api.Outcome{}, err
	}
	return completed(t, etag, slog.Int("parts", len(arrived.parts)), slog.Int64("size", int64(total))), nil
}

// completed returns the outcome of an upload that has become an object.
func completed(t target, etag string, attrs ...slog.Attr) api.Outcome {
	answer := struct {
		Location string `json:"location"`
		Key      string `json:"key"`
		Bucket   string `json:"bucket"`
		ETag     string `json:"etag"` // with quotes, as S3 writes it
	}{t.rules.URL + (&url.URL{Path: t.key}).EscapedPath(), t.key, t.rules.Bucket, `"` + etag + `"`}
	return api.Outcome{Response: api.JSON(http.StatusOK, answer), Log: api.Record{Attrs: attrs}}
}

// maxPartsBytes leaves room for maxParts entries of 300 bytes, with the ETag,
// both checksums and the size that the list of parts has, in whatever layout.
const maxPartsBytes = 3 << 20

// readParts reads the parts that a client names, by their numbers, and the
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

// finish completes an upload and returns the object's ETag. It may find that
// the upload is gone, although its parts were listed a moment ago: by another
// request, or by its own, of which the answer was lost and which the SDK has
// repeated.
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

// checkTotal refuses what the parts come to. Nothing is aborted here: a client
// whose answer is lost would take a later NoSuchUpload for a stored file. What
// is never completed, the bucket's lifecycle rule removes.
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
			"%s have arrived, but %s were declared. Abort the upload and create it anew.", arrived, all)
	}
	return nil
}

// checkParts wants the parts that a client names to be those that arrived. A
// part may be named without its ETag, which a proxy can hide from a browser:
// then its number is compared.
func checkParts(named []part, arrived []types.Part) error {
	if len(named) == 0 {
		return api.BadRequest("MissingParts", nil, "The request names no parts.")
	}
	for i := range max(len(named), len(arrived)) {
		switch {
		case i > 0 && i < len(named) && named[i].PartNumber == named[i-1].PartNumber:
			return api.BadRequest("RepeatedPart", api.Details{"part": named[i].PartNumber},
				"Part %d is named more than once: name each part once.", named[i].PartNumber)
		case i == len(arrived) || i < len(named) && named[i].PartNumber < *arrived[i].PartNumber:
			return api.BadRequest("NoSuchPart", api.Details{"part": named[i].PartNumber},
				"Part %d is named, but has not arrived: upload it, then complete again.", named[i].PartNumber)
		case i == len(named) || named[i].PartNumber > *arrived[i].PartNumber:
			return api.BadRequest("PartNotNamed", api.Details{"part": *arrived[i].PartNumber},
				"Part %d has arrived, but is not named: name all parts, or create the upload anew.", *arrived[i].PartNumber)
		case named[i].ETag != "" && unquoted(named[i].ETag) != unquoted(*arrived[i].ETag),
			differ(named[i].SHA256, arrived[i].ChecksumSHA256), differ(named[i].CRC64NVME, arrived[i].ChecksumCRC64NVME):
			return api.BadRequest("PartChanged", api.Details{"part": named[i].PartNumber},
				"Part %d has arrived with other bytes: its ETag or checksum is not the one that is named. Upload it again.",
				named[i].PartNumber)
		}
	}
	return nil
}

// unquoted returns an ETag without the quotes that S3 writes around it, and
// that some clients leave out.
func unquoted(etag string) string { return strings.Trim(etag, `"`) }

// differ reports whether a checksum is named that is not the one that arrived.
func differ(named, arrived *string) bool {
	return named != nil && (arrived == nil || *named != *arrived)
}

// checkWhole wants a checksum of the whole file to be one that S3 compares: of
// the upload's own algorithm, and in the form that S3 has it.
func checkWhole(named checksums, arrived arrivals) error {
	check := func(
		name string, value *string, algorithm types.ChecksumAlgorithm, isForm func(string) bool, form string,
	) error {
		switch {
		case value == nil:
			return nil
		case arrived.algorithm != algorithm:
			return api.BadRequest("ChecksumNotCreated", api.Details{"name": name, "algorithm": algorithm},
				"%s needs an upload that is created with the checksum %q.", name, algorithm)
		case !isForm(*value):
			return api.BadRequest("InvalidFileChecksum", api.Details{"name": name, "parts": len(arrived.parts)},
				"%s of a file in %d parts is %s.", name, len(arrived.parts), form)
		}
		return nil
	}
	return cmp.Or(
		check("ChecksumSHA256", named.SHA256, types.ChecksumAlgorithmSha256, func(s string) bool {
			digest, count, _ := strings.Cut(s, "-")
			return isDigest(digest, sha256.Size) && count == strconv.Itoa(len(arrived.parts))
		}, `the SHA-256 of the parts' SHA-256s in base64, "-" and the number of parts`),
		check("ChecksumCRC64NVME", named.CRC64NVME, types.ChecksumAlgorithmCrc64nvme, func(s string) bool {
			return isDigest(s, crc64.Size)
		}, "the 8 bytes of its CRC-64/NVME in base64"),
	)
}
