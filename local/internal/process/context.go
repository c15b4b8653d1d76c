package process

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// Interrupted is the exit status after a signal, as shells have it for Ctrl-C.
const Interrupted = 130

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
