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
	var logged strings.Builder
	server := &http.Server{ErrorLog: log.New(&logged, "HTTP API: ", 0)}
	listener := listen(t)
	listener.Close()
	Serve(server, listener)
	want := "HTTP API: stopped serving at " + listener.Addr().String() + ": accept tcp " + listener.Addr().String() +
		": use of closed network connection\n"
	if logged.String() != want {
		t.Errorf("logged %q, want %q", &logged, want)
	}

	logged.Reset()
	server.Close()
	Serve(server, listen(t))
	if logged.Len() > 0 {
		t.Errorf("logged %q for a closed server", &logged)
	}
}
