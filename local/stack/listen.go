package stack

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"syscall"
)

// listen opens the ports, on the loopback only.
func (s *Stack) listen(context.Context) (err error) {
	if s.pagesListeners, err = listenLoopback("PORT", cmp.Or(s.options.Port, "0")); err != nil {
		return err
	}
	s.s3Listeners, err = listenLoopback("S3_PORT", cmp.Or(s.options.S3Port, "0"))
	return err
}

// listenLoopback listens on 127.0.0.1, and on ::1 if the machine has it: some
// browsers connect to ::1 for localhost, where another program could receive
// their requests. variable is the environment variable that sets the port.
func listenLoopback(variable, port string) ([]net.Listener, error) {
	first, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", port))
	if err != nil {
		return nil, portError(variable, port, err)
	}
	second, err := net.Listen("tcp", net.JoinHostPort("::1", portOf(first)))
	if err == nil {
		return []net.Listener{first, second}, nil
	}
	if errors.Is(err, syscall.EADDRINUSE) && port != "0" {
		first.Close()
		return nil, portError(variable, port, err)
	}
	return []net.Listener{first}, nil
}

func portOf(listener net.Listener) string {
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	return port
}

// portError names the variable that sets another port.
func portError(variable, port string, err error) error {
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("port %s is in use: choose another one with %s=, or any free one with %[2]s=0", port, variable)
	}
	return fmt.Errorf("cannot listen on port %s (%s): %w", port, variable, err)
}
