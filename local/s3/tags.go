package s3

import (
	"context"
	"maps"
	"net/url"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/gofiber/fiber/v3"
	"github.com/versity/versitygw/auth"
	"github.com/versity/versitygw/backend"
	"github.com/versity/versitygw/s3response"

	"slipway/local/session"
)

// tagBackend checks the right to set tags with the tags' keys, for each operation
// that sets them. The gateway checks it without the keys (its auth package says:
// "tag-based keys … are not supported"), which session.Store allows.
type tagBackend struct {
	backend.Backend
	sessions auth.IAMService
}

func (b tagBackend) PutObject(ctx context.Context, object s3response.PutObjectInput) (
	s3response.PutObjectOutput, error) {
	if err := b.authorizeHeader(ctx, *object.Bucket, *object.Key, object.Tagging); err != nil {
		return s3response.PutObjectOutput{}, err
	}
	return b.Backend.PutObject(ctx, object)
}

func (b tagBackend) CreateMultipartUpload(ctx context.Context, upload s3response.CreateMultipartUploadInput) (
	s3response.InitiateMultipartUploadResult, error) {
	if err := b.authorizeHeader(ctx, *upload.Bucket, *upload.Key, upload.Tagging); err != nil {
		return s3response.InitiateMultipartUploadResult{}, err
	}
	return b.Backend.CreateMultipartUpload(ctx, upload)
}

func (b tagBackend) CopyObject(ctx context.Context, copied s3response.CopyObjectInput) (
	s3response.CopyObjectOutput, error) {
	if err := b.authorizeHeader(ctx, *copied.Bucket, *copied.Key, copied.Tagging); err != nil {
		return s3response.CopyObjectOutput{}, err
	}
	return b.Backend.CopyObject(ctx, copied)
}

func (b tagBackend) PutObjectTagging(ctx context.Context, bucket, key, version string, tags map[string]string) error {
	action := auth.PutObjectTaggingAction
	if version != "" {
		action = auth.PutObjectVersionTaggingAction
	}
	if err := b.authorize(ctx, action, bucket, key, slices.Collect(maps.Keys(tags))); err != nil {
		return err
	}
	return b.Backend.PutObjectTagging(ctx, bucket, key, version, tags)
}

// authorizeHeader is like authorize, for tags as a query string.
func (b tagBackend) authorizeHeader(ctx context.Context, bucket, key string, tagging *string) error {
	if aws.ToString(tagging) == "" {
		return nil
	}
	tags, err := url.ParseQuery(*tagging)
	if err != nil {
		return err
	}
	return b.authorize(ctx, auth.PutObjectTaggingAction, bucket, key, slices.Collect(maps.Keys(tags)))
}

// authorize returns an error unless the signer of the request may set tags with
// these keys.
func (b tagBackend) authorize(ctx context.Context, action auth.Action, bucket, key string, keys []string) error {
	request, ok := ctx.Value(requestKey{}).(fiber.Ctx)
	if !ok || isOwner(request) {
		return nil
	}
	return allow(b.sessions, request, "arn:aws:s3:::"+bucket+"/"+key, []auth.Action{action},
		map[string][]string{session.TagKeys: keys})
}
