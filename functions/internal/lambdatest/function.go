// Package lambdatest runs a function's built program as Lambda does: with
// Lambda's environment variables and a Runtime API.
package lambdatest

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// Build builds the program of a function of template.yaml for this machine,
// with the target of the Makefile. root is the folder of the repository.
func Build(t *testing.T, root, function string) (program string) {
	t.Helper()
	folder := t.TempDir()
	output, err := exec.Command("make", "-C", root, "build-"+function,
		"ARTIFACTS_DIR="+folder, "GOOS="+runtime.GOOS, "GOARCH="+runtime.GOARCH).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	return filepath.Join(folder, "bootstrap")
}

// A Function is a running program.
type Function struct {
	command *exec.Cmd
	output  bytes.Buffer
	exited  chan struct{}
	events  chan []byte
	answers chan []byte
}

// Start starts a program with these variables and the address of the Runtime
// API, and no others. It ends with the test.
//
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
func Start(t *testing.T, program string, variables ...string) *Function {
	t.Helper()
	f := &Function{
		command: exec.Command(program), exited: make(chan struct{}),
		events: make(chan []byte), answers: make(chan []byte),
	}
	server := httptest.NewServer(http.HandlerFunc(f.serve))
	f.command.Env = append(variables, "AWS_LAMBDA_RUNTIME_API="+server.Listener.Addr().String())
	f.command.Stdout, f.command.Stderr = &f.output, &f.output
	if err := f.command.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		f.command.Wait()
		close(f.exited)
	}()
	t.Cleanup(func() {
		f.End()
		server.Close()
	})
	return f
}

// serve is the Runtime API.
func (f *Function) serve(w http.ResponseWriter, r *http.Request) {
	const base = "/2018-06-01/runtime/invocation/"
	if r.URL.Path == base+"next" {
		select {
		case event := <-f.events:
			w.Header().Set("Lambda-Runtime-Aws-Request-Id", "id")
			w.Header().Set("Lambda-Runtime-Deadline-Ms", fmt.Sprint(time.Now().Add(time.Hour).UnixMilli()))
			w.Header().Set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-central-1:123456789012:function:test")
			w.Write(event)
		case <-r.Context().Done():
		}
		return
	}
	answer, _ := io.ReadAll(r.Body)
	w.WriteHeader(http.StatusAccepted)
	if !strings.HasSuffix(r.URL.Path, "/response") {
		answer = nil
	}
	select {
	case f.answers <- answer:
	case <-f.exited:
	}
}

// Invoke returns the function's answer to an event, or nil if the function
// reports an error.
func (f *Function) Invoke(t *testing.T, event []byte) (answer []byte) {
	t.Helper()
	select {
	case f.events <- event:
	case <-f.exited:
		t.Fatalf("the program has ended: %s", &f.output)
	}
	select {
	case answer = <-f.answers:
	case <-f.exited:
		t.Fatalf("the program has ended: %s", &f.output)
	}
	return answer
}

// End ends the program and returns what it printed.
func (f *Function) End() (output string) {
	f.command.Process.Kill()
	<-f.exited
	return f.output.String()
}
