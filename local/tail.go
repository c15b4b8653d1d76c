package main

import (
	"io"
	"sync"
)

// tail passes text on at once, or keeps the end of it until it is wanted: a
// test run shows what the functions logged only when something failed.
type tail struct {
	keep bool
	to   io.Writer

	mu   sync.Mutex
	kept []byte
}

// tailSize is how much is kept, in bytes.
const tailSize = 64 << 10

func newTail(keep bool, to io.Writer) *tail { return &tail{keep: keep, to: to} }

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.keep {
		return t.to.Write(p)
	}
	t.kept = append(t.kept, p...)
	if len(t.kept) > 2*tailSize {
		t.kept = append([]byte(nil), t.kept[len(t.kept)-tailSize:]...)
	}
	return len(p), nil
}

func (t *tail) show() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.to.Write(t.kept)
	t.kept = nil
}
