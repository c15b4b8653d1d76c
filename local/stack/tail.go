package stack

import (
	"os"
	"sync"
)

// tail keeps the end of what is written to it: a test run shows what the
// functions logged only when something failed.
type tail struct {
	mu   sync.Mutex
	kept []byte
}

// tailSize is how much is kept, in bytes.
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

// showLogs shows what the functions printed, if that has been kept.
func (s *Stack) showLogs() {
	if t, ok := s.logs.(*tail); ok {
		t.mu.Lock()
		defer t.mu.Unlock()
		os.Stderr.Write(t.kept)
		t.kept = nil
	}
}
