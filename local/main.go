// Command local runs the whole stack on one machine, from template.yaml: an S3
// server with the bucket, the functions with the rights of their roles, the
// HTTP API and the web pages.
//
//	go run -C local . [flags]                  serves until Ctrl-C
//	go run -C local . [flags] -- command args  runs a command against the stack
//
// The command finds the stack in its environment (see stack.Environment); when
// it ends, the stack does, and its exit status is this program's.
package main

import (
	"context"
	"fmt"
	"os"

	"slipway/local/internal/process"
	"slipway/local/stack"
)

func main() { process.Main("local", run) }

// run serves, or runs the command, whose status it returns.
func run(ctx context.Context, arguments []string) (status int, err error) {
	options, command, err := stack.Parse("local", arguments)
	if err != nil {
		return 1, err
	}
	if len(command) == 0 {
		options.Logs = os.Stderr
		fmt.Println("  Building the functions; the first time takes a minute.")
	}
	s, err := stack.Start(ctx, options)
	if err != nil {
		return 1, err
	}
	defer s.Close()
	if len(command) > 0 {
		return s.Run(ctx, os.Stdout, command)
	}
	s.Print(os.Stdout)
	<-ctx.Done()
	return 0, nil
}
