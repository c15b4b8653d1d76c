package serving

import (
	"log"
	"net"
	"net/http"
	"strings"
	"testing"
)

func listen(t *testing.T) net.Listener {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return listener
}

func TestServe(t *testing.T) {
	var said strings.Builder
	server := &http.Server{ErrorLog: log.New(&said, "HTTP API: ", 0)}
	listener := listen(t)
	listener.Close()
	Serve(server, listener)
	want := "HTTP API: stopped serving at " + listener.Addr().String() + ": accept tcp " + listener.Addr().String() +
		": use of closed network connection\n"
	if said.String() != want {
		t.Errorf("said %q, want %q", &said, want)
	}

	said.Reset()
	server.Close()
	Serve(server, listen(t))
	if said.Len() > 0 {
		t.Errorf("said %q of a server that was closed", &said)
	}
}
