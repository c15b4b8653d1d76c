package e2e

import (
	"maps"
	"net"
	"strings"
	"testing"

	"slipway/local/stack"
)

func TestS3ServerRestarts(t *testing.T) {
	r := startStack(t, withParts...)
	action, fields := r.credentialsFor(t, "a.txt")
	address := strings.TrimPrefix(r.variables["S3_ENDPOINT"], "http://")
	wantAnswers := func(after string, want bool) {
		t.Helper()
		connection, err := net.Dial("tcp", address)
		if err == nil {
			connection.Close()
		}
		if (err == nil) != want {
			t.Errorf("after %s, the S3 server answers: %v", after, err == nil)
		}
	}
	for _, step := range strings.Fields("start stop stop start start stop start stop") {
		if step == "stop" {
			r.stack.StopS3()
		} else if err := r.stack.StartS3(t.Context()); err != nil {
			t.Fatal(err)
		}
		wantAnswers(step, step == "start")
	}

	// A failed start can be tried again.
	other, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := r.stack.StartS3(t.Context()); err == nil || !strings.Contains(err.Error(), "is in use") {
			t.Errorf("on a port in use: %v", err)
		}
	}
	other.Close()
	if err := r.stack.StartS3(t.Context()); err != nil {
		t.Fatal(err)
	}
	if answer, body := upload(t, action, fields, "hello"); answer.StatusCode != 201 {
		t.Errorf("a form signed before the restart: %d %s", answer.StatusCode, body)
	}
	if stored := r.stored(t); !maps.Equal(stored, map[string]string{fields[0].value: "hello"}) {
		t.Errorf("stored %q", stored)
	}
}

func TestFormsHaveTheAddressOfTheProxy(t *testing.T) {
	r := startOwn(t, stack.Options{S3URL: "http://127.0.0.1:9"})
	defer r.stack.Close()
	action, _ := r.credentialsFor(t, "a.txt")
	if want := "http://127.0.0.1:9/" + r.variables["S3_BUCKET"] + "/"; action != want {
		t.Errorf("the form goes to %s, want %s", action, want)
	}
}
