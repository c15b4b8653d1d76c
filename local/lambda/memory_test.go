package lambda

import (
	"errors"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

var killed = regexp.MustCompile(`^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: signal: killed$`)

// The test's bootstrap uses about 10 MB by itself.
func TestMemoryIsLimited(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		memoryMB int
		event    string
		answer   string // "": killed
		brief    bool   // too short for systems other than Linux to notice
	}{
		{128, "eat 0", "eaten", false},
		{128, "eat 60", "eaten", false},
		{128, "reserve 8000", "8000", false}, // unused address space does not count
		{256, "eat 200", "eaten", false},
		{512, "eat 400", "eaten", false},
		{128, "eat 200", "", false},
		{128, "eat 140", "", false},
		{128, "eat 1000", "", false},
		{256, "eat 300", "", false},
		{64, "eat 70", "", false},
		{24, "eat 20", "", false}, // answers before the first check
		{128, "eat-slowly 200", "", false},
		{256, "eat-slowly 300", "", false},
		{128, "eat-and-free 60", "freed", false},
		{24, "eat-and-free 20", "", true},
		{128, "eat-and-free 200", "", true},
		{256, "eat-and-free 400", "", true},
	} {
		if test.brief && runtime.GOOS != "linux" {
			continue
		}
		f, output := newFunction(t)
		f.MemoryMB = test.memoryMB
		if err := f.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		before := wantPid(t, f, "pid")
		answer, err := f.Invoke(t.Context(), []byte(test.event))
		failure := new(Error)
		switch {
		case test.answer != "":
			if err != nil || string(answer) != test.answer {
				t.Errorf("%s of %d MB: %q, %v", test.event, test.memoryMB, answer, err)
			}
		case !errors.As(err, &failure) || failure.Type != "Runtime.ExitError" || !killed.MatchString(failure.Message):
			t.Errorf("%s of %d MB: %q, %v", test.event, test.memoryMB, answer, err)
		case !strings.Contains(output.String(), "Test | killed: used "):
			t.Errorf("%s of %d MB: no reason in the log: %s", test.event, test.memoryMB, output)
		}
		// A killed environment is replaced by a new one, with its own memory.
		if after := wantPid(t, f, "pid"); (after == before) != (test.answer != "") {
			t.Errorf("%s of %d MB: process %d before, %d after", test.event, test.memoryMB, before, after)
		}
		f.Close()
	}
}

func TestMemoryIsLimitedAtTheStart(t *testing.T) {
	t.Parallel()
	f, _ := newFunction(t)
	f.Variables = map[string]string{"INIT": "eat"}
	const want = "Test does not start: it used more memory than its MemorySize, 128 MB (signal: killed)"
	if err := f.Start(t.Context()); err == nil || err.Error() != want {
		t.Errorf("%v\nwant: %s", err, want)
	}
}

// The watch ends with the invocation, and not with the environment.
func TestMemoryIsNotWatchedBetweenInvocations(t *testing.T) {
	f, _ := started(t)
	before := runtime.NumGoroutine()
	for range 20 {
		invoke(t, f, "pid")
	}
	// The Runtime API may have one or two connections.
	eventually(t, "the goroutines end", func() bool { return runtime.NumGoroutine() < before+10 })
	used, ok := memoryUsed(wantPid(t, f, "pid"))
	if !ok || used < 1<<20 || used > 100<<20 {
		t.Errorf("the bootstrap uses %d bytes, %v", used, ok)
	}
	f.Close()
	if used, ok := memoryUsed(1 << 30); ok {
		t.Errorf("a process that does not exist uses %d bytes", used)
	}
}
