package lambda

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"slipway/local/internal/logtest"
	"slipway/local/session"
)

var bootstrap string

func TestMain(m *testing.M) {
	folder, err := os.MkdirTemp("", "bootstrap-")
	if err != nil {
		panic(err)
	}
	bootstrap = filepath.Join(folder, "bootstrap")
	if output, err := exec.Command("go", "build", "-o", bootstrap, "./testdata/bootstrap").CombinedOutput(); err != nil {
		panic(string(output))
	}
	status := m.Run()
	os.RemoveAll(folder)
	os.Exit(status)
}

func newFunction(t *testing.T) (*Function, *logtest.Log) {
	t.Helper()
	printed := new(logtest.Log)
	f := &Function{
		Name:      "Test",
		Bootstrap: bootstrap,
		ARN:       "arn:aws:lambda:eu-central-1:000000000000:function:test",
		Region:    "eu-central-1",
		Variables: map[string]string{"COLOUR": "blue"},
		Timeout:   30 * time.Second,
		MemoryMB:  128,
		Credentials: func() session.Credentials {
			return session.Credentials{AccessKeyID: "key", SecretAccessKey: "secret", SessionToken: "token", Expires: time.Now().Add(session.Lifetime)}
		},
		Log: printed,
	}
	t.Cleanup(f.Close)
	return f, printed
}

func started(t *testing.T) (*Function, *logtest.Log) {
	t.Helper()
	f, output := newFunction(t)
	if err := f.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return f, output
}

func invoke(t *testing.T, f *Function, event string) string {
	t.Helper()
	answer, err := f.Invoke(t.Context(), []byte(event))
	if err != nil {
		t.Fatalf("Invoke(%q): %v", event, err)
	}
	return string(answer)
}

// wantPid invokes a function that returns a process ID.
func wantPid(t *testing.T, f *Function, event string) int {
	t.Helper()
	pid, err := strconv.Atoi(invoke(t, f, event))
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

func eventually(t *testing.T, what string, condition func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !condition(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("never: %s", what)
		}
	}
}

func gone(pid int) bool { return errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) }

func TestInvokeReusesAnEnvironment(t *testing.T) {
	t.Parallel()
	f, output := started(t)
	if got := invoke(t, f, `echo {"a":1}`); got != `{"a":1}` {
		t.Errorf("answer %q", got)
	}
	if first, second := wantPid(t, f, "pid"), wantPid(t, f, "pid"); first != second {
		t.Errorf("processes %d and %d, want one", first, second)
	}
	eventually(t, "its output in the log", func() bool { return strings.Contains(output.String(), "Test | event pid\n") })
}

func TestConcurrentInvocations(t *testing.T) {
	t.Parallel()
	f, _ := started(t)
	meeting := t.TempDir()
	pids := make(chan string, 3)
	for range 3 {
		go func() {
			answer, err := f.Invoke(context.Background(), []byte("meet "+meeting))
			pids <- fmt.Sprintf("%s%v", answer, err)
		}()
	}
	var all []string
	for range 3 {
		all = append(all, <-pids)
	}
	slices.Sort(all)
	if len(slices.Compact(all)) != 3 {
		t.Errorf("processes %v, want three different ones", all)
	}
}

func TestVariables(t *testing.T) {
	t.Setenv("HOME", "/home/somebody")
	t.Setenv("AWS_PROFILE", "production")
	t.Setenv("GITHUB_TOKEN", "x")
	f, _ := started(t)
	var list []string
	if err := json.Unmarshal([]byte(invoke(t, f, "environment")), &list); err != nil {
		t.Fatal(err)
	}
	have := make(map[string]string)
	for _, variable := range list {
		name, value, _ := strings.Cut(variable, "=")
		have[name] = value
	}
	for name, want := range map[string]string{
		"AWS_LAMBDA_FUNCTION_NAME":        "Test",
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128",
		"AWS_REGION":                      "eu-central-1",
		"AWS_ACCESS_KEY_ID":               "key",
		"AWS_SECRET_ACCESS_KEY":           "secret",
		"AWS_SESSION_TOKEN":               "token",
		"_HANDLER":                        "bootstrap",
		"LAMBDA_TASK_ROOT":                filepath.Dir(bootstrap),
		"COLOUR":                          "blue",
	} {
		if have[name] != want {
			t.Errorf("%s is %q, want %q", name, have[name], want)
		}
	}
	for _, name := range []string{"HOME", "AWS_PROFILE", "GITHUB_TOKEN"} {
		if value, ok := have[name]; ok {
			t.Errorf("%s=%s is inherited", name, value)
		}
	}
}

