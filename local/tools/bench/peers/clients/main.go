// Command clients is a function with clients of S3 and EventBridge, as
// functions/inspect has.
package main

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"slipway/local/tools/bench/peers/sdk"
)

func main() {
	sdk.Start(func(cfg aws.Config) any {
		objects, bus := s3.NewFromConfig(cfg), eventbridge.NewFromConfig(cfg)
		return func(ctx context.Context) error {
			if _, err := objects.GetObject(ctx, nil); err != nil {
				return err
			}
			_, err := bus.PutEvents(ctx, nil)
			return err
		}
	})
}
