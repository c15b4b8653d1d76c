package s3

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/gofiber/fiber/v3"
	"github.com/versity/versitygw/auth"
	"github.com/versity/versitygw/backend"
	"github.com/versity/versitygw/iamapi/types"
	"github.com/versity/versitygw/s3api/utils"
	"github.com/versity/versitygw/s3err"
	"github.com/versity/versitygw/s3response"
)

// gateBackend enforces the statements of bucket policies about an object's tags,
// which the gateway does not support. It holds the lock of the key while it reads
// the tags and opens the object, so that both are of one version; an open version
// does not change.
//
// The owner may read everything: the gateway applies no policies to it.
type gateBackend struct {
	versionBackend
	byTags   map[string][]types.PolicyEntry // of each bucket
	sessions auth.IAMService
}

func (b gateBackend) GetObject(ctx context.Context, object *s3.GetObjectInput) (*s3.GetObjectOutput, error) {
	defer b.keys.lock(objectName{*object.Bucket, *object.Key})()
	version, err := b.authorize(ctx, *object.Bucket, *object.Key, aws.ToString(object.VersionId))
	if err != nil {
		return nil, err
	}
	object.VersionId = version
	return b.Backend.GetObject(ctx, object)
}

func (b gateBackend) HeadObject(ctx context.Context, object *s3.HeadObjectInput) (*s3.HeadObjectOutput, error) {
	defer b.keys.lock(objectName{*object.Bucket, *object.Key})()
	version, err := b.authorize(ctx, *object.Bucket, *object.Key, aws.ToString(object.VersionId))
	if err != nil {
		return nil, err
	}
	object.VersionId = version
	return b.Backend.HeadObject(ctx, object)
}

func (b gateBackend) GetObjectAttributes(ctx context.Context, object *s3.GetObjectAttributesInput) (
	s3response.GetObjectAttributesResponse, error) {
	defer b.keys.lock(objectName{*object.Bucket, *object.Key})()
	version, err := b.authorize(ctx, *object.Bucket, *object.Key, aws.ToString(object.VersionId))
	if err != nil {
		return s3response.GetObjectAttributesResponse{}, err
	}
	object.VersionId = version
	return b.Backend.GetObjectAttributes(ctx, object)
}

func (b gateBackend) CopyObject(ctx context.Context, copied s3response.CopyObjectInput) (
	s3response.CopyObjectOutput, error) {
	bucket, key, version, err := backend.ParseCopySource(*copied.CopySource)
	if err != nil {
		return s3response.CopyObjectOutput{}, err
	}
	defer b.keys.lock(objectName{bucket, key}, objectName{*copied.Bucket, *copied.Key})()
	if _, err := b.authorize(ctx, bucket, key, version); err != nil {
		return s3response.CopyObjectOutput{}, err
	}
	return b.Backend.CopyObject(ctx, copied)
}

func (b gateBackend) UploadPartCopy(ctx context.Context, part *s3.UploadPartCopyInput) (
	s3response.CopyPartResult, error) {
	bucket, key, version, err := backend.ParseCopySource(*part.CopySource)
	if err != nil {
		return s3response.CopyPartResult{}, err
	}
	defer b.keys.lock(objectName{bucket, key})()
	if _, err := b.authorize(ctx, bucket, key, version); err != nil {
		return s3response.CopyPartResult{}, err
	}
	return b.Backend.UploadPartCopy(ctx, part)
}

// authorize returns the version to read, or an error if the signer of the request
// may not read it. The caller holds the lock of the key.
func (b gateBackend) authorize(ctx context.Context, bucket, key, asked string) (version *string, err error) {
	action := "s3:GetObject"
	if asked != "" {
		action, version = "s3:GetObjectVersion", &asked
	}
	request, ok := ctx.Value(requestKey{}).(fiber.Ctx)
	if len(b.byTags[bucket]) == 0 || ok && isOwner(request) {
		return version, nil
	}
	// A missing version has no tags. A statement may deny even that answer.
	var tags map[string]string
	head, missing := b.Backend.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &bucket, Key: &key, VersionId: version})
	if missing == nil {
		if tags, err = b.Backend.GetObjectTagging(ctx, bucket, key, aws.ToString(head.VersionId)); err != nil {
			return nil, err
		}
	} else if !isMissing(missing) {
		return nil, missing
	}
	principal := ""
	if ok && utils.ContextKeyAccount.IsSet(request) {
		account := utils.ContextKeyAccount.Get(request).(auth.Account)
		// Without an action, this only returns the session.
		evaluation, err := b.sessions.(auth.PolicyEvaluator).EvaluatePolicy(account.Access, account.SessionToken, nil, nil, nil)
		if err != nil {
			return nil, err
		}
		principal = evaluation.PrincipalArn
	}
	if denies(b.byTags[bucket], action, "arn:aws:s3:::"+bucket+"/"+key, principal, tags) {
		return nil, s3err.GetAPIError(s3err.ErrAccessDenied)
	}
	if missing != nil {
		return nil, missing // even if the key has a version by now
	}
	return head.VersionId, nil
}

func isOwner(request fiber.Ctx) bool {
	return utils.ContextKeyIsRoot.IsSet(request) && utils.ContextKeyIsRoot.Get(request).(bool)
}
