// Command credentials is the Lambda function that gives a browser the
// permission to put one file into the bucket: a POST policy, signed with the
// temporary credentials of the function's own role.
//
// It calls no service. Its settings are the environment variables that package
// upload reads, JWT_ISSUER, and those of the SDK for region and credentials.
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
