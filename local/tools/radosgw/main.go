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
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"

	"slipway/local/internal/process"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	status, err := run(ctx, os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "radosgw:", err)
		os.Exit(1)
	}
	os.Exit(status)
}

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
	root, err := findRoot()
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

	command := exec.CommandContext(ctx, arguments[1], arguments[2:]...)
	// With `go run -C local`, the shell's own folder is only in PWD.
	command.Dir = os.Getenv("PWD")
	command.Env = append(os.Environ(), variables...)
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	process.Prepare(command)
	if err := command.Run(); command.ProcessState == nil {
		return 1, fmt.Errorf("cannot run the command: %w", err)
	}
	if status := command.ProcessState.ExitCode(); status >= 0 {
		return status, nil
	}
	return 1, fmt.Errorf("the command: %s", command.ProcessState)
}

// findRoot returns the first folder upwards that has a template.yaml.
func findRoot() (string, error) {
	working, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for folder := working; ; folder = filepath.Dir(folder) {
		if _, err := os.Stat(filepath.Join(folder, "template.yaml")); err == nil {
			return folder, nil
		}
		if folder == filepath.Dir(folder) {
			return "", fmt.Errorf("there is no template.yaml in %s or above: run this in the repository", working)
		}
	}
}
