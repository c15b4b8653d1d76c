package stack

import (
	"os"
	"sync"
)

// tail keeps at least the last tailSize bytes that are written to it. With a
// command, the functions' logs are shown only after a failure.
type tail struct {
	mu   sync.Mutex
	kept []byte
}

const tailSize = 64 << 10

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, p...)
	if len(t.kept) > 2*tailSize {
		t.kept = append([]byte(nil), t.kept[len(t.kept)-tailSize:]...)
	}
	return len(p), nil
}

// showLogs writes the kept output of the functions to standard error.
func (s *Stack) showLogs() {
	if t, ok := s.logs.(*tail); ok {
		t.mu.Lock()
		defer t.mu.Unlock()
		os.Stderr.Write(t.kept)
		t.kept = nil
	}
}
