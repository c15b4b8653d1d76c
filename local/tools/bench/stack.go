package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"

	"slipway/local/stack"
	"slipway/local/template"
)

const memoryFolder = "/dev/shm"

// stack runs a command against the local stack and returns its output. The
// stack has the template's settings, without throttling.
func (b *bench) stack(ctx context.Context, parameters map[string]string, command []string, variables ...string) (
	[]byte, error) {
	options := stack.Options{
		Root:       b.root,
		Directory:  b.root,
		Parameters: parameters,
		Adjust:     func(t *template.Stack) { t.API.ThrottlingRate, t.API.ThrottlingBurst = 0, 0 },
	}
	// Files are in memory if possible: the disk is not measured.
	if _, err := os.Stat(memoryFolder); err == nil {
		if options.Data, err = os.MkdirTemp(memoryFolder, "slipway-bench-"); err != nil {
			return nil, err
		}
		defer os.RemoveAll(options.Data)
		variables = append(variables, "TMPDIR="+memoryFolder)
	}
	s, err := stack.Start(ctx, options)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	var printed bytes.Buffer
	status, err := s.Run(ctx, &printed, command, variables...)
	if err == nil && status != 0 {
		err = fmt.Errorf("%s: exit status %d", strings.Join(command, " "), status)
	}
	return printed.Bytes(), err
}
