// Package sdk starts peers that load the SDK's configuration.
package sdk

import (
	"context"
	"log"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
)

// Start loads the SDK's configuration and starts the handler that connect returns.
func Start(connect func(aws.Config) any) {
	cfg, err := config.LoadDefaultConfig(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	lambda.Start(connect(cfg))
}
