package s3

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/gofiber/fiber/v3"
	"github.com/versity/versitygw/auth"
	"github.com/versity/versitygw/backend"
	"github.com/versity/versitygw/s3err"
	"github.com/versity/versitygw/s3response"
)

// missingBackend answers 403 in place of 404 to callers who may not list the
// bucket, as S3 does; the gateway answers 404 to all.
//
// AWS documents s3:ListBucket for this. It does not say which right a request with
// a version's id needs, so here that needs s3:ListBucketVersions too: a role with
// both works with either rule.
//
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
type missingBackend struct {
	backend.Backend
	sessions auth.IAMService
}

func (b missingBackend) GetObject(ctx context.Context, object *s3.GetObjectInput) (*s3.GetObjectOutput, error) {
	version := aws.ToString(object.VersionId)
	out, err := b.Backend.GetObject(ctx, object)
	return out, b.hide(ctx, *object.Bucket, version, err)
}

func (b missingBackend) HeadObject(ctx context.Context, object *s3.HeadObjectInput) (*s3.HeadObjectOutput, error) {
	version := aws.ToString(object.VersionId)
	out, err := b.Backend.HeadObject(ctx, object)
	return out, b.hide(ctx, *object.Bucket, version, err)
}

func (b missingBackend) GetObjectAttributes(ctx context.Context, object *s3.GetObjectAttributesInput) (
	s3response.GetObjectAttributesResponse, error) {
	version := aws.ToString(object.VersionId)
	out, err := b.Backend.GetObjectAttributes(ctx, object)
	return out, b.hide(ctx, *object.Bucket, version, err)
}

func (b missingBackend) GetObjectTagging(ctx context.Context, bucket, key, version string) (map[string]string, error) {
	tags, err := b.Backend.GetObjectTagging(ctx, bucket, key, version)
	return tags, b.hide(ctx, bucket, version, err)
}

func (b missingBackend) PutObjectTagging(ctx context.Context, bucket, key, version string,
	tags map[string]string) error {
	return b.hide(ctx, bucket, version, b.Backend.PutObjectTagging(ctx, bucket, key, version, tags))
}

func (b missingBackend) DeleteObjectTagging(ctx context.Context, bucket, key, version string) error {
	return b.hide(ctx, bucket, version, b.Backend.DeleteObjectTagging(ctx, bucket, key, version))
}

// hide returns err, or a refusal if it means that something is missing and the
// caller may not list the bucket.
func (b missingBackend) hide(ctx context.Context, bucket, version string, err error) error {
	request, ok := ctx.Value(requestKey{}).(fiber.Ctx)
	if !isMissing(err) || !ok || isOwner(request) {
		return err
	}
	actions := []auth.Action{auth.ListBucketAction}
	if version != "" {
		actions = append(actions, auth.ListBucketVersionsAction)
	}
	if refusal := allow(b.sessions, request, "arn:aws:s3:::"+bucket, actions, nil); refusal != nil {
		return refusal
	}
	return err
}

// isMissing reports whether an error means that there is no such key or version.
func isMissing(err error) bool {
	return errors.Is(err, s3err.GetAPIError(s3err.ErrNoSuchKey)) ||
		errors.Is(err, s3err.GetAPIError(s3err.ErrNoSuchVersion))
}
