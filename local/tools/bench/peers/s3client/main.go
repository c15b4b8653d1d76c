// Command s3client is a function with a client of S3, as functions/files has.
package main

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"slipway/local/tools/bench/peers/sdk"
)

func main() {
	sdk.Start(func(cfg aws.Config) any {
		objects := s3.NewFromConfig(cfg)
		return func(ctx context.Context) error {
			if _, err := objects.GetObject(ctx, nil); err != nil {
				return err
			}
			_, err := objects.GetObjectTagging(ctx, nil)
			return err
		}
	})
}
