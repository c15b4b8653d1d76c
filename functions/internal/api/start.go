package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"
)

// Start runs a Lambda function with the routes that build makes, and does not
// return. Where the function cannot start, it logs why and exits.
func Start(build func(aws.Config) (map[string]Endpoint, error)) {
	StartHandler(func(cfg aws.Config, log *slog.Logger) (lambda.Handler, error) {
		routes, err := build(cfg)
		return &Handler{Routes: routes, Issuer: os.Getenv("JWT_ISSUER"), Log: log}, err
	})
}

// StartHandler is Start for a function that answers no HTTP API.
func StartHandler(build func(aws.Config, *slog.Logger) (lambda.Handler, error)) {
	limitMemory()
	log := slog.New(slog.NewJSONHandler(os.Stdout, nil))
	handler, err := start(build, log)
	if err != nil {
		log.Error("the function cannot start", "error", err.Error())
		os.Exit(1)
	}
	lambda.Start(handler)
}

// limitMemory has the garbage collector stay at a third of the function's
// memory. It knows of no limit by itself, and lets the garbage of an event of
// 6 MB take as much as what is in use, until Lambda ends the function.
func limitMemory() {
	mebibytes, err := strconv.ParseInt(os.Getenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"), 10, 64)
	if err == nil {
		debug.SetMemoryLimit(mebibytes << 20 / 3)
	}
}

func start(build func(aws.Config, *slog.Logger) (lambda.Handler, error), log *slog.Logger) (lambda.Handler, error) {
	cfg, err := loadConfig(context.Background())
	if err != nil {
		return nil, err
	}
	return build(cfg, log)
}

// startTimeout is for sources of credentials that are asked over the network.
// Lambda ends a start after 10 seconds without telling why.
const startTimeout = 5 * time.Second

// Version is that of Slipway. AWS finds it in each request of a function, as
// app/slipway-0.2.0 in the User-Agent, and CloudTrail has it.
const Version = "0.2.0"

// loadConfig loads the SDK's configuration and tries its credentials. The role
// of an EC2 instance is no source of them: a Lambda function has none, and
// looking for one takes seconds.
func loadConfig(ctx context.Context) (aws.Config, error) {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	cfg, err := config.LoadDefaultConfig(ctx,
		config.WithEC2IMDSClientEnableState(imds.ClientDisabled), config.WithAppID("slipway-"+Version))
	if err != nil {
		return aws.Config{}, err
	}
	if cfg.Region == "" {
		return aws.Config{}, errors.New("the environment variable AWS_REGION is empty, but must be the bucket's region")
	}
	if _, err := cfg.Credentials.Retrieve(ctx); err != nil {
		return aws.Config{}, fmt.Errorf("there are no credentials: the environment variables AWS_ACCESS_KEY_ID and "+
			"AWS_SECRET_ACCESS_KEY must be those of the function's role: %w", err)
	}
	return cfg, nil
}
