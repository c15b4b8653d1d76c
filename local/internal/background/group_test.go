package background

import (
	"sync"
	"sync/atomic"
	"testing"
)

// A function added during Close, from outside or by a running function, either ends
// before Close returns or never starts.
func TestClose(t *testing.T) {
	for range 1000 {
		var group Group
		var closed, late atomic.Bool
		var adding sync.WaitGroup
		work := func() { // another follows
			group.Go(func() { late.CompareAndSwap(false, closed.Load()) })
			late.CompareAndSwap(false, closed.Load())
		}
		for range 2 {
			adding.Go(func() {
				for range 10 {
					group.Go(work)
				}
			})
		}
		group.Close()
		closed.Store(true)
		adding.Wait()
		group.Wait()
		if late.Load() {
			t.Fatal("a function runs after Close")
		}
	}
}
