package main

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"slipway/functions/internal/api"
	"slipway/functions/internal/upload"
)

// maxDescriptionBytes leaves room for the longest form of a file in JSON (see
// maxFilesBytes of the function credentials), and for the other members that
// Uppy sends.
const maxDescriptionBytes = 32 << 10

// A description is the body of a request for a new upload.
type description struct {
	upload.File
	Filename string `json:"filename"`
	Checksum string `json:"checksum"` // the name of the algorithm; empty for S3's default
}

// checksumTypes maps the algorithms that an upload may have to how S3 computes the
// checksum of the whole file.
var checksumTypes = map[types.ChecksumAlgorithm]types.ChecksumType{
	types.ChecksumAlgorithmSha256:    types.ChecksumTypeComposite,
	types.ChecksumAlgorithmCrc64nvme: types.ChecksumTypeFullObject,
}

// create begins an upload.
func (h *handler) create(ctx context.Context, request api.Request, caller string) (api.Outcome, error) {
	var file description
	err := request.ReadBody(&file, maxDescriptionBytes, `{"filename":"holiday.mp4","type":"video/mp4","size":123456789}`)
	if err != nil {
		return api.Outcome{}, err
	}
	file.Name = file.Filename
	rules, err := h.profiles.Choose(file.Profile, request.Scopes())
	if err != nil {
		return api.Outcome{}, err
	}
	if err := checkEnabled(rules); err != nil {
		return api.Outcome{}, err
	}
	object, err := rules.Object(file.File, caller, h.now())
	if err != nil {
		return api.Outcome{}, err
	}
	if err := rules.CheckSize(file.Size, rules.MaxMultipartBytes); err != nil {
		return api.Outcome{}, err
	}
	algorithm := types.ChecksumAlgorithm(file.Checksum)
	checksumType, ok := checksumTypes[algorithm]
	if !ok && algorithm != "" {
		return api.Outcome{}, api.BadRequest("UnknownChecksum",
			api.Details{"name": upload.Excerpt(file.Checksum), "accepted": []string{"CRC64NVME", "SHA256"}},
			`The checksum must be "CRC64NVME" or "SHA256", not %q, or be left out.`, upload.Excerpt(file.Checksum))
	}

	input := &s3.CreateMultipartUploadInput{
		Bucket: &rules.Bucket, Key: &object.Key,
		ContentType: &object.ContentType, Metadata: map[string]string{},
		ACL:               types.ObjectCannedACL(rules.ObjectACL),
		ChecksumAlgorithm: algorithm, ChecksumType: checksumType,
	}
	setAttributes(input, object.Attributes)
	for _, m := range object.Metadata {
		input.Metadata[m.Name] = m.Value
	}
	created, err := h.s3.CreateMultipartUpload(ctx, input)
	if err != nil {
		return api.Outcome{}, fromS3(err)
	}

	body := struct {
		Key      string `json:"key"`
		UploadID string `json:"uploadId"`
		Bucket   string `json:"bucket"`
		PartSize int64  `json:"partSize,omitempty"` // in bytes, of all parts but the last
	}{object.Key, *created.UploadId, rules.Bucket, 0}
	record := api.Record{Attrs: []slog.Attr{api.ContentType(object.ContentType)}}
	if file.Size != nil {
		body.PartSize = newPlan(int64(*file.Size)).partSize
		record.Attrs = append(record.Attrs, slog.Int64("size", int64(*file.Size)))
	}
	return api.Outcome{Response: api.JSON(http.StatusOK, body), Log: record}, nil
}

// setAttributes sets the attributes that a form would set.
func setAttributes(input *s3.CreateMultipartUploadInput, a upload.Attributes) {
	text := func(s string) *string {
		if s == "" {
			return nil
		}
		return &s
	}
	input.CacheControl = text(a.CacheControl)
	input.ContentDisposition = text(a.ContentDisposition)
	input.ContentLanguage = text(a.ContentLanguage)
	if !a.Expires.IsZero() {
		input.Expires = &a.Expires
	}
	input.StorageClass = types.StorageClass(a.StorageClass)
	input.Tagging = text(a.Tags.Header())
}
