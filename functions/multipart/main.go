// Command multipart is the Lambda function for files that are too big for one
// form: S3 takes them in parts, each with a presigned URL.
//
// The protocol is that of Uppy's Companion under /s3/multipart. The function
// remembers nothing: a key tells whose an upload is, and S3 ties the id of an
// upload to its key. As no signature can cap what all parts come to, the
// function lists the parts before it completes an upload, and completes just
// those.
//
// Its settings are the environment variables that package upload reads,
// MAX_MULTIPART_BYTES, JWT_ISSUER, and those of the SDK for region and
// credentials.
package main

import (
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"slipway/functions/internal/api"
	"slipway/functions/internal/upload"
)

func main() {
	api.Start(func(cfg aws.Config) (map[string]api.Endpoint, error) {
		h, err := newHandler(cfg, os.Getenv)
		if err != nil {
			return nil, err
		}
		return h.routes(), nil
	})
}

// newHandler builds the handler from the SDK's configuration and environment
// variables.
func newHandler(cfg aws.Config, getenv func(string) string) (*handler, error) {
	rules, err := upload.ReadRules(cfg.Region, getenv)
	if err != nil {
		return nil, err
	}
	largest, err := readMaxBytes(rules, getenv("MAX_MULTIPART_BYTES"))
	if err != nil {
		return nil, err
	}
	client := s3.NewFromConfig(cfg)
	return &handler{rules: rules, maxBytes: largest, s3: client, presign: s3.NewPresignClient(client), now: time.Now}, nil
}

// readMaxBytes reads the largest size of a file in parts; 0 means that there
// are none.
func readMaxBytes(rules *upload.Rules, value string) (int64, error) {
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil || n < 0 || n > maxParts*maxPartBytes || n != 0 && n < rules.MinBytes {
		return 0, fmt.Errorf("the environment variable MAX_MULTIPART_BYTES is %q, "+
			"but must be 0 or a number of bytes from MIN_UPLOAD_BYTES to %d", value, maxParts*maxPartBytes)
	}
	return n, nil
}
