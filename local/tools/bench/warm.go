package main

import (
	"context"
	"fmt"
	"slices"
)

const (
	warmRounds = 30
	warmEvents = 300 // in each round
	warmUp     = 500
)

// warm measures further invocations of a running program.
func warm(ctx context.Context, b *bench) error {
	programs, settings, event, err := b.functions(ctx)
	if err != nil {
		return err
	}
	p50, p99 := newRounds("warm invocation, p50", "ms"), newRounds("warm invocation, p99", "ms")
	sandboxes := make([]*sandbox, len(programs))
	for i, p := range programs {
		s, _, err := launch(ctx, p, settings)
		if err != nil {
			return err
		}
		defer s.close()
		sandboxes[i] = s
		for range warmUp {
			if _, err := s.invoke(event); err != nil {
				return fmt.Errorf("%s: %w", p.name, err)
			}
		}
	}
	for range warmRounds {
		for i, p := range programs {
			times := make([]float64, warmEvents)
			for n := range times {
				took, err := sandboxes[i].invoke(event)
				if err != nil {
					return fmt.Errorf("%s: %w", p.name, err)
				}
				times[n] = milliseconds(took)
			}
			slices.Sort(times)
			p50.add(p.name, quantile(times, 0.5))
			p99.add(p.name, quantile(times, 0.99))
		}
	}
	b.table.add(p50, atMost(1.2, bare), atMost(1.1, answering))
	b.table.add(p99)
	return nil
}
