package s3

import (
	"context"

	"github.com/gofiber/fiber/v3"
	"github.com/versity/versitygw/auth"
	"github.com/versity/versitygw/backend"
	"github.com/versity/versitygw/iamapi/policy"
	"github.com/versity/versitygw/s3api/middlewares"
	"github.com/versity/versitygw/s3api/utils"
	"github.com/versity/versitygw/s3err"
	"github.com/versity/versitygw/s3response"
)

// formBackend checks rights that S3 requires and the gateway does not, before a
// byte is stored ("Required permissions for Amazon S3 API operations" in the
// Amazon S3 user guide).
//
// For a form, the gateway checks s3:PutObject only on the bucket, without a key. A
// role that is limited to a prefix does not have this right. session.Store allows
// it, and this backend checks the right with the key. An ACL needs s3:PutObjectAcl
// (https://github.com/versity/versitygw/issues/1986).
//
// formBackend also checks fields that the gateway ignores: see fields.go.
type formBackend struct {
	backend.Backend
	sessions   auth.IAMService
	ownerships map[string]string // of buckets, by name
}

// requestKey is the key of the request in the context of the backend.
type requestKey struct{}

// rememberRequest is a middleware of the gateway that passes the request to the
// backend.
func rememberRequest(request fiber.Ctx) error {
	request.RequestCtx().SetUserValue(requestKey{}, request)
	return request.Next()
}

func (b formBackend) PutObject(ctx context.Context, object s3response.PutObjectInput) (
	s3response.PutObjectOutput, error) {
	request, ok := ctx.Value(requestKey{}).(fiber.Ctx)
	if ok && utils.ContextKeyObjectPostResult.IsSet(request) {
		actions := []auth.Action{auth.PutObjectAction}
		form := utils.ContextKeyObjectPostResult.Get(request).(middlewares.PostObjectResult)
		if _, there := form.Fields["acl"]; there {
			actions = append(actions, auth.PutObjectAclAction)
		}
		if err := b.authorize(request, *object.Bucket, *object.Key, actions); err != nil {
			return s3response.PutObjectOutput{}, err
		}
		if err := checkFields(form.Fields, b.ownerships[*object.Bucket]); err != nil {
			return s3response.PutObjectOutput{}, err
		}
	}
	return b.Backend.PutObject(ctx, object)
}

func (b formBackend) CreateMultipartUpload(ctx context.Context, upload s3response.CreateMultipartUploadInput) (
	s3response.InitiateMultipartUploadResult, error) {
	request, ok := ctx.Value(requestKey{}).(fiber.Ctx)
	if ok && request.Get("x-amz-acl") != "" {
		if err := b.authorize(request, *upload.Bucket, *upload.Key, []auth.Action{auth.PutObjectAclAction}); err != nil {
			return s3response.InitiateMultipartUploadResult{}, err
		}
		if err := checkACL(request.Get("x-amz-acl"), b.ownerships[*upload.Bucket]); err != nil {
			return s3response.InitiateMultipartUploadResult{}, err
		}
	}
	return b.Backend.CreateMultipartUpload(ctx, upload)
}

// allow returns an error unless the role that signed the request has the right to
// all of actions on a resource.
func allow(sessions auth.IAMService, request fiber.Ctx, resource string, actions []auth.Action,
	condition map[string][]string) error {
	if !utils.ContextKeyAccount.IsSet(request) {
		return s3err.GetAPIError(s3err.ErrAccessDenied)
	}
	account := utils.ContextKeyAccount.Get(request).(auth.Account)
	evaluation, err := sessions.(auth.PolicyEvaluator).EvaluatePolicy(account.Access, account.SessionToken, actions,
		[]string{resource}, condition)
	if err != nil {
		return err
	}
	for _, decision := range evaluation.Decisions[0] {
		if int(decision) != int(policy.DecisionAllow) {
			return s3err.GetAPIError(s3err.ErrAccessDenied)
		}
	}
	return nil
}

// authorize returns an error unless the signer of the request has the right to all
// of actions.
func (b formBackend) authorize(request fiber.Ctx, bucket, key string, actions []auth.Action) error {
	return auth.VerifyAccess(request, b.Backend, auth.AccessOptions{
		Acl:             utils.ContextKeyParsedAcl.Get(request).(auth.ACL),
		AclPermission:   auth.PermissionWrite,
		IsRoot:          utils.ContextKeyIsRoot.Get(request).(bool),
		Acc:             utils.ContextKeyAccount.Get(request).(auth.Account),
		Bucket:          bucket,
		Object:          key,
		Actions:         actions,
		Iam:             b.sessions,
		IsPublicRequest: utils.ContextKeyPublicBucket.IsSet(request),
	})
}
