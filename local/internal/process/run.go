package process

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// gracePeriod is how long a command may take to end after a signal.
const gracePeriod = 5 * time.Second

// WorkingFolder returns the working folder of the user. After `go run -C local`
// it is only in PWD.
func WorkingFolder() (string, error) {
	folder := os.Getenv("PWD")
	if info, err := os.Stat(folder); err == nil && info.IsDir() {
		return folder, nil
	}
	return os.Getwd()
}

// Run runs a command with additional environment variables, and then ends all
// processes that it started. When ctx ends, the command gets SIGTERM, and SIGKILL
// after gracePeriod. The status is the command's, or 128 plus the number of the
// signal that ended it.
func Run(ctx context.Context, folder string, stdout io.Writer, arguments, variables []string) (status int, err error) {
	command := exec.Command(arguments[0], arguments[1:]...)
	command.Dir = folder
	command.Env = append(os.Environ(), variables...)
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, stdout, os.Stderr
	Prepare(command)
	if err := command.Start(); err != nil {
		return 1, fmt.Errorf("cannot run the command: %w", err)
	}
	defer Signal(command, syscall.SIGKILL)

	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	select {
	case err = <-ended:
	case <-ctx.Done():
		Signal(command, syscall.SIGTERM)
		select {
		case err = <-ended:
		case <-time.After(gracePeriod):
			Signal(command, syscall.SIGKILL)
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
		return 1, fmt.Errorf("cannot wait for the command: %w", err)
	}
	return 0, nil
}
