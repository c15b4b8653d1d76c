// Command radosgw runs a command against Ceph's S3 server, radosgw, as
// `local -- command` does against versitygw: a second, independent implementation of
// S3. The bucket and the role are the template's; Ceph's STS assumes the role.
//
//	go run -C local ./tools/radosgw -- command args
//
// It needs Debian's packages radosgw, ceph-mon and ceph-osd, and installs them if
// run as root. Without them it prints SKIPPED and exits with status 0. Objects are
// kept in memory, until the command ends. The command's environment has the
// addresses and keys (see setUp).
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"slipway/local/internal/process"
	"slipway/local/internal/repository"
)

func main() { process.Main("radosgw", run) }

// run starts the server, runs the command and stops the server. The status is the
// command's.
func run(ctx context.Context, arguments []string) (status int, err error) {
	if len(arguments) < 2 || arguments[0] != "--" {
		return 1, errors.New("a command goes after --, such as: radosgw -- env")
	}
	if err := install(ctx); err != nil {
		fmt.Fprintf(os.Stderr, "SKIPPED, the command was not run: %v\n", err)
		return 0, nil
	}
	root, err := repository.Root()
	if err != nil {
		return 1, err
	}
	folder, err := os.MkdirTemp("", "slipway-radosgw-")
	if err != nil {
		return 1, fmt.Errorf("cannot create a temporary folder: %w", err)
	}
	defer os.RemoveAll(folder)
	cluster, err := startCluster(ctx, folder)
	defer cluster.close()
	if err != nil {
		return 1, err
	}
	variables, err := setUp(ctx, cluster, filepath.Join(root, "template.yaml"))
	if err != nil {
		return 1, err
	}

	working, err := process.WorkingFolder()
	if err != nil {
		return 1, err
	}
	return process.Run(ctx, working, os.Stdout, arguments[1:], variables)
}
