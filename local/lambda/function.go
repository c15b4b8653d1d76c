// Package lambda runs functions as AWS Lambda does. A function's bootstrap is a
// process that asks a Runtime API for one invocation after the other. Each
// environment (a process and its Runtime API) has one invocation at a time; if
// all are busy, another one is started.
//
// A bootstrap gets Lambda's environment variables and none of this process. It
// is stopped between invocations, as Lambda freezes it, so that background work
// does not continue.
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
	// maxEnvironments is the maximum of environments; further invocations wait.
	// Lambda's own limit, 1,000, is too much for one machine.
	maxEnvironments = 32
	// freshFor is how long the credentials of an environment must still be valid
	// at an invocation: signatures expire with them.
	freshFor = session.Lifetime / 2
)

// Function is one function and its environments. Set the exported fields
// before the first call.
type Function struct {
	Name      string
	Bootstrap string // absolute path of the program
	ARN       string
	Region    string
	Variables map[string]string // environment variables of the template
	Timeout   time.Duration     // of one invocation
	MemoryMB  int               // a process that uses more is killed
	// Credentials starts a session of the function's role.
	Credentials func() session.Credentials
	// Log receives the output of the function, line by line after its name.
	Log io.Writer
	// DeadLetters receives the events of InvokeLater whose last try failed, with
	// the error.
	DeadLetters func(event []byte, err error)

	// initTimeout is how long a bootstrap may take until it asks for its first
	// invocation.
	initTimeout time.Duration

	mu     sync.Mutex
	idle   []*environment
	all    map[*environment]bool
	closed bool
	slots  chan struct{}

	later   chan struct{} // limits the concurrent invocations of InvokeLater
	working sync.WaitGroup
	ending  context.Context // done when the function is closed
	endWork context.CancelFunc
}

// Error is the error of a failed invocation: the function's own, or Lambda's if
// the process failed.
type Error struct {
	Type    string `json:"errorType"`
	Message string `json:"errorMessage"`
}

func (e *Error) Error() string { return e.Type + ": " + e.Message }

var errClosed = errors.New("the function has been closed")

// Start starts the first environment and waits until it is ready, so that a
// function that cannot start fails at once.
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

// Invoke passes an event to an environment and returns its answer. An error of
// type *Error is the function's.
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

// take returns the idle environment that was used last, or a new one.
func (f *Function) take(ctx context.Context) (*environment, error) {
	for {
		f.mu.Lock()
		if f.closed {
			f.mu.Unlock()
			return nil, errClosed
		}
		if len(f.idle) == 0 {
			env, err := launch(f)
			if err == nil {
				f.all[env] = true
			}
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

// release makes an environment idle again.
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

// Close ends all environments and returns when their processes have ended.
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

// taskRoot returns the function's folder, which is its working directory.
func (f *Function) taskRoot() string { return filepath.Dir(f.Bootstrap) }

// parseError reads the error that a function reported.
func parseError(body []byte) *Error {
	var e Error
	if json.Unmarshal(body, &e) != nil || e.Message == "" && e.Type == "" {
		return &Error{Type: "Runtime.Unknown", Message: "the function reported an error without errorType and errorMessage"}
	}
	return &e
}
