package main

import (
	"errors"
	"fmt"
	"net"
	"syscall"
)

// listen takes the ports, on the loopback and nowhere else.
func (s *stack) listen() error {
	first, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", s.options.port))
	if err != nil {
		return portError("PORT", s.options.port, err)
	}
	s.listeners = append(s.listeners, first)

	// localhost means ::1 to some browsers, where there is one. Another
	// program on that port would get what is meant for this one.
	second, err := net.Listen("tcp", net.JoinHostPort("::1", s.port()))
	switch {
	case err == nil:
		s.listeners = append(s.listeners, second)
	case errors.Is(err, syscall.EADDRINUSE) && s.options.port != "0":
		return portError("PORT", s.options.port, err)
	}
	if s.s3, err = net.Listen("tcp", net.JoinHostPort("127.0.0.1", s.options.s3Port)); err != nil {
		return portError("S3_PORT", s.options.s3Port, err)
	}
	return nil
}

// portError says which variable chooses another port.
func portError(variable, port string, err error) error {
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("port %s is in use: choose another one with %s=, or any free one with %s=0", port, variable, variable)
	}
	return fmt.Errorf("cannot listen on port %s (%s): %w", port, variable, err)
}
