package lambda

import (
	"strings"
	"sync"
	"testing"
)

// dead records dead letters.
type dead struct {
	mu     sync.Mutex
	events []string
	errors []string
}

func (d *dead) take(event []byte, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.events, d.errors = append(d.events, string(event)), append(d.errors, err.Error())
}

func (d *dead) len() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.events)
}

func TestInvokeLater(t *testing.T) {
	f, output := started(t)
	var failed dead
	f.DeadLetters = failed.take
	for _, event := range []string{"echo hello", "crash", `error {"errorType":"E","errorMessage":"no"}`} {
		if err := f.InvokeLater([]byte(event)); err != nil {
			t.Fatal(err)
		}
	}
	eventually(t, "two dead letters and one success", func() bool {
		return failed.len() == 2 && strings.Contains(output.String(), "event echo")
	})
	f.working.Wait()
	for event, tries := range map[string]int{"echo hello": 1, "crash": 3, "error {": 3} {
		if n := strings.Count(output.String(), "event "+event); n != tries {
			t.Errorf("%s: %d tries, want %d", event, n, tries)
		}
	}
	if failed.len() != 2 || !strings.Contains(strings.Join(failed.errors, "\n"), "failed 3 times: E: no") {
		t.Errorf("%q: %q", failed.events, failed.errors)
	}
}

// Close ends the invocations of InvokeLater, without dead letters.
func TestCloseEndsInvokeLater(t *testing.T) {
	f, _ := started(t)
	var failed dead
	f.DeadLetters = failed.take
	for range 20 {
		if err := f.InvokeLater([]byte("hang")); err != nil {
			t.Fatal(err)
		}
	}
	f.Close()
	if err := f.InvokeLater([]byte("echo")); err == nil {
		t.Error("a closed function accepts an event")
	}
	if failed.len() > 0 {
		t.Errorf("%q", failed.errors)
	}
}
