package s3

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/gofiber/fiber/v3"
	"github.com/versity/versitygw/backend"
	"github.com/versity/versitygw/s3api/utils"
	"github.com/versity/versitygw/s3response"

	"slipway/local/events"
	"slipway/local/template"
)

// createdBackend tells of each object once it is stored, before S3's answer. The
// gateway's own notifications do not serve: those of a form lack the key, and one
// that is not taken is not sent again.
type createdBackend struct {
	backend.Backend
	buckets map[string]bool // those that tell EventBridge
	tell    func(events.Created)
}

func notifying(buckets []template.Bucket) map[string]bool {
	all := make(map[string]bool)
	for _, b := range buckets {
		all[b.Name] = b.EventBridge
	}
	return all
}

// PutObject stores an object.
func (b createdBackend) PutObject(ctx context.Context, object s3response.PutObjectInput) (s3response.PutObjectOutput, error) {
	out, err := b.Backend.PutObject(ctx, object)
	if err == nil {
		reason := "PutObject"
		if request, ok := ctx.Value(requestKey{}).(fiber.Ctx); ok && utils.ContextKeyObjectPostResult.IsSet(request) {
			reason = "POST Object"
		}
		b.created(ctx, events.Created{
			Bucket: *object.Bucket, Key: *object.Key, Version: out.VersionID, ETag: out.ETag, Size: aws.ToInt64(out.Size), Reason: reason,
		})
	}
	return out, err
}

// CompleteMultipartUpload makes an object of parts.
func (b createdBackend) CompleteMultipartUpload(ctx context.Context, upload *s3.CompleteMultipartUploadInput) (s3response.CompleteMultipartUploadResult, string, error) {
	out, version, err := b.Backend.CompleteMultipartUpload(ctx, upload)
	if err == nil {
		b.created(ctx, events.Created{
			Bucket: *upload.Bucket, Key: *upload.Key, Version: version, ETag: aws.ToString(out.ETag), Reason: "CompleteMultipartUpload",
			Size: b.size(ctx, upload.Bucket, upload.Key, version),
		})
	}
	return out, version, err
}

// CopyObject makes an object of another.
func (b createdBackend) CopyObject(ctx context.Context, copied s3response.CopyObjectInput) (s3response.CopyObjectOutput, error) {
	out, err := b.Backend.CopyObject(ctx, copied)
	if err == nil {
		version := aws.ToString(out.VersionId)
		b.created(ctx, events.Created{
			Bucket: *copied.Bucket, Key: *copied.Key, Version: version, ETag: aws.ToString(out.CopyObjectResult.ETag), Reason: "CopyObject",
			Size: b.size(ctx, copied.Bucket, copied.Key, version),
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
	b.tell(o)
}

// size returns the size of a version: 0 of one that is there no more.
func (b createdBackend) size(ctx context.Context, bucket, key *string, version string) int64 {
	head, err := b.Backend.HeadObject(ctx, &s3.HeadObjectInput{Bucket: bucket, Key: key, VersionId: &version})
	if err != nil {
		return 0
	}
	return aws.ToInt64(head.ContentLength)
}
