// Command multipart is the Lambda function for files that are too large for one
// form. They are uploaded in parts, each with a presigned URL.
//
// The protocol is that of Uppy's Companion under /s3/multipart. The function
// keeps no state: the key of an upload identifies its caller, and S3 ties the
// ID of an upload to its key. No signature can limit the total size of the
// parts, so the function lists the parts before it completes an upload, and
// completes exactly those.
//
// Its settings are the environment variables that packages upload and api read,
// and those of the SDK for region and credentials. Its profiles are in
// profiles.json.
package main

import (
	"os"
	"strings"
	"time"

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
	client := s3.NewFromConfig(cfg)
	// Parts use Transfer Acceleration if forms do. The function's own requests are
	// small and do not, because acceleration costs extra.
	presign := s3.NewPresignClient(client, s3.WithPresignClientFromClientOptions(func(o *s3.Options) {
		o.UseAccelerate = strings.Contains(profiles.Default.URL, ".s3-accelerate.")
	}))
	return &handler{profiles: profiles, s3: client, presign: presign, now: time.Now}, nil
}
