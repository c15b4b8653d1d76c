// Package link is a network between a browser and the servers on one machine.
// It is a SOCKS5 proxy (RFC 1928) on the loopback, whose connections share a
// rate in each direction, and which delays every byte by half a round trip.
//
// It has no TLS, slow start or lost packets, which would slow down clients with many
// round trips the most.
package link

import (
	"fmt"
	"net"
	"time"
)

// A Link is a running proxy.
type Link struct {
	listener  net.Listener
	roundTrip time.Duration
	up, down  *line
}

// Open starts a link. bytesPerSecond is its rate in each direction, 0 for no
// limit; roundTrip is its latency there and back.
func Open(bytesPerSecond float64, roundTrip time.Duration) (*Link, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("cannot listen for the link: %w", err)
	}
	l := &Link{listener, roundTrip, newLine(bytesPerSecond, roundTrip/2), newLine(bytesPerSecond, roundTrip/2)}
	go l.serve()
	return l, nil
}

// Address is the host and port of the proxy.
func (l *Link) Address() string { return l.listener.Addr().String() }

// Close accepts no more connections.
func (l *Link) Close() error { return l.listener.Close() }

func (l *Link) serve() {
	for {
		client, err := l.listener.Accept()
		if err != nil {
			return
		}
		go l.connect(client.(*net.TCPConn))
	}
}

// connect serves one connection until both sides have ended it.
func (l *Link) connect(client *net.TCPConn) {
	defer client.Close()
	address, err := greet(client)
	if err != nil {
		return
	}
	server, err := net.Dial("tcp", address)
	if err != nil {
		client.Write(refused)
		return
	}
	defer server.Close()
	time.Sleep(l.roundTrip) // TCP's handshake
	if _, err := client.Write(connected); err != nil {
		return
	}
	ended := make(chan struct{})
	go func() {
		l.down.carry(client, server.(*net.TCPConn))
		close(ended)
	}()
	l.up.carry(server.(*net.TCPConn), client)
	<-ended
}
