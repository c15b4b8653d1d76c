package main

import (
	"errors"
	"fmt"
	"net"
	"syscall"
)

// listen takes the ports, on the loopback and nowhere else.
func (s *stack) listen() error {
	first, err := listenOn("127.0.0.1", s.options.port, "PORT")
	if err != nil {
		return err
	}
	s.listeners = append(s.listeners, first)

	// localhost means ::1 to some browsers, where there is one. Another
	// program on that port would get what is meant for this one.
	second, err := listenOn("::1", s.port(), "PORT")
	switch {
	case err == nil:
		s.listeners = append(s.listeners, second)
	case errors.Is(err, syscall.EADDRINUSE) && s.options.port != "0":
		return err
	}
	s.s3, err = listenOn("127.0.0.1", s.options.s3Port, "S3_PORT")
	return err
}

// listenOn names the variable that chooses another port.
func listenOn(host, port, variable string) (net.Listener, error) {
	listener, err := net.Listen("tcp", net.JoinHostPort(host, port))
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("port %s is in use: choose another one, such as %s=%s: %w", port, variable, "4"+port[1:], err)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot listen on port %s (%s): %w", port, variable, err)
	}
	return listener, nil
}
