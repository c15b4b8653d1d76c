package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"

	"slipway/local/internal/process"
)

// A sandbox is a program that runs as a Lambda function, with a minimal Runtime
// API, whose time is part of every figure.
//
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
type sandbox struct {
	command *exec.Cmd
	server  *http.Server
	ready   chan time.Time // when the program asked for an event
	events  chan []byte
	answers chan answer
	gone    chan struct{} // closed when the program has ended
}

type answer struct {
	text []byte
	at   time.Time
}

// timeout is how long a program may take to start, or to answer.
const timeout = 30 * time.Second

const runtimePath = "/2018-06-01/runtime/invocation/"

// launch starts a program and returns the time until it asked for its first
// event.
func launch(ctx context.Context, p *program, settings []string) (*sandbox, time.Duration, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, 0, err
	}
	s := &sandbox{
		ready: make(chan time.Time, 1), events: make(chan []byte), answers: make(chan answer, 1),
		gone: make(chan struct{}),
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+runtimePath+"next", s.next)
	mux.HandleFunc("POST "+runtimePath+"{id}/response", s.response)
	s.server = &http.Server{Handler: mux}
	go s.server.Serve(listener)

	s.command = exec.CommandContext(ctx, p.command[0], p.command[1:]...)
	s.command.Env = slices.Concat(settings, p.environment, []string{"AWS_LAMBDA_RUNTIME_API=" + listener.Addr().String()})
	s.command.Stdout = io.Discard // through a pipe, as on AWS
	s.command.Stderr = os.Stderr
	process.Prepare(s.command)
	begun := time.Now()
	if err := s.command.Start(); err != nil {
		s.server.Close()
		return nil, 0, err
	}
	go func() {
		s.command.Wait()
		close(s.gone)
	}()
	at, err := s.awaitReady()
	if err != nil {
		s.close()
		return nil, 0, fmt.Errorf("%s: %w", p.name, err)
	}
	return s, at.Sub(begun), nil
}

func (s *sandbox) next(w http.ResponseWriter, r *http.Request) {
	s.ready <- time.Now()
	select {
	case event := <-s.events:
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Lambda-Runtime-Aws-Request-Id", "00000000-0000-4000-8000-000000000000")
		w.Header().Set("Lambda-Runtime-Deadline-Ms", "4102444800000")
		w.Header().Set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-central-1:000000000000:function:bench")
		w.Write(event)
	case <-r.Context().Done():
	}
}

func (s *sandbox) response(w http.ResponseWriter, r *http.Request) {
	text, _ := io.ReadAll(r.Body)
	s.answers <- answer{text, time.Now()}
	w.WriteHeader(http.StatusAccepted)
}

func (s *sandbox) awaitReady() (time.Time, error) {
	select {
	case at := <-s.ready:
		return at, nil
	case <-s.gone:
		return time.Time{}, fmt.Errorf("the program ended: %v", s.command.ProcessState)
	case <-time.After(timeout):
		return time.Time{}, errors.New("the program did not ask for an event")
	}
}

// invoke passes an event to the program, and returns the time until it has
// answered and asks for the next one.
func (s *sandbox) invoke(event []byte) (time.Duration, error) {
	begun := time.Now()
	s.events <- event
	select {
	case got := <-s.answers:
		if !strings.Contains(string(got.text), `"statusCode":200`) {
			return 0, fmt.Errorf("the program answered %.200s", got.text)
		}
		_, err := s.awaitReady()
		return got.at.Sub(begun), err
	case <-s.gone:
		return 0, fmt.Errorf("the program ended: %v", s.command.ProcessState)
	case <-time.After(timeout):
		return 0, errors.New("the program did not answer")
	}
}

func (s *sandbox) close() {
	process.Signal(s.command, syscall.SIGKILL)
	<-s.gone
	s.server.Close()
}
