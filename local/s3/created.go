package s3

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/gofiber/fiber/v3"
	"github.com/versity/versitygw/backend"
	"github.com/versity/versitygw/s3api/utils"
	"github.com/versity/versitygw/s3response"

	"slipway/local/events"
	"slipway/local/template"
)

// createdBackend reports each object when it is stored, before S3's answer. The
// gateway's own notifications are unsuitable: those for forms lack the key, and
// failed ones are not retried.
type createdBackend struct {
	backend.Backend
	buckets map[string]bool // by name: whether it sends events to EventBridge
	report  func(events.Created)
}

func notifying(buckets []template.Bucket) map[string]bool {
	all := make(map[string]bool)
	for _, b := range buckets {
		all[b.Name] = b.EventBridge
	}
	return all
}

func (b createdBackend) PutObject(ctx context.Context, object s3response.PutObjectInput) (
	s3response.PutObjectOutput, error) {
	out, err := b.Backend.PutObject(ctx, object)
	if err == nil {
		reason := "PutObject"
		if request, ok := ctx.Value(requestKey{}).(fiber.Ctx); ok && utils.ContextKeyObjectPostResult.IsSet(request) {
			reason = "POST Object"
		}
		b.created(ctx, events.Created{
			Bucket: *object.Bucket, Key: *object.Key, Version: out.VersionID, ETag: out.ETag,
			Size: aws.ToInt64(out.Size), Reason: reason,
		})
	}
	return out, err
}

func (b createdBackend) CompleteMultipartUpload(ctx context.Context, upload *s3.CompleteMultipartUploadInput) (
	s3response.CompleteMultipartUploadResult, string, error) {
	out, version, err := b.Backend.CompleteMultipartUpload(ctx, upload)
	if err == nil {
		b.created(ctx, events.Created{
			Bucket: *upload.Bucket, Key: *upload.Key, Version: version, ETag: aws.ToString(out.ETag),
			Size: b.size(ctx, upload.Bucket, upload.Key, version), Reason: "CompleteMultipartUpload",
		})
	}
	return out, version, err
}

func (b createdBackend) CopyObject(ctx context.Context, copied s3response.CopyObjectInput) (
	s3response.CopyObjectOutput, error) {
	out, err := b.Backend.CopyObject(ctx, copied)
	if err == nil {
		version := aws.ToString(out.VersionId)
		b.created(ctx, events.Created{
			Bucket: *copied.Bucket, Key: *copied.Key, Version: version, ETag: aws.ToString(out.CopyObjectResult.ETag),
			Size: b.size(ctx, copied.Bucket, copied.Key, version), Reason: "CopyObject",
		})
	}
	return out, err
}

func (b createdBackend) created(ctx context.Context, o events.Created) {
	if !b.buckets[o.Bucket] {
		return
	}
	if request, ok := ctx.Value(requestKey{}).(fiber.Ctx); ok {
		o.RequestID, _ = utils.EnsureRequestIDs(request)
	}
	// The gateway's strings share a buffer that the next request overwrites.
	for _, text := range []*string{&o.Bucket, &o.Key, &o.Version, &o.ETag, &o.RequestID} {
		*text = strings.Clone(*text)
	}
	b.report(o)
}

// size returns the size of a version, or 0 if it has been deleted.
func (b createdBackend) size(ctx context.Context, bucket, key *string, version string) int64 {
	head, err := b.Backend.HeadObject(ctx, &s3.HeadObjectInput{Bucket: bucket, Key: key, VersionId: &version})
	if err != nil {
		return 0
	}
	return aws.ToInt64(head.ContentLength)
}
