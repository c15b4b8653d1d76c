// Package serving serves HTTP without losing why it ended.
package serving

import (
	"errors"
	"net"
	"net/http"
)

// Serve serves on a listener until the server is closed. Any other end goes to
// the server's ErrorLog, which must be set.
func Serve(server *http.Server, listener net.Listener) {
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		server.ErrorLog.Printf("nothing answers at %v any more: %v", listener.Addr(), err)
	}
}
