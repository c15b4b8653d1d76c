// Command faults runs a command against the stack, as `local -- command` does,
// with a network in between that can be made a bad one: Shopify's toxiproxy
// stands before the S3 server and before the API.
//
//	go run -C local ./tools/faults [flags of local] -- command args
//
// Forms and signed URLs carry the proxy's address. The functions find the S3
// server there too, since what they presign names the host: what befalls the
// browser's way to S3 befalls theirs.
//
// Besides local's variables the command finds FAULTS_URL, toxiproxy's HTTP API
// on the loopback, with the proxies "api" and "s3". It gives them their
// upstreams, which are SLIPWAY_URL and S3_ENDPOINT. Two more routes are ours:
// POST /s3/stop and POST /s3/start, which end and start the S3 server itself;
// the answer comes before that is done.
//
// https://github.com/Shopify/toxiproxy#http-api
package main

import (
	"context"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"

	"slipway/local/internal/process"
	"slipway/local/internal/serving"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	status, err := run(ctx, os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "faults:", err)
		os.Exit(1)
	}
	os.Exit(status)
}

// run starts the proxies and local. The status is local's, which is the
// command's.
func run(ctx context.Context, arguments []string) (status int, err error) {
	folder, err := os.MkdirTemp("", "slipway-faults-")
	if err != nil {
		return 1, fmt.Errorf("no temporary folder: %w", err)
	}
	defer os.RemoveAll(folder)
	// Built and then started: signals would not come through `go run`.
	program := filepath.Join(folder, "local")
	build := exec.CommandContext(ctx, "go", "build", "-o", program, "slipway/local")
	build.Stdout, build.Stderr = os.Stderr, os.Stderr
	process.Prepare(build)
	if err := build.Run(); err != nil {
		return 1, fmt.Errorf("cannot build local (run this with go run -C local ./tools/faults): %w", err)
	}

	zerolog.SetGlobalLevel(zerolog.Disabled) // some of toxiproxy's traces go to a logger of their own
	toxics := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	defer toxics.Collection.Clear()
	var s3 *toxiproxy.Proxy
	for _, name := range []string{"api", "s3"} {
		s3 = toxiproxy.NewProxy(toxics, name, "127.0.0.1:0", "")
		if err := toxics.Collection.Add(s3, true); err != nil {
			return 1, fmt.Errorf("the proxy before %s does not start: %w", name, err)
		}
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 1, err
	}

	local := exec.Command(program, append([]string{"-s3-url", "http://" + s3.Listen}, arguments...)...)
	local.Env = append(os.Environ(), "FAULTS_URL=http://"+listener.Addr().String())
	local.Stdin, local.Stdout, local.Stderr = os.Stdin, os.Stdout, os.Stderr
	process.Prepare(local)
	if err := local.Start(); err != nil {
		return 1, err
	}
	control := &http.Server{Handler: routes(toxics, local.Process), ErrorLog: log.New(os.Stderr, "faults: ", 0)}
	go serving.Serve(control, listener)
	defer control.Close()
	// local ends its command, and then itself.
	context.AfterFunc(ctx, func() { local.Process.Signal(syscall.SIGTERM) })
	if err := local.Wait(); local.ProcessState == nil {
		return 1, err
	}
	if status := local.ProcessState.ExitCode(); status >= 0 {
		return status, nil
	}
	return 1, fmt.Errorf("local: %s", local.ProcessState)
}

// routes are toxiproxy's and ours.
func routes(toxics *toxiproxy.ApiServer, local *os.Process) http.Handler {
	tell := func(signal os.Signal) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if err := local.Signal(signal); err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			w.WriteHeader(http.StatusNoContent)
		}
	}
	mux := http.NewServeMux()
	mux.Handle("POST /s3/stop", tell(syscall.SIGUSR1))
	mux.Handle("POST /s3/start", tell(syscall.SIGUSR2))
	mux.Handle("/", toxics.Routes())
	return mux
}
