package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

const startRounds = 40

// starts measures the time from the start of a program to its request for the first
// event, and from there to its answer.
func starts(ctx context.Context, b *bench) error {
	programs, settings, event, err := b.functions(ctx)
	if err != nil {
		return err
	}
	start, first := newRounds("start, until the first event is asked for", "ms"), newRounds("first invocation", "ms")
	for round := range startRounds + 1 {
		for _, p := range programs {
			s, took, err := launch(ctx, p, settings)
			if err != nil {
				return err
			}
			answered, err := s.invoke(event)
			s.close()
			if err != nil {
				return fmt.Errorf("%s: %w", p.name, err)
			}
			if round == 0 {
				continue // the files are not cached yet
			}
			start.add(p.name, milliseconds(took))
			first.add(p.name, milliseconds(answered))
		}
	}
	b.table.add(start, atMost(1.05, withConfig), faster(30, node), faster(55, python))
	b.table.add(first)
	return nil
}

// functions returns the programs, their environment and an event for them.
func (b *bench) functions(ctx context.Context) (programs []*program, settings []string, event []byte, err error) {
	if programs, err = b.built(ctx); err != nil {
		return nil, nil, nil, err
	}
	if settings, err = b.settings("CredentialsFunction"); err != nil {
		return nil, nil, nil, err
	}
	event, err = os.ReadFile(filepath.Join(b.root, "events", "png.json"))
	return programs, settings, event, err
}
