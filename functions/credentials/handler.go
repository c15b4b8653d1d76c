package main

import (
	"time"

	"slipway/functions/internal/postpolicy"
	"slipway/functions/internal/router"
	"slipway/functions/internal/upload"
)

// A handler answers the routes of the credentials function.
type handler struct {
	rules       *upload.Rules
	credentials postpolicy.Credentials
	now         func() time.Time

	signer postpolicy.Signer
}

func (h *handler) routes() map[string]router.Endpoint {
	return map[string]router.Endpoint{
		"GET /getS3UploadCredentials": h.one(appendCredentials),
		"GET /s3/params":              h.one(appendParams),
		"POST /uploads":               h.many,
	}
}

// form returns the signed form for one file of a caller.
func (h *handler) form(file upload.File, subject string, now time.Time) (postpolicy.Form, error) {
	policy, err := h.rules.Policy(file, subject, now)
	if err != nil {
		return postpolicy.Form{}, err
	}
	return h.signer.Sign(policy, h.credentials, now)
}
