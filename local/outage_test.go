package main

import (
	"maps"
	"net"
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

func TestFormsCarryTheAddressOfWhatStandsBeforeS3(t *testing.T) {
	r := startStack(t, "-s3-url", "http://127.0.0.1:9")
	action, _ := r.credentialsFor(t, "a.txt")
	if want := "http://127.0.0.1:9/" + r.variables["S3_BUCKET"] + "/"; action != want {
		t.Errorf("the form goes to %s, want %s", action, want)
	}
}
