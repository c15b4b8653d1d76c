package main

import (
	"errors"
	"io"
	"maps"
	"net"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"testing"
)

func TestS3ServerStopsAndStartsAgain(t *testing.T) {
	r := startStack(t)
	action, fields := r.credentialsFor(t, "a.txt")
	answers := func() bool {
		connection, err := net.Dial("tcp", strings.TrimPrefix(r.variables["S3_ENDPOINT"], "http://"))
		if err == nil {
			connection.Close()
		}
		return err == nil
	}

	for range 2 {
		r.command.Process.Signal(syscall.SIGUSR1)
		eventually(t, "the S3 server stops", func() bool { return !answers() })
		r.command.Process.Signal(syscall.SIGUSR2)
		eventually(t, "the S3 server starts again", answers)
	}
	if answer, body := upload(t, action, fields, "hello"); answer.StatusCode != 201 {
		t.Errorf("a form from before: %d %s", answer.StatusCode, body)
	}
	if stored := r.stored(t); !maps.Equal(stored, map[string]string{fields[0].value: "hello"}) {
		t.Errorf("stored %q", stored)
	}
}

// Each list is sent while the first signal of the test is still at work, as
// fast as it goes.
func TestQuickOutageSignalsAreHeeded(t *testing.T) {
	const stop, start = syscall.SIGUSR1, syscall.SIGUSR2
	for _, test := range []struct {
		signals []syscall.Signal
		want    string
	}{
		{nil, "stop"},
		{[]syscall.Signal{start}, "stop start"},
		{[]syscall.Signal{stop}, "stop"},
		{[]syscall.Signal{start, stop}, "stop start stop"},
		{[]syscall.Signal{stop, start}, "stop start"},
		{[]syscall.Signal{start, start}, "stop start"},
		{[]syscall.Signal{stop, stop, start}, "stop start"},
		{[]syscall.Signal{start, stop, start}, "stop start stop start"},
		{[]syscall.Signal{start, stop, stop, start}, "stop start stop start"},
		{[]syscall.Signal{start, stop, start, stop, start}, "stop start stop start stop start"},
		{slices.Repeat([]syscall.Signal{start, stop}, 10), "stop" + strings.Repeat(" start stop", 10)},
	} {
		var done []string
		working, goOn := make(chan bool, 100), make(chan bool)
		end := heedOutages(
			func() { done = append(done, "stop"); working <- true; <-goOn },
			func() error { done = append(done, "start"); return nil },
			io.Discard)
		// What this channel has, the other one has too before the next signal.
		seen := make(chan os.Signal, 100)
		signal.Notify(seen, stop, start)
		send := func(s syscall.Signal) {
			syscall.Kill(os.Getpid(), s)
			<-seen
		}
		send(stop)
		<-working
		for _, s := range test.signals {
			send(s)
		}
		close(goOn)
		signal.Stop(seen)
		end()
		if got := strings.Join(done, " "); got != test.want {
			t.Errorf("%v: %s, want %s", test.signals, got, test.want)
		}
	}
}

func TestStartThatFailsCanBeTriedAgain(t *testing.T) {
	fails, tried := 2, make(chan error, 100)
	var said output
	end := heedOutages(func() {}, func() (err error) {
		if fails--; fails >= 0 {
			err = errors.New("port 9000 is in use")
		}
		tried <- err
		return err
	}, &said)
	syscall.Kill(os.Getpid(), syscall.SIGUSR1)
	for range 3 {
		syscall.Kill(os.Getpid(), syscall.SIGUSR2)
		<-tried
	}
	end()
	if want := strings.Repeat("local: the S3 server does not start again: port 9000 is in use\n", 2); said.String() != want {
		t.Errorf("said %q", said.String())
	}
}

func TestFormsCarryTheAddressOfWhatStandsBeforeS3(t *testing.T) {
	r := startStack(t, "-s3-url", "http://127.0.0.1:9")
	action, _ := r.credentialsFor(t, "a.txt")
	if want := "http://127.0.0.1:9/" + r.variables["S3_BUCKET"] + "/"; action != want {
		t.Errorf("the form goes to %s, want %s", action, want)
	}
}
