// Package repository finds this repository and builds programs with its
// Makefile.
package repository

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"slipway/local/internal/process"
)

// Root returns the root of the repository: the nearest folder, upwards from
// here, with a template.yaml.
func Root() (string, error) {
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

// Make runs a target of the Makefile in a folder, which builds a program for
// this machine into the folder artifacts. It returns the output of make.
func Make(ctx context.Context, folder, target, artifacts string, more ...string) (output []byte, err error) {
	if err := os.MkdirAll(artifacts, 0o755); err != nil {
		return nil, err
	}
	arguments := append([]string{"-s", "-C", folder, target,
		"ARTIFACTS_DIR=" + artifacts, "GOOS=" + runtime.GOOS, "GOARCH=" + runtime.GOARCH}, more...)
	command := exec.CommandContext(ctx, "make", arguments...)
	// Under `make run`, this make does not belong to the outer one.
	for _, variable := range os.Environ() {
		if name, _, _ := strings.Cut(variable, "="); name != "MAKEFLAGS" && name != "MAKELEVEL" && name != "MFLAGS" {
			command.Env = append(command.Env, variable)
		}
	}
	process.Prepare(command)
	return command.CombinedOutput()
}
