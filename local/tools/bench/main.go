// Command bench measures Slipway and its alternatives side by side on this
// machine, and writes the results as one table, in Markdown and in JSON, into
// the folder .bench of the repository.
//
//	go run -C local ./tools/bench [measure ...]
//
// Without arguments it runs all measures: signing, start, warm, memory,
// start-s3, verdict, size, load, small, large, tasks and cost. What this machine lacks is
// skipped, and the table says so.
//
// Every figure is measured in rounds. A round measures all alternatives, one
// after the other, so that other work of the machine affects all of them. A
// ratio is computed in each round. The table has medians and quartiles.
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

// measures are in the order of the table.
var measures = []measure{
	{"signing", signing},
	{"start", starts},
	{"warm", warm},
	{"memory", memory},
	{"start-s3", startsWithS3},
	{"verdict", verdict},
	{"size", sizes},
	{"load", load},
	{"small", smallFiles},
	{"large", largeFile},
	{"tasks", tasks},
	{"cost", cost},
}

func main() {
	process.Main("bench", func(ctx context.Context, arguments []string) (status int, err error) {
		switch strings.Join(arguments, " ") {
		case callersArgument:
			return 0, callers(ctx)
		case verdictsArgument:
			return 0, verdicts(ctx)
		}
		return 0, run(ctx, arguments)
	})
}

// A bench is one run.
type bench struct {
	root     string     // of the repository
	folder   string     // of the programs and the table
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
			return fmt.Errorf("there is no measure %q; see the comment of tools/bench/main.go", name)
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
