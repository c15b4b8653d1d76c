// Command files is the Lambda function that reads back and deletes uploaded
// files. It reports the verdict on a file, signs a URL for the very version that
// was accepted, and deletes files.
//
// Callers can access the files in their own folder. Anonymous callers can access
// every file whose key they know, but none if KEY_STYLE=filename lets them guess
// keys.
//
// Its settings are INSPECTION, the environment variables that packages upload and
// api read, and those of the SDK for region and credentials. Its profiles are in
// profiles.json.
package main

import (
	"fmt"
	"os"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"slipway/functions"
	"slipway/functions/internal/api"
	"slipway/functions/internal/upload"
)

func main() {
	api.Start(func(cfg aws.Config) (map[string]api.Endpoint, error) {
		h, err := newHandler(cfg, os.Getenv, functions.Profiles)
		if err != nil {
			return nil, err
		}
		return h.routes(), nil
	})
}

// newHandler builds the handler from the SDK's configuration, environment
// variables and the text of profiles.json.
func newHandler(cfg aws.Config, getenv func(string) string, file []byte) (*handler, error) {
	profiles, err := upload.ReadProfiles(cfg.Region, getenv, file)
	if err != nil {
		return nil, err
	}
	inspection := getenv("INSPECTION")
	if !slices.Contains([]string{"gate", "tag", "off"}, inspection) {
		return nil, fmt.Errorf("the environment variable INSPECTION is %q, but must be gate, tag or off", inspection)
	}
	client := s3.NewFromConfig(cfg)
	return &handler{profiles: profiles, inspected: inspection != "off", s3: client, presign: s3.NewPresignClient(client)}, nil
}
