package s3server

import (
	"context"

	"github.com/gofiber/fiber/v3"
	"github.com/versity/versitygw/auth"
	"github.com/versity/versitygw/backend"
	"github.com/versity/versitygw/s3api/middlewares"
	"github.com/versity/versitygw/s3api/utils"
	"github.com/versity/versitygw/s3response"
)

// formBackend checks whether the signer of a form may write the form's key.
// The gateway itself asks only for s3:PutObject on the bucket, without a key,
// which a role that is limited to a prefix does not have; session.Store says
// yes to that question, and the one that matters is asked here, of the bucket
// policy and of the role, before a byte is stored. S3 asks for more where a form
// has fields that mean more ("Required permissions for Amazon S3 API
// operations" in the Amazon S3 user guide).
type formBackend struct {
	backend.Backend
	sessions auth.IAMService
}

// requestKey is where rememberRequest leaves the request for PutObject.
type requestKey struct{}

// rememberRequest is a middleware of the gateway.
func rememberRequest(request fiber.Ctx) error {
	request.RequestCtx().SetUserValue(requestKey{}, request)
	return request.Next()
}

// PutObject stores an object.
func (b formBackend) PutObject(ctx context.Context, object s3response.PutObjectInput) (s3response.PutObjectOutput, error) {
	request, ok := ctx.Value(requestKey{}).(fiber.Ctx)
	if ok && utils.ContextKeyObjectPostResult.IsSet(request) {
		actions := []auth.Action{auth.PutObjectAction}
		form := utils.ContextKeyObjectPostResult.Get(request).(middlewares.PostObjectResult)
		for field, action := range map[string]auth.Action{"acl": auth.PutObjectAclAction, "tagging": auth.PutObjectTaggingAction} {
			if _, there := form.Fields[field]; there {
				actions = append(actions, action)
			}
		}
		err := auth.VerifyAccess(request, b.Backend, auth.AccessOptions{
			Acl:             utils.ContextKeyParsedAcl.Get(request).(auth.ACL),
			AclPermission:   auth.PermissionWrite,
			IsRoot:          utils.ContextKeyIsRoot.Get(request).(bool),
			Acc:             utils.ContextKeyAccount.Get(request).(auth.Account),
			Bucket:          *object.Bucket,
			Object:          *object.Key,
			Actions:         actions,
			Iam:             b.sessions,
			IsPublicRequest: utils.ContextKeyPublicBucket.IsSet(request),
		})
		if err != nil {
			return s3response.PutObjectOutput{}, err
		}
	}
	return b.Backend.PutObject(ctx, object)
}
