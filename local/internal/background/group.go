// Package background runs what nobody waits for, until it is closed.
package background

import "sync"

// A Group runs functions, each in a goroutine. The zero value is ready. A
// sync.WaitGroup alone may not be added to while somebody waits for its last
// function, and what is closed from outside is asked for more at any time.
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

// Wait waits until nothing runs. No other goroutine may call Go meanwhile but
// those that run.
func (g *Group) Wait() { g.work.Wait() }

// Close waits until nothing runs, and lets nothing more begin.
func (g *Group) Close() {
	g.mu.Lock()
	g.closed = true
	g.mu.Unlock()
	g.work.Wait()
}
