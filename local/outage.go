package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"
)

// allowOutages has SIGUSR1 stop the S3 server and SIGUSR2 start it again, with
// what it had stored, so that a command can see what its clients make of that.
// The function that is returned ends this, and must be called before the stack
// is closed.
func (s *stack) allowOutages(ctx context.Context) (end func()) {
	return heedOutages(func() { s.s3server.Close() }, func() error { return s.restartS3(ctx) }, os.Stderr)
}

// heedOutages calls stop and start in turn, as the signals want it. What comes
// while one of them works is heeded after it.
func heedOutages(stop func(), start func() error, report io.Writer) (end func()) {
	signals := make(chan os.Signal, 100)
	signal.Notify(signals, syscall.SIGUSR1, syscall.SIGUSR2)
	var done sync.WaitGroup
	done.Go(func() {
		running := true
		for signal := range signals {
			switch {
			case signal == syscall.SIGUSR1 && running:
				stop()
				running = false
			case signal == syscall.SIGUSR2 && !running:
				if err := start(); err != nil {
					fmt.Fprintln(report, "local: the S3 server does not start again:", err)
					continue
				}
				running = true
			}
		}
	})
	return func() {
		signal.Stop(signals)
		close(signals)
		done.Wait()
	}
}

// restartS3 starts the S3 server again, at the port that it had.
func (s *stack) restartS3(ctx context.Context) error {
	server := s.s3server
	listeners, err := listenLoopback("S3_PORT", portOf(s.s3[0]))
	if err != nil {
		return err
	}
	s.s3 = listeners
	if err := s.startS3(ctx); err != nil {
		s.s3server = server // closed; Close is idempotent
		for _, listener := range listeners {
			listener.Close()
		}
		return err
	}
	return nil
}
