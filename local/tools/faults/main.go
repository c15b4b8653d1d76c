// Command faults runs a command against the stack, as `local -- command` does, with
// toxiproxy in front of the S3 server and the API to simulate a bad network.
//
//	go run -C local ./tools/faults [flags of local] -- command args
//
// Forms and signed URLs have the proxy's address, and the functions use it too, so
// that faults of S3 affect both the browser and the functions.
//
// Besides local's variables the command gets FAULTS_URL, toxiproxy's HTTP API on
// the loopback, with the proxies "api" and "s3". The command sets their
// upstreams to SLIPWAY_URL and S3_ENDPOINT. Two routes are added: POST /s3/stop
// and POST /s3/start stop and start the S3 server.
//
// https://github.com/Shopify/toxiproxy#http-api
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"

	"slipway/local/internal/process"
	"slipway/local/internal/serving"
	"slipway/local/stack"
)

func main() { process.Main("faults", run) }

// run starts the proxies and the stack. The status is the command's.
func run(ctx context.Context, arguments []string) (status int, err error) {
	options, command, err := stack.Parse("faults", arguments)
	if err != nil {
		return 1, err
	}
	if len(command) == 0 {
		return 1, errors.New("a command goes after --, such as: faults -- env")
	}
	zerolog.SetGlobalLevel(zerolog.Disabled) // for traces of toxiproxy that use the global logger
	toxics := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	defer toxics.Collection.Clear()
	var s3 *toxiproxy.Proxy
	for _, name := range []string{"api", "s3"} {
		s3 = toxiproxy.NewProxy(toxics, name, "127.0.0.1:0", "")
		if err := toxics.Collection.Add(s3, true); err != nil {
			return 1, fmt.Errorf("cannot start the proxy of %s: %w", name, err)
		}
	}
	options.S3URL = "http://" + s3.Listen
	s, err := stack.Start(ctx, options)
	if err != nil {
		return 1, err
	}
	defer s.Close()

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 1, err
	}
	control := &http.Server{Handler: routes(toxics, s), ErrorLog: log.New(os.Stderr, "faults: ", 0)}
	go serving.Serve(control, listener)
	defer control.Close()
	return s.Run(ctx, os.Stdout, command, "FAULTS_URL=http://"+listener.Addr().String())
}

// routes returns the routes of toxiproxy and those of this program.
func routes(toxics *toxiproxy.ApiServer, s *stack.Stack) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /s3/stop", func(w http.ResponseWriter, r *http.Request) {
		s.StopS3()
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("POST /s3/start", func(w http.ResponseWriter, r *http.Request) {
		if err := s.StartS3(r.Context()); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
	mux.Handle("/", toxics.Routes())
	return mux
}
