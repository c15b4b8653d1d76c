package main

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"slipway/functions/internal/api"
	"slipway/functions/internal/postpolicy"
	"slipway/functions/internal/upload"
)

// A handler answers the routes of the credentials function.
type handler struct {
	profiles    *upload.Profiles
	credentials aws.CredentialsProvider
	now         func() time.Time

	signer postpolicy.Signer
}

func (h *handler) routes() map[string]api.Endpoint {
	return map[string]api.Endpoint{
		"GET /getS3UploadCredentials": h.signOne(credentials),
		"GET /s3/params":              h.signOne(params),
		"POST /uploads":               h.signBatch,
		"GET /rules":                  h.rules,
	}
}

// A signing is what the forms of one request are signed with.
type signing struct {
	caller      string
	scopes      []string // of the caller's token
	credentials postpolicy.Credentials
	now         time.Time
}

// signing retrieves the role's credentials, which the SDK caches until they
// expire.
func (h *handler) signing(ctx context.Context, request api.Request, caller string) (signing, error) {
	c, err := h.credentials.Retrieve(ctx)
	if err != nil {
		return signing{}, err
	}
	s := signing{caller: caller, scopes: request.Scopes(), now: h.now(), credentials: postpolicy.Credentials{
		AccessKeyID: c.AccessKeyID, SecretAccessKey: c.SecretAccessKey, SessionToken: c.SessionToken,
	}}
	if c.CanExpire {
		s.credentials.Expires = c.Expires
	}
	return s, nil
}

// form returns the signed form for one file.
func (h *handler) form(file upload.File, s signing) (postpolicy.Form, error) {
	rules, err := h.profiles.Choose(file.Profile, s.scopes)
	if err != nil {
		return postpolicy.Form{}, err
	}
	policy, err := rules.Policy(file, s.caller, s.now)
	if err != nil {
		return postpolicy.Form{}, err
	}
	return h.signer.Sign(policy, s.credentials, s.now)
}
