// Package lambda runs functions as AWS Lambda does: a function's bootstrap is
// a process that asks a Runtime API for one invocation after the other. Each
// environment (a process and its Runtime API) has one invocation at a time;
// when all are busy, another one is started.
//
// A bootstrap gets the environment variables that Lambda gives it and nothing
// of this process's own. Between invocations it is stopped, as Lambda freezes
// it: work in the background does not go on.
//
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
package lambda

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"sync"
	"time"

	"github.com/google/uuid"

	"slipway/local/session"
)

const (
	// maxEnvironments are started at most; further invocations wait for one.
	// Lambda's own limit is 1,000, which is no good idea on one machine.
	maxEnvironments = 32
	// freshFor is the least life that the credentials of an environment have
	// left when it gets an invocation, so that what it signs can be used.
	freshFor = session.Lifetime / 2
)

// Function is one function and its environments. Set the exported fields
// before the first call.
type Function struct {
	Name      string            // the function's name
	Bootstrap string            // absolute path of the program
	ARN       string            // the function's ARN
	Region    string            // the AWS region
	Variables map[string]string // the environment variables of its template
	Timeout   time.Duration     // of one invocation
	MemoryMB  int               // the memory it may use: above that it is killed
	// Credentials starts a session of the function's role.
	Credentials func() session.Credentials
	// Log takes what the function prints, by line and with its name in front.
	Log io.Writer
	// DeadLetters takes an event of InvokeLater that the function failed at, and
	// why.
	DeadLetters func(event []byte, err error)

	// initTimeout is how long a bootstrap may take until it asks for its first
	// invocation; Start sets it.
	initTimeout time.Duration

	mu     sync.Mutex
	idle   []*environment
	all    map[*environment]bool
	closed bool
	slots  chan struct{}

	later   chan struct{} // a value for each event of InvokeLater that is worked on
	working sync.WaitGroup
	ending  context.Context // done when the function is closed
	endWork context.CancelFunc
}

// Error is a failed invocation: what the function reported, or what happened
// to it.
type Error struct {
	Type    string `json:"errorType"`
	Message string `json:"errorMessage"`
}

func (e *Error) Error() string { return e.Type + ": " + e.Message }

// errClosed is returned when the stack is ending.
var errClosed = errors.New("the function has been closed")

// Start starts the first environment and waits until it is ready, so that a
// function that cannot start is known at once.
func (f *Function) Start(ctx context.Context) error {
	if f.initTimeout == 0 {
		f.initTimeout = 10 * time.Second // as Lambda's
	}
	f.all = make(map[*environment]bool)
	f.slots = make(chan struct{}, maxEnvironments)
	f.later = make(chan struct{}, maxLater)
	f.ending, f.endWork = context.WithCancel(context.Background())
	f.slots <- struct{}{}
	defer func() { <-f.slots }()
	env, err := f.take(ctx)
	if err != nil {
		return fmt.Errorf("%s does not start: %w", f.Name, err)
	}
	f.release(env)
	return nil
}

// Invoke gives an event to an environment and returns its answer. An error of
// type *Error says what the function did wrong.
func (f *Function) Invoke(ctx context.Context, event []byte) ([]byte, error) {
	select {
	case f.slots <- struct{}{}:
		defer func() { <-f.slots }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	env, err := f.take(ctx)
	if err != nil {
		return nil, err
	}
	answer, err := env.invoke(ctx, invocation{
		id:       uuid.NewString(),
		event:    event,
		deadline: time.Now().Add(f.Timeout),
	})
	if env.ended() {
		f.drop(env)
		return answer, err
	}
	f.release(env)
	return answer, err
}

// take returns an environment that waits for an invocation: the one used last,
// else a new one.
func (f *Function) take(ctx context.Context) (*environment, error) {
	for {
		f.mu.Lock()
		if f.closed {
			f.mu.Unlock()
			return nil, errClosed
		}
		if len(f.idle) == 0 {
			env, err := f.launch()
			f.mu.Unlock()
			if err != nil {
				return nil, err
			}
			if err := env.awaitReady(ctx); err != nil {
				f.drop(env)
				return nil, err
			}
			return env, nil
		}
		env := f.idle[len(f.idle)-1]
		f.idle = f.idle[:len(f.idle)-1]
		f.mu.Unlock()
		if !env.ended() && time.Until(env.expires) > freshFor {
			return env, nil
		}
		f.drop(env)
	}
}

// launch starts an environment; f.mu is held.
func (f *Function) launch() (*environment, error) {
	env, err := launch(f)
	if err == nil {
		f.all[env] = true
	}
	return env, err
}

// release puts an environment back for the next invocation.
func (f *Function) release(env *environment) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.closed {
		f.idle = append(f.idle, env)
	}
}

// drop ends an environment.
func (f *Function) drop(env *environment) {
	env.end()
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.all, env)
}

// Close ends every environment and returns when their processes are gone.
func (f *Function) Close() {
	f.mu.Lock()
	f.closed = true
	environments := f.all
	f.all = nil
	f.mu.Unlock()
	if f.endWork != nil { // it was started
		f.endWork()
	}
	f.working.Wait()
	for env := range environments {
		env.end()
	}
}

// taskRoot is the folder the function lies in: its working directory.
func (f *Function) taskRoot() string { return filepath.Dir(f.Bootstrap) }

// parseError reads the error that a function reported.
func parseError(body []byte) *Error {
	var e Error
	if json.Unmarshal(body, &e) != nil || e.Message == "" && e.Type == "" {
		return &Error{Type: "Runtime.Unknown", Message: "the function reported an error that is not in the form of the Runtime API"}
	}
	return &e
}
