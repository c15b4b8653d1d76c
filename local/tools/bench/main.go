// Command bench measures Slipway and its alternatives side by side on this
// machine, and writes the results as one table, in Markdown and in JSON, into
// the folder .bench of the repository.
//
//	go run -C local ./tools/bench [measure ...]
//
// Without arguments it runs all measures: signing, start, warm, memory, judges,
// verdict, size, load, small, large, tasks and cost. What this machine lacks is
// skipped, and the table says so.
//
// Every figure is measured in rounds. A round measures all alternatives, one
// after the other, so that other work of the machine affects all of them. A
// ratio is computed in each round. The table has medians, with the quartiles as
// their spread.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"slipway/local/internal/process"
	"slipway/local/internal/repository"
)

type measure struct {
	name string
	take func(context.Context, *bench) error
}

// measures are all measures, in the order of the table.
var measures = []measure{
	{"signing", signing},
	{"start", starts},
	{"warm", warm},
	{"memory", memory},
	{"judges", judges},
	{"verdict", verdict},
	{"size", sizes},
	{"load", load},
	{"small", smallFiles},
	{"large", largeFile},
	{"tasks", tasks},
	{"cost", cost},
}

func main() {
	ctx, stop := process.Context()
	defer stop()
	var err error
	if len(os.Args) == 2 && os.Args[1] == callersArgument {
		err = callers(ctx)
	} else if len(os.Args) == 2 && os.Args[1] == verdictsArgument {
		err = verdicts(ctx)
	} else {
		err = run(ctx, os.Args[1:])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// A bench is one run.
type bench struct {
	root     string     // of the repository
	folder   string     // for programs that are built, and the table
	programs []*program // see built
	table    table
}

func run(ctx context.Context, wanted []string) error {
	root, err := repository.Root()
	if err != nil {
		return err
	}
	b := &bench{root: root, folder: filepath.Join(root, ".bench")}
	if err := os.MkdirAll(b.folder, 0o755); err != nil {
		return err
	}
	for _, name := range wanted {
		if !slices.ContainsFunc(measures, func(m measure) bool { return m.name == name }) {
			return fmt.Errorf("there is no measure %q", name)
		}
	}
	b.table.describe(ctx, strings.Join(append([]string{"go run -C local ./tools/bench"}, wanted...), " "))
	for _, m := range measures {
		if len(wanted) > 0 && !slices.Contains(wanted, m.name) {
			continue
		}
		begun := time.Now()
		if err := m.take(ctx, b); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			b.skip(m.name, err)
		}
		fmt.Fprintf(os.Stderr, "bench: %s took %.0f s\n", m.name, time.Since(begun).Seconds())
		// An interrupted run keeps its results.
		if err := b.table.write(b.folder); err != nil {
			return err
		}
	}
	fmt.Print(b.table.markdown())
	return nil
}

// skip records what could not be measured.
func (b *bench) skip(what string, err error) {
	reason := fmt.Sprintf("%s: %v", what, err)
	fmt.Fprintln(os.Stderr, "bench: SKIPPED", reason)
	b.table.Skipped = append(b.table.Skipped, reason)
}
