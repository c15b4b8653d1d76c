// Command credentials is the Lambda function that gives a browser the
// permission to put one file into the bucket: a POST policy, signed with the
// temporary credentials of the function's own role.
//
// It calls nothing over the network. Its settings are the environment
// variables that package upload reads, JWT_ISSUER and AWS_REGION.
package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/config"

	"slipway/functions/internal/postpolicy"
	"slipway/functions/internal/router"
	"slipway/functions/internal/upload"
)

func main() {
	log := slog.New(slog.NewJSONHandler(os.Stdout, nil))
	h, err := newHandler(context.Background())
	if err != nil {
		log.Error("the function cannot start", "error", err.Error())
		os.Exit(1)
	}
	r := router.Router{Routes: h.routes(), Issuer: os.Getenv("JWT_ISSUER"), Log: log}
	lambda.Start(r.Handle)
}

// newHandler builds the handler from the environment.
func newHandler(ctx context.Context) (*handler, error) {
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return nil, err
	}
	if cfg.Region == "" {
		return nil, errors.New("the environment variable AWS_REGION is empty, but must be the bucket's region")
	}
	rules, err := upload.ReadRules(cfg.Region, os.Getenv)
	if err != nil {
		return nil, err
	}
	return &handler{
		rules: rules,
		// Retrieve goes through the SDK's cache, which asks the provider
		// again only when the credentials are about to expire.
		credentials: func(ctx context.Context) (postpolicy.Credentials, error) {
			c, err := cfg.Credentials.Retrieve(ctx)
			if err != nil {
				return postpolicy.Credentials{}, err
			}
			return postpolicy.Credentials{
				AccessKeyID: c.AccessKeyID, SecretAccessKey: c.SecretAccessKey,
				SessionToken: c.SessionToken, Expires: c.Expires,
			}, nil
		},
		now: time.Now,
	}, nil
}
