package link

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"strconv"
)

// Replies, RFC 1928, 6. No client reads the address in them.
var (
	connected = []byte{5, 0, 0, 1, 0, 0, 0, 0, 0, 0}
	refused   = []byte{5, 5, 0, 1, 0, 0, 0, 0, 0, 0}
)

// greet reads the address that a client connects to, which must be on this machine.
func greet(client io.ReadWriter) (address string, err error) {
	var head [2]byte // version, number of methods
	if _, err := io.ReadFull(client, head[:]); err != nil {
		return "", err
	}
	if _, err := io.ReadFull(client, make([]byte, head[1])); err != nil {
		return "", err
	}
	if _, err := client.Write([]byte{5, 0}); err != nil {
		return "", err
	}
	var request [4]byte // version, command, reserved, type of the address
	if _, err := io.ReadFull(client, request[:]); err != nil {
		return "", err
	}
	if head[0] != 5 || request[1] != 1 {
		return "", errors.New("link: not a CONNECT request of SOCKS5")
	}
	host, err := readHost(client, request[3])
	if err != nil {
		return "", err
	}
	var port [2]byte
	if _, err := io.ReadFull(client, port[:]); err != nil {
		return "", err
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		client.Write(refused)
		return "", errors.New("link: " + host + " is not on this machine")
	}
	return net.JoinHostPort(host, strconv.Itoa(int(binary.BigEndian.Uint16(port[:])))), nil
}

// readHost reads an address of one of the types of RFC 1928, 5.
func readHost(client io.Reader, kind byte) (string, error) {
	length := [1]byte{}
	switch kind {
	case 1:
		length[0] = net.IPv4len
	case 4:
		length[0] = net.IPv6len
	case 3:
		if _, err := io.ReadFull(client, length[:]); err != nil {
			return "", err
		}
	default:
		return "", errors.New("link: unknown type of address")
	}
	host := make([]byte, length[0])
	if _, err := io.ReadFull(client, host); err != nil {
		return "", err
	}
	if kind == 3 {
		return string(host), nil
	}
	return net.IP(host).String(), nil
}
