package stack

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"syscall"
)

// listen takes the ports, on the loopback and nowhere else.
func (s *Stack) listen(context.Context) (err error) {
	if s.pagesListeners, err = listenLoopback("PORT", cmp.Or(s.options.Port, "0")); err != nil {
		return err
	}
	s.s3Listeners, err = listenLoopback("S3_PORT", cmp.Or(s.options.S3Port, "0"))
	return err
}

// listenLoopback listens on 127.0.0.1, first, and on ::1 where there is one:
// localhost means that to some browsers, and another program on that port
// would get what is meant for this one. The variable is the one that chooses
// the port.
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

// portError says which variable chooses another port.
func portError(variable, port string, err error) error {
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("port %s is in use: choose another one with %s=, or any free one with %s=0", port, variable, variable)
	}
	return fmt.Errorf("cannot listen on port %s (%s): %w", port, variable, err)
}
