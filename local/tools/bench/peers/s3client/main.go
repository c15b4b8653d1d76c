// Command s3client is the bare function that also has the SDK's config and a client of S3, as
// functions/files has.
package main

import (
	"context"
	"log"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

func main() {
	cfg, err := config.LoadDefaultConfig(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	objects := s3.NewFromConfig(cfg)
	lambda.Start(func(ctx context.Context) error {
		if _, err := objects.GetObject(ctx, nil); err != nil {
			return err
		}
		_, err := objects.GetObjectTagging(ctx, nil)
		return err
	})
}
