// Command checkbucket prints what an existing bucket lacks for uploads: it
// compares the bucket with the one that template.yaml would create. It only reads.
//
//	make check-bucket BUCKET=name [STACK=name] [PARAMETERS='Name=value …']
//
// It uses the credentials and the region that the AWS CLI would use. With STACK,
// the parameters and the roles are those of the deployed stack; before the first
// deployment, the parameters are PARAMETERS and template.yaml's defaults.
//
// Settings that a stack applies to all of its own bucket are limited to KeyPrefix
// here, where that is possible: the owner may use the rest of the bucket otherwise.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"

	"slipway/local/internal/process"
	"slipway/local/internal/repository"
	"slipway/local/template"
)

func main() {
	process.Main("checkbucket", func(ctx context.Context, arguments []string) (status int, err error) {
		cfg, err := config.LoadDefaultConfig(ctx)
		if err != nil {
			return 1, err
		}
		root, err := repository.Root()
		if err != nil {
			return 1, err
		}
		return run(ctx, cfg, filepath.Join(root, "template.yaml"), arguments, os.Stdout)
	})
}

// run prints what the bucket lacks. The status is 1 if anything is missing.
func run(ctx context.Context, cfg aws.Config, path string, arguments []string, out io.Writer) (int, error) {
	d := deployment{Parameters: make(map[string]string), Region: cmp.Or(cfg.Region, "us-east-1")}
	flags := flag.NewFlagSet("checkbucket", flag.ContinueOnError)
	stack := flags.String("stack", "", "the `name` of the deployed stack")
	template.ParameterFlag(flags, d.Parameters)
	if err := flags.Parse(arguments); err != nil {
		return 1, flag.ErrHelp
	}
	if flags.NArg() != 1 || *stack != "" && len(d.Parameters) > 0 {
		return 1, errors.New("usage: checkbucket [-stack name | -parameter Name=value …] BUCKET")
	}
	name := flags.Arg(0)
	if *stack != "" {
		var err error
		if d, err = deployed(ctx, cfg, *stack); err != nil {
			return 1, err
		}
		if uses := cmp.Or(d.Parameters["ExistingBucket"], d.Names["UploadBucket"]); uses != name {
			return 1, fmt.Errorf("the stack %s uploads into %q: deploy it with ExistingBucket=%s first", *stack, uses, name)
		}
	}
	b, err := openBucket(ctx, cfg, name)
	if err != nil {
		return 1, err
	}
	w, err := read(path, d, b)
	if err != nil {
		return 1, err
	}
	r := report{bucket: b}
	for _, check := range []func(context.Context, *bucket, *wanted, *report) error{
		checkRegion, checkCORS, checkPolicy, checkVersioning, checkEvents, checkLifecycle, checkEncryption,
		checkAccess, checkAccount, checkOwnership, checkAcceleration,
	} {
		if err := check(ctx, b, w, &r); err != nil {
			return 1, err
		}
	}
	return r.print(out, *stack), nil
}
