package s3

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"slipway/local/internal/logtest"
	"slipway/local/session"
	"slipway/local/template"
)

// bare returns the configuration of a server without buckets, and its log.
func bare(t *testing.T) (Config, *logtest.Log) {
	t.Helper()
	sockets, err := os.MkdirTemp("", "s3-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(sockets) })
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	report := new(logtest.Log)
	return Config{
		Listeners: []net.Listener{listener},
		Region:    region,
		Data:      t.TempDir(),
		Metadata:  t.TempDir(),
		Versions:  t.TempDir(),
		Socket:    filepath.Join(sockets, "s3"),
		Owner:     Owner{"AKIAOWNER", "secret"},
		Sessions:  session.NewStore(time.Now),
		Report:    report,
	}, report
}

func TestStartEndsWithItsContext(t *testing.T) {
	for _, after := range []time.Duration{-1, 0, time.Microsecond, time.Millisecond, 5 * time.Millisecond} {
		t.Run(after.String(), func(t *testing.T) {
			config, _ := bare(t)
			config.Buckets = []template.Bucket{{Name: "uploads"}}
			ctx, cancel := context.WithTimeout(t.Context(), after)
			defer cancel()
			s, err := Start(ctx, config)
			if s != nil {
				s.Close()
			} else if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%v, want %v", err, context.DeadlineExceeded)
			}
			if _, err := os.Stat(config.Socket); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("the gateway's socket is left: %v", err)
			}
		})
	}
}

func TestListenerThatFailsIsReported(t *testing.T) {
	config, report := bare(t)
	address := config.Listeners[0].Addr().String()
	config.Listeners[0].Close()
	s, err := Start(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	want := "S3 server: stopped serving at " + address + ": "
	for deadline := time.Now().Add(10 * time.Second); !strings.Contains(report.String(), want); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("reported %q, want %q", report, want)
		}
	}
	s.Close()
	if n := strings.Count(report.String(), "\n"); n != 1 {
		t.Errorf("reported %q: Close is not an error", report)
	}
}
