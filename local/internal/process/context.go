package process

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// interrupted is the exit status after a signal, as in shells after Ctrl-C.
const interrupted = 130

// Main is the main function of a program: it calls run with the arguments and
// exits with its status. It prints an error after the program's name and exits
// with status 1. After flag.ErrHelp, whose usage has been printed, the status is
// 2; if a signal has ended the context, it is 130.
func Main(name string, run func(ctx context.Context, arguments []string) (status int, err error)) {
	ctx, stop := newContext()
	defer stop()
	status, err := run(ctx, os.Args[1:])
	switch {
	case err == nil:
	case ctx.Err() != nil:
		status = interrupted
	case errors.Is(err, flag.ErrHelp):
		status = 2
	default:
		fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
		status = 1
	}
	os.Exit(status)
}

// newContext returns the context of a program's main function. It ends with
// SIGINT, SIGTERM and SIGHUP, and with the parent process: `go run` and make do
// not forward SIGTERM, and the program would continue without them.
func newContext() (ctx context.Context, stop func()) {
	ctx, stop = signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	parent := os.Getppid()
	go func() {
		// Not every system signals the end of the parent.
		ticks := time.NewTicker(200 * time.Millisecond)
		defer ticks.Stop()
		for os.Getppid() == parent {
			select {
			case <-ticks.C:
			case <-ctx.Done():
				return
			}
		}
		stop()
	}()
	return ctx, stop
}
