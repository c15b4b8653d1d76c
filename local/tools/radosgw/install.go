package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// packages are the packages of Debian and Ubuntu that contain the programs.
var (
	programs = []string{"ceph", "ceph-mon", "ceph-osd", "monmaptool", "radosgw", "radosgw-admin"}
	packages = []string{"ceph-mon", "ceph-osd", "radosgw"}
)

// install installs the packages, as root, if a program is missing.
func install(ctx context.Context) error {
	if missing() == nil {
		return nil
	}
	advice := "apt-get install " + strings.Join(packages, " ")
	if os.Geteuid() != 0 {
		return fmt.Errorf("install Ceph as root: sudo %s", advice)
	}
	if _, err := exec.LookPath("apt-get"); err != nil {
		return errors.New("there is neither Ceph nor apt-get to install it")
	}
	fmt.Fprintln(os.Stderr, "radosgw: installing", strings.Join(packages, ", "))
	for _, arguments := range [][]string{
		{"update", "-qq"},
		append([]string{"install", "-y", "-qq", "--no-install-recommends"}, packages...),
	} {
		command := exec.CommandContext(ctx, "apt-get", arguments...)
		command.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
		if output, err := command.CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w\n%s", advice, err, output)
		}
	}
	return missing()
}

// missing returns an error that names the first program that is missing.
func missing() error {
	for _, program := range programs {
		if _, err := exec.LookPath(program); err != nil {
			return err
		}
	}
	return nil
}
