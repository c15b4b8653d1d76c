package lambda

import (
	"context"
	"fmt"
	"log"
	"net"
	"net/http"
	"os/exec"
	"sync"
	"syscall"
	"time"

	"slipway/local/internal/process"
	"slipway/local/internal/serving"
)

// environment is one bootstrap process with a Runtime API of its own, so that
// the port identifies the process.
type environment struct {
	function *Function
	expires  time.Time // of its credentials
	command  *exec.Cmd
	server   *http.Server

	next    chan invocation // to the Runtime API
	ready   chan struct{}   // receives when the bootstrap asks for the next invocation
	results chan result     // from the Runtime API
	exited  chan struct{}   // closed when the process has ended

	mu      sync.Mutex
	current string // ID of the current invocation
	started bool   // the bootstrap has asked for an invocation

	stop sync.Once
}

type invocation struct {
	id       string
	event    []byte
	deadline time.Time
}

type result struct {
	answer []byte
	err    *Error
}

// launch starts a bootstrap, without waiting until it is ready.
func launch(f *Function) (*environment, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("cannot listen for the Runtime API: %w", err)
	}
	credentials := f.Credentials()
	out := &lineWriter{to: f.Log, prefix: f.Name + " | "}
	e := &environment{
		function: f,
		expires:  credentials.Expires,
		command: &exec.Cmd{
			Path:   f.Bootstrap,
			Args:   []string{f.Bootstrap},
			Dir:    f.taskRoot(),
			Env:    f.variables(listener.Addr().String(), credentials),
			Stdout: out,
			Stderr: out,
			// Its children may keep the pipes open after it ends.
			WaitDelay: time.Second,
		},
		next:    make(chan invocation),
		ready:   make(chan struct{}, 1),
		results: make(chan result, 1),
		exited:  make(chan struct{}),
	}
	process.Prepare(e.command)
	if err := e.command.Start(); err != nil {
		listener.Close()
		return nil, fmt.Errorf("cannot run the bootstrap: %w", err)
	}
	e.server = &http.Server{Handler: e.runtimeAPI(), ErrorLog: log.New(f.Log, f.Name+" | Runtime API: ", 0)}
	go serving.Serve(e.server, listener)
	go func() {
		e.command.Wait()
		out.Flush()
		close(e.exited)
		e.server.Close()
	}()
	return e, nil
}

// awaitReady waits until the bootstrap asks for its first invocation.
func (e *environment) awaitReady(ctx context.Context) error {
	stop := e.watchMemory()
	err := e.start(ctx)
	if stop() {
		return fmt.Errorf("it used more memory than its MemorySize, %d MB (%v)",
			e.function.MemoryMB, e.command.ProcessState)
	}
	return err
}

func (e *environment) start(ctx context.Context) error {
	timeout := time.NewTimer(e.function.initTimeout)
	defer timeout.Stop()
	select {
	case <-e.ready:
		e.freeze()
		return nil
	case r := <-e.results:
		return fmt.Errorf("it reported an error while starting: %w", r.err)
	case <-e.exited:
		if r, ok := e.lastResult(); ok {
			return fmt.Errorf("it reported an error while starting: %w", r.err)
		}
		return fmt.Errorf("its bootstrap ended before it asked for an invocation (%v)", e.command.ProcessState)
	case <-timeout.C:
		return fmt.Errorf("its bootstrap did not ask for an invocation within %v", e.function.initTimeout)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// invoke passes an invocation to the bootstrap and waits until it asks for the
// next one. If it does not, the environment has ended.
func (e *environment) invoke(ctx context.Context, i invocation) ([]byte, error) {
	stop := e.watchMemory()
	answer, err := e.work(ctx, i)
	if stop() {
		return nil, e.exitError(i) // Lambda would not have received the answer
	}
	return answer, err
}

func (e *environment) work(ctx context.Context, i invocation) ([]byte, error) {
	timeout := time.NewTimer(time.Until(i.deadline))
	defer timeout.Stop()
	e.thaw()
	select {
	case e.next <- i:
	case <-e.exited:
		return nil, e.exitError(i)
	case <-timeout.C:
		return nil, e.timeoutError(i)
	case <-ctx.Done():
		e.end()
		return nil, ctx.Err()
	}

	var got result
	select {
	case got = <-e.results:
	case <-e.ready:
		var ok bool
		if got, ok = e.lastResult(); !ok {
			e.end()
			return nil, &Error{"Runtime.NoResponse", "RequestId: " + i.id +
				" Error: the function asked for another invocation before it answered this one"}
		}
		e.freeze()
		return got.unpack()
	case <-e.exited:
		var ok bool
		if got, ok = e.lastResult(); !ok {
			return nil, e.exitError(i)
		}
		return got.unpack()
	case <-timeout.C:
		return nil, e.timeoutError(i)
	case <-ctx.Done():
		e.end()
		return nil, ctx.Err()
	}

	// The answer is valid whatever happens to the process now.
	select {
	case <-e.ready:
		e.freeze()
	case <-e.exited:
	case <-timeout.C:
		e.end()
	case <-ctx.Done():
		e.end()
	}
	return got.unpack()
}

// lastResult returns a result that arrived together with another event.
func (e *environment) lastResult() (result, bool) {
	select {
	case r := <-e.results:
		return r, true
	default:
		return result{}, false
	}
}

func (r result) unpack() ([]byte, error) {
	if r.err != nil {
		return nil, r.err
	}
	return r.answer, nil
}

// exitError returns Lambda's error for a process that has ended.
func (e *environment) exitError(i invocation) error {
	message := fmt.Sprintf("RequestId: %s Error: Runtime exited with error: %v", i.id, e.command.ProcessState)
	return &Error{"Runtime.ExitError", message}
}

// timeoutError ends the process, and returns Lambda's error for a timeout.
func (e *environment) timeoutError(i invocation) error {
	e.end()
	message := fmt.Sprintf("RequestId: %s Error: Task timed out after %.2f seconds", i.id, e.function.Timeout.Seconds())
	return &Error{"Sandbox.Timedout", message}
}

// freeze stops the process until the next invocation.
func (e *environment) freeze() { process.Signal(e.command, syscall.SIGSTOP) }

func (e *environment) thaw() { process.Signal(e.command, syscall.SIGCONT) }

// ended reports whether the process has ended.
func (e *environment) ended() bool {
	select {
	case <-e.exited:
		return true
	default:
		return false
	}
}

// end kills the process group and waits until the process has ended.
func (e *environment) end() {
	e.stop.Do(func() { process.Signal(e.command, syscall.SIGKILL) })
	<-e.exited
}
