package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"

	"slipway/local/internal/process"
)

// throttles are the lines of the template by which the API turns away more
// than so many requests a second.
var throttles = regexp.MustCompile(`(Throttling(Rate|Burst)Limit:) *\d+`)

const memoryFolder = "/dev/shm"

// stack runs a command against the local stack, with more arguments for local,
// and returns what the command prints. The stack has the template's settings,
// but it turns nobody away.
func (b *bench) stack(ctx context.Context, arguments, command []string, variables ...string) ([]byte, error) {
	program := filepath.Join(b.folder, "local")
	if err := finish(exec.CommandContext(ctx, "go", "build", "-C", filepath.Join(b.root, "local"), "-o", program, ".")); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(b.root, "template.yaml"))
	if err != nil {
		return nil, err
	}
	template := filepath.Join(b.folder, "template.yaml")
	if err := os.WriteFile(template, throttles.ReplaceAll(text, []byte("$1 100000")), 0o644); err != nil {
		return nil, err
	}
	arguments = append([]string{"-template", template}, arguments...)
	local := exec.CommandContext(ctx, program, append(append(arguments, "--"), command...)...)
	local.Dir = b.root
	local.Env = append(os.Environ(), variables...)
	// What is stored lies in memory, where it can: how fast a disk makes folders
	// is the same for all, and not what is measured.
	if _, err := os.Stat(memoryFolder); err == nil {
		local.Env = append(local.Env, "TMPDIR="+memoryFolder)
	}
	local.Stderr = os.Stderr
	process.Prepare(local)
	return local.Output()
}
