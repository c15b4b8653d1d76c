package main

import (
	"context"
	"fmt"
	"os"
	"time"
)

// run starts the stack, serves or runs the command, and ends everything. The
// status is that of the command.
func run(ctx context.Context, o options) (status int, err error) {
	base := os.TempDir()
	if len(base) > 70 {
		base = "/tmp" // the path of a socket in it may have 103 bytes in all
	}
	temporary, err := os.MkdirTemp(base, "slipway-")
	if err != nil {
		return 1, fmt.Errorf("no temporary folder: %w", err)
	}
	defer os.RemoveAll(temporary)

	if len(o.command) == 0 {
		fmt.Println("  Building the functions; the first time takes a minute.")
	}
	logs := newTail(len(o.command) > 0, os.Stderr)
	s, err := start(ctx, o, temporary, logs)
	if s != nil {
		defer s.close()
	}
	if ctx.Err() != nil {
		return interrupted, nil
	}
	if err != nil {
		logs.show()
		return 1, err
	}
	if len(o.command) == 0 {
		s.print(os.Stdout)
		<-ctx.Done()
		return 0, nil
	}
	endOutages := s.allowOutages(ctx)
	defer endOutages()
	status, err = runCommand(ctx, o.directory, o.command, s.variables())
	if status != 0 {
		logs.show()
	}
	return status, err
}

// interrupted is the exit status after a signal, as shells have it for Ctrl-C.
const interrupted = 130

// orphaned returns a context that also ends when the parent process has gone.
// `go run` and make do not pass a SIGTERM on; without this the stack would go
// on without them.
func orphaned(ctx context.Context) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	parent := os.Getppid()
	go func() {
		for ctx.Err() == nil && os.Getppid() == parent {
			time.Sleep(200 * time.Millisecond)
		}
		cancel()
	}()
	return ctx
}
