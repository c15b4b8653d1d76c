package lambda

import (
	"fmt"
	"time"
)

// watchMemory ends the environment when the bootstrap uses more memory than its
// MemorySize, as Lambda does. stop ends the watch, checks once more, and reports
// whether the limit was exceeded.
//
// Resident memory counts: Go reserves far more address space than it uses, so a
// limit on that (RLIMIT_AS) would end every function. The memory of child
// processes does not count.
func (e *environment) watchMemory() (stop func() (exceeded bool)) {
	done, stopped := make(chan struct{}), make(chan struct{})
	exceeded := false
	go func() {
		defer close(stopped)
		ticks := time.NewTicker(memoryInterval)
		defer ticks.Stop()
		for !exceeded {
			select {
			case <-ticks.C:
				exceeded = e.limitMemory()
			case <-e.exited:
				return
			case <-done:
				exceeded = e.limitMemory()
				return
			}
		}
	}()
	return func() bool {
		close(done)
		<-stopped
		return exceeded
	}
}

// limitMemory ends the environment if it exceeds its limit.
func (e *environment) limitMemory() (exceeded bool) {
	used, ok := memoryUsed(e.command.Process.Pid)
	limit := int64(e.function.MemoryMB) << 20
	if !ok || used <= limit {
		return false
	}
	fmt.Fprintf(e.function.Log, "%s | killed: used %d MB of memory; MemorySize is %d MB\n",
		e.function.Name, used>>20, e.function.MemoryMB)
	e.end()
	return true
}
