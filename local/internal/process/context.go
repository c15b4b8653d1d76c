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

// Interrupted is the exit status after a signal, as shells have it for Ctrl-C.
const Interrupted = 130

// Main is the main of a program: it runs run with the arguments and exits with
// its status. An error is printed behind the program's name, and is status 1;
// but flag.ErrHelp is 2, since the usage has been printed.
func Main(name string, run func(ctx context.Context, arguments []string) (status int, err error)) {
	ctx, stop := Context()
	defer stop()
	status, err := run(ctx, os.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		os.Exit(2)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
		os.Exit(1)
	}
	os.Exit(status)
}

// Context returns a context for a program's main: it ends with SIGINT, SIGTERM
// and SIGHUP, and when the parent process has gone. `go run` and make do not
// pass a SIGTERM on; without this the program would go on without them.
func Context() (ctx context.Context, stop func()) {
	ctx, stop = signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	parent := os.Getppid()
	go func() {
		// Not every system tells a process that its parent has ended.
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
