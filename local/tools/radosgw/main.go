// Command radosgw runs a command against Ceph's S3 server, radosgw, as
// `local -- command` runs one against versitygw: a second implementation, in
// another language, of the same rules. The bucket and the role are the
// template's; the role is assumed through Ceph's own STS.
//
//	go run -C local ./tools/radosgw -- command args
//
// It needs Debian's packages radosgw, ceph-mon and ceph-osd; as root it
// installs what is missing. Where they cannot be had, it says SKIPPED and runs
// nothing, with status 0. Everything is in memory and gone with the command.
// The command finds the server in its environment (see setUp).
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

// run starts the server, runs the command and ends everything. The status is
// the command's.
func run(ctx context.Context, arguments []string) (status int, err error) {
	if len(arguments) < 2 || arguments[0] != "--" {
		return 1, errors.New("a command goes after --, such as: radosgw -- env")
	}
	if err := install(ctx); err != nil {
		fmt.Fprintf(os.Stderr, "SKIPPED, nothing was run: %v\n", err)
		return 0, nil
	}
	root, err := repository.Root()
	if err != nil {
		return 1, err
	}
	folder, err := os.MkdirTemp("", "slipway-radosgw-")
	if err != nil {
		return 1, fmt.Errorf("no temporary folder: %w", err)
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
