package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
)

// memoryEvents is the number of invocations before memory is measured again;
// the first tenth fills caches.
const memoryEvents = 100_000

// memory measures the resident memory of each program after its start and after
// many invocations.
func memory(ctx context.Context, b *bench) error {
	if _, err := os.Stat("/proc/self/status"); err != nil {
		return fmt.Errorf("the memory of a process can be read only on Linux: %w", err)
	}
	programs, settings, event, err := b.functions(ctx)
	if err != nil {
		return err
	}
	stages := []*rounds{
		newRounds("resident memory at rest", "MB"),
		newRounds(fmt.Sprintf("resident memory after %d invocations", memoryEvents/10), "MB"),
		newRounds(fmt.Sprintf("resident memory after %d invocations", memoryEvents), "MB"),
	}
	// All programs at once: time is not measured, and Python takes three minutes.
	values := make([][]float64, len(programs))
	failures := make([]error, len(programs))
	var all sync.WaitGroup
	for i, p := range programs {
		all.Go(func() { values[i], failures[i] = memoryOf(ctx, p, settings, event) })
	}
	all.Wait()
	for i, p := range programs {
		if failures[i] != nil {
			return fmt.Errorf("%s: %w", p.name, failures[i])
		}
		for stage, value := range values[i] {
			stages[stage].add(p.name, value)
		}
	}
	for _, stage := range stages {
		b.table.add(stage, absolute(20, "MB"))
	}
	return nil
}

// memoryOf returns the memory of a program at rest, after a tenth of the
// invocations and after all, in millions of bytes.
func memoryOf(ctx context.Context, p *program, settings []string, event []byte) ([]float64, error) {
	s, _, err := launch(ctx, p, settings)
	if err != nil {
		return nil, err
	}
	defer s.close()
	atRest, err := resident(s.command.Process.Pid)
	values := []float64{atRest}
	for n := 1; n <= memoryEvents && err == nil; n++ {
		if _, err = s.invoke(event); err != nil {
			break
		}
		if n == memoryEvents/10 || n == memoryEvents {
			var value float64
			value, err = resident(s.command.Process.Pid)
			values = append(values, value)
		}
	}
	return values, err
}

// resident returns the resident memory of a process, in millions of bytes.
func resident(pid int) (float64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		var kilobytes float64
		if n, _ := fmt.Sscanf(line, "VmRSS: %f kB", &kilobytes); n == 1 {
			return kilobytes * 1024 / 1e6, nil
		}
	}
	return 0, fmt.Errorf("process %d has no VmRSS", pid)
}