func TestStartFails(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ init, want string }{
		{"crash", "Test does not start: its bootstrap ended before it asked for an invocation (exit status 4)"},
		{"error", "Test does not start: it reported an error while starting: Settings: UPLOAD_BUCKET is missing"},
		{"hang", "Test does not start: its bootstrap did not ask for an invocation within 300ms"},
	} {
		f, _ := newFunction(t)
		f.Variables = map[string]string{"INIT": test.init}
		if test.init == "hang" {
			f.initTimeout = 300 * time.Millisecond
		}
		if err := f.Start(t.Context()); err == nil || err.Error() != test.want {
			t.Errorf("%s: %v\nwant: %s", test.init, err, test.want)
		}
	}
	f, _ := newFunction(t)
	f.Bootstrap = filepath.Join(t.TempDir(), "bootstrap")
	if err := f.Start(t.Context()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no bootstrap: %v", err)
	}
}

func TestInvokeFails(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		event    string
		timeout  time.Duration
		kind     string // of the error
		message  string // a part of it
		survives bool   // whether the process continues
	}{
		{event: "crash", kind: "Runtime.ExitError", message: "Error: Runtime exited with error: exit status 3"},
		{event: "hang", timeout: 200 * time.Millisecond, kind: "Sandbox.Timedout", message: "Task timed out after 0.20 seconds"},
		{event: "silent", kind: "Runtime.NoResponse", message: "before it answered"},
		{event: "big", kind: "Function.ResponseSizeTooLarge", message: "6 MB", survives: true},
		{event: `error {"errorType":"T","errorMessage":"m"}`, kind: "T", message: "m", survives: true},
		{event: `error nonsense`, kind: "Runtime.Unknown", message: "without errorType", survives: true},
	} {
		f, _ := started(t)
		before := wantPid(t, f, "pid")
		if test.timeout > 0 {
			f.Timeout = test.timeout
		}
		answer, err := f.Invoke(t.Context(), []byte(test.event))
		f.Timeout = 30 * time.Second
		failure := new(Error)
		if !errors.As(err, &failure) || failure.Type != test.kind || !strings.Contains(failure.Message, test.message) {
			t.Errorf("%s: %q, %v", test.event, answer, err)
		}
		if survived := !gone(before); survived != test.survives {
			t.Errorf("%s: the process survived: %v", test.event, survived)
		}
		// The next invocation succeeds in any case.
		if after := wantPid(t, f, "pid"); (after == before) != test.survives {
			t.Errorf("%s: process %d before, %d after", test.event, before, after)
		}
	}
}

func TestAnswerIsValidAfterACrash(t *testing.T) {
	t.Parallel()
	f, _ := started(t)
	if got := invoke(t, f, "answer-and-crash yes"); got != "yes" {
		t.Errorf("answer %q", got)
	}
}

func TestAnswerToAnotherInvocationIsRefused(t *testing.T) {
	t.Parallel()
	f, _ := started(t)
	if got := invoke(t, f, "other-id"); got != `"its own"` {
		t.Errorf("answer %q", got)
	}
}

func TestInitErrorIsRefusedAfterTheStart(t *testing.T) {
	t.Parallel()
	f, _ := started(t)
	for range 3 {
		if got := invoke(t, f, "init-error"); got != "403" {
			t.Errorf("answer %q", got)
		}
	}
}

func TestEnvironmentIsFrozenBetweenInvocations(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("needs /proc")
	}
	f, _ := started(t)
	pid := wantPid(t, f, "pid")
	eventually(t, "the process is stopped", func() bool {
		stat, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		_, state, _ := strings.Cut(string(stat), ") ")
		return strings.HasPrefix(state, "T")
	})
	if again := wantPid(t, f, "pid"); again != pid {
		t.Errorf("process %d, then %d", pid, again)
	}
}

func TestEnvironmentIsReplacedBeforeItsSessionEnds(t *testing.T) {
	t.Parallel()
	f, _ := newFunction(t)
	life := freshFor - time.Second
	f.Credentials = func() session.Credentials {
		return session.Credentials{AccessKeyID: "key", Expires: time.Now().Add(life)}
	}
	if err := f.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	life = session.Lifetime
	second := wantPid(t, f, "pid")
	if third := wantPid(t, f, "pid"); second != third {
		t.Errorf("a fresh environment was replaced: %d, %d", second, third)
	}
	if len(f.all) != 1 {
		t.Errorf("%d environments, want the old one gone", len(f.all))
	}
}

func TestCloseEndsAllProcesses(t *testing.T) {
	t.Parallel()
	f, _ := started(t)
	child, parent := wantPid(t, f, "child"), wantPid(t, f, "pid")
	running := make(chan error)
	go func() {
		_, err := f.Invoke(context.Background(), []byte("hang"))
		running <- err
	}()
	eventually(t, "the invocation is running", func() bool {
		f.mu.Lock()
		defer f.mu.Unlock()
		return len(f.idle) == 0
	})
	f.Close()
	if err := <-running; err == nil {
		t.Error("an invocation that Close ended has no error")
	}
	if !gone(parent) {
		t.Error("the process is still there")
	}
	eventually(t, "its child is gone", func() bool {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", child))
		return err != nil || strings.Contains(string(stat), ") Z ")
	})
	if _, err := f.Invoke(t.Context(), []byte("pid")); !errors.Is(err, errClosed) {
		t.Errorf("after Close: %v", err)
	}
}
