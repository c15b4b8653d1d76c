// Command package builds a package that deploys Slipway without Go and without its
// source: a zip file of each function for each processor, a template that takes them
// from a bucket, and their SHA-256 checksums. make package runs it with a fixed
// version of Go: the same source results in the same bytes on any machine.
//
//	go run -C local ./tools/package [-o folder]
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"slipway/local/internal/process"
	"slipway/local/internal/repository"
)

func main() { process.Main("package", run) }

func run(ctx context.Context, arguments []string) (status int, err error) {
	root, err := repository.Root()
	if err != nil {
		return 1, err
	}
	flags := flag.NewFlagSet("package", flag.ContinueOnError)
	out := flags.String("o", filepath.Join(root, ".local/package"), "the `folder` of the package")
	if err := flags.Parse(arguments); err != nil {
		return 1, flag.ErrHelp
	}
	if *out, err = filepath.Abs(*out); err != nil {
		return 1, err
	}
	version, err := pack(ctx, root, *out)
	if err != nil {
		return 1, err
	}
	fmt.Fprintf(os.Stdout, "Slipway %s is in %s; functions/INSTALL.md says how to deploy it.\n", version, *out)
	return 0, nil
}
