// Package background runs functions in the background until it is closed.
package background

import "sync"

// A Group runs functions, each in a goroutine. The zero value is ready to use. It
// may be closed while other goroutines call Go, which a sync.WaitGroup does not
// allow.
type Group struct {
	mu     sync.Mutex
	closed bool
	work   sync.WaitGroup
}

// Go runs f in the background, unless the group is closed.
func (g *Group) Go(f func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.closed {
		g.work.Go(f)
	}
}

// Wait waits until no function runs. Meanwhile, only the group's functions may
// call Go.
func (g *Group) Wait() { g.work.Wait() }

// Close waits until no function runs. Go then does nothing.
func (g *Group) Close() {
	g.mu.Lock()
	g.closed = true
	g.mu.Unlock()
	g.work.Wait()
}
