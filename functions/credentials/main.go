// Command credentials is the Lambda function that signs the forms with which
// browsers upload files to the bucket: S3 POST policies, signed with the
// temporary credentials of the function's own role.
//
// It calls no AWS service. Its settings are the environment variables that
// packages upload and api read, and those of the SDK for region and credentials.
// Its profiles are in profiles.json.
package main

import (
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"slipway/functions"
	"slipway/functions/internal/api"
	"slipway/functions/internal/upload"
)

func main() {
	api.Start(func(cfg aws.Config) (map[string]api.Endpoint, error) {
		profiles, err := upload.ReadProfiles(cfg.Region, os.Getenv, functions.Profiles)
		if err != nil {
			return nil, err
		}
		h := &handler{profiles: profiles, credentials: cfg.Credentials, now: time.Now}
		return h.routes(), nil
	})
}
