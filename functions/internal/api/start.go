package api

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"
)

// Start runs a Lambda function with the routes that build returns, and does not
// return. If the function cannot start, it logs the reason and exits. The region
// of build's configuration is the bucket's: UPLOAD_REGION, or the function's own
// if that is empty. ROUTE_PREFIX and JWT_ISSUER are the Handler's Prefix and
// Issuer.
func Start(build func(aws.Config) (map[string]Endpoint, error)) {
	StartHandler(func(cfg aws.Config, log *slog.Logger) (lambda.Handler, error) {
		prefix := os.Getenv("ROUTE_PREFIX")
		if prefix != "" && (!strings.HasPrefix(prefix, "/") || strings.HasSuffix(prefix, "/")) {
			return nil, fmt.Errorf("the environment variable ROUTE_PREFIX is %q, but must be empty, or folders such as \"/uploads\"", prefix)
		}
		cfg.Region = cmp.Or(os.Getenv("UPLOAD_REGION"), cfg.Region)
		routes, err := build(cfg)
		return &Handler{Routes: routes, Prefix: prefix, Issuer: os.Getenv("JWT_ISSUER"), Log: log}, err
	})
}

// StartHandler is like Start, for a function without an HTTP API.
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

// limitMemory sets the garbage collector's limit to a third of the function's
// memory. Without a limit, the garbage of a 6 MB event may take as much memory
// as is in use, and Lambda would end the function.
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

// startTimeout limits sources of credentials on the network. After 10 seconds,
// Lambda ends a start without logging a reason.
const startTimeout = 5 * time.Second

// Version is the version of Slipway. It is in the User-Agent of the functions'
// requests to AWS, as app/slipway-VERSION, and so in CloudTrail.
const Version = "0.2.0"

// loadConfig loads the SDK's configuration and retrieves credentials once. It
// excludes the role of an EC2 instance: a Lambda function has none, and looking
// for it takes seconds.
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
