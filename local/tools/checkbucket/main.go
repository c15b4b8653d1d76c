// Command checkbucket tells what a bucket that exists lacks to be uploaded into:
// it compares the bucket with the one that template.yaml would make. It reads,
// and changes nothing.
//
//	make check-bucket BUCKET=name [STACK=name] [PARAMETERS='Name=value …']
//
// It uses the credentials and the region that the AWS CLI would use. With STACK,
// the parameters and the roles are those of the deployed stack; before the first
// deployment, the parameters are PARAMETERS and template.yaml's defaults.
//
// What a stack does to a bucket of its own, it does to all of it. Here all that
// can be is limited to KeyPrefix, since the rest of the bucket is its owner's.
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
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"

	"slipway/local/internal/process"
	"slipway/local/internal/repository"
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

// run prints what the bucket lacks. The status is 1 if that is anything.
func run(ctx context.Context, cfg aws.Config, template string, arguments []string, out io.Writer) (int, error) {
	d := deployment{Parameters: make(map[string]string), Region: cmp.Or(cfg.Region, "us-east-1")}
	flags := flag.NewFlagSet("checkbucket", flag.ContinueOnError)
	stack := flags.String("stack", "", "the `name` of the deployed stack")
	flags.Func("parameter", "a parameter of the template, as `Name=value`; may be repeated", func(s string) error {
		name, value, ok := strings.Cut(s, "=")
		if !ok {
			return errors.New("it must look like Name=value")
		}
		d.Parameters[name] = value
		return nil
	})
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
	w, err := read(template, d, b)
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
