// Package serving serves HTTP and reports why serving ended.
package serving

import (
	"errors"
	"net"
	"net/http"
)

// Serve serves on a listener until the server is closed. Any other end is
// written to the server's ErrorLog, which must be set.
func Serve(server *http.Server, listener net.Listener) {
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		server.ErrorLog.Printf("stopped serving at %v: %v", listener.Addr(), err)
	}
}
