// Command credentials is the Lambda function that gives a browser the
// permission to put one file into the bucket: a POST policy, signed with the
// temporary credentials of the function's own role.
//
// It calls nothing over the network. Its settings are the environment
// variables that package upload reads, JWT_ISSUER, AWS_REGION and those of the
// role's credentials.
package main

import (
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
	h, err := newHandler()
	if err != nil {
		slog.New(slog.NewJSONHandler(os.Stdout, nil)).Error("the function cannot start", "error", err.Error())
		os.Exit(1)
	}
	lambda.Start(&router.Router{Routes: h.routes(), Issuer: os.Getenv("JWT_ISSUER"), Log: os.Stdout})
}

// newHandler builds the handler from the environment, where Lambda puts the
// role's credentials; they are good for as long as the process lives. The SDK's
// other sources, files and the network, would slow the start and are no source
// of rights that this function should have.
func newHandler() (*handler, error) {
	env, err := config.NewEnvConfig()
	if err != nil {
		return nil, err
	}
	if env.Region == "" {
		return nil, errors.New("the environment variable AWS_REGION is empty, but must be the bucket's region")
	}
	if !env.Credentials.HasKeys() {
		return nil, errors.New("the environment variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are empty, but must be the credentials of the function's role")
	}
	rules, err := upload.ReadRules(env.Region, os.Getenv)
	if err != nil {
		return nil, err
	}
	return &handler{
		rules: rules,
		credentials: postpolicy.Credentials{
			AccessKeyID: env.Credentials.AccessKeyID, SecretAccessKey: env.Credentials.SecretAccessKey,
			SessionToken: env.Credentials.SessionToken, Expires: env.Credentials.Expires,
		},
		now: time.Now,
	}, nil
}
