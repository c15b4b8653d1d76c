package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"

	"slipway/local/internal/process"
)

// variables are what a command finds in its environment.
func (s *stack) variables() []string {
	session := s.sessions.Assume(s.functions[0].role)
	return []string{
		"SLIPWAY_URL=" + s.url(), // the API and the pages
		"S3_SERVER=versitygw",    // which of the servers that S3 is played by
		"S3_ENDPOINT=" + s.s3URL(),
		"S3_BUCKET=" + s.template.Buckets[0].Name,
		"AWS_REGION=" + region,
		// A session of the role of the first function.
		"AWS_ACCESS_KEY_ID=" + session.AccessKeyID,
		"AWS_SECRET_ACCESS_KEY=" + session.SecretAccessKey,
		"AWS_SESSION_TOKEN=" + session.SessionToken,
		// The bucket's owner, who may look at what is stored.
		"OWNER_ACCESS_KEY_ID=" + s.owner.AccessKeyID,
		"OWNER_SECRET_ACCESS_KEY=" + s.owner.SecretAccessKey,
	}
}

// patience is how long a command may take to end after a signal.
const patience = 5 * time.Second

// runCommand runs a command with more variables in its environment, and ends
// all that it started with it. The status is the command's, or 128 and the
// signal that ended it.
func runCommand(ctx context.Context, directory string, arguments, variables []string) (status int, err error) {
	command := exec.Command(arguments[0], arguments[1:]...)
	command.Dir = directory
	command.Env = append(os.Environ(), variables...)
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	process.Prepare(command)
	if err := command.Start(); err != nil {
		return 1, fmt.Errorf("cannot run the command: %w", err)
	}
	defer process.Signal(command, syscall.SIGKILL)

	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	select {
	case err = <-ended:
	case <-ctx.Done():
		process.Signal(command, syscall.SIGTERM)
		select {
		case err = <-ended:
		case <-time.After(patience):
			process.Signal(command, syscall.SIGKILL)
			err = <-ended
		}
	}
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		if wait := exit.Sys().(syscall.WaitStatus); wait.Signaled() {
			return 128 + int(wait.Signal()), nil
		}
		return exit.ExitCode(), nil
	}
	if err != nil {
		return 1, fmt.Errorf("the command: %w", err)
	}
	return 0, nil
}
