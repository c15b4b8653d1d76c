package main

import (
	"context"
	"fmt"
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
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGUSR1, syscall.SIGUSR2)
	var done sync.WaitGroup
	done.Go(func() {
		for signal := range signals {
			if signal == syscall.SIGUSR1 {
				s.s3server.Close()
			} else if err := s.restartS3(ctx); err != nil {
				fmt.Fprintln(os.Stderr, "local: the S3 server does not start again:", err)
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
		s.s3server = server // closed, which may be said twice
		return err
	}
	return nil
}
