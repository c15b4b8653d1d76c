// Command mutants measures how well the tests of each package of
// functions/internal check its code. gremlins changes one operator at a time, such
// as < to <=, and a test of the same package must fail. The command prints the
// surviving mutants, except for those that functions/internal/mutants.txt
// explains, and fails if more than a twentieth of a package's mutants survive.
//
//	go run -C local ./tools/mutants [package ...]
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"slipway/local/internal/process"
	"slipway/local/internal/repository"
)

const (
	gremlins = "github.com/go-gremlins/gremlins/cmd/gremlins@v0.6.0"
	folder   = "functions/internal"
	wanted   = 95 // percent
)

func main() {
	process.Main("mutants", func(ctx context.Context, packages []string) (status int, err error) {
		return 0, run(ctx, packages)
	})
}

func run(ctx context.Context, packages []string) error {
	root, err := repository.Root()
	if err != nil {
		return err
	}
	if err := os.Chdir(root); err != nil {
		return err
	}
	explanations, err := readExplanations(filepath.Join(folder, "mutants.txt"))
	if err != nil {
		return err
	}
	if len(packages) == 0 {
		entries, err := os.ReadDir(folder)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if e.IsDir() && !strings.HasSuffix(e.Name(), "test") { // such as s3test, helpers of tests
				packages = append(packages, e.Name())
			}
		}
	}
	var failed []string
	for _, name := range packages {
		ok, err := judge(ctx, name, explanations)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if !ok {
			failed = append(failed, name)
		}
	}
	if failed != nil {
		return fmt.Errorf("too many mutants survive, or an explanation has no mutant, in %s", strings.Join(failed, ", "))
	}
	return nil
}

// judge prints the surviving mutants of a package. It reports whether they are
// few enough, and whether every explanation is for one.
func judge(ctx context.Context, name string, explanations []*explanation) (bool, error) {
	mutants, err := mutate(ctx, name)
	if err != nil {
		return false, err
	}
	killed, explained, survived := 0, 0, 0
	for _, m := range mutants {
		if m.Status == "NOT COVERED" || m.Status == "TIMED OUT" {
			if m.Status, err = try(ctx, m); err != nil {
				return false, err
			}
		}
		switch m.Status {
		case "KILLED":
			killed++
		case "LIVED":
			if e := find(explanations, m); e != nil {
				explained++
				continue
			}
			survived++
			fmt.Printf("%s/%s:%d:%d: %s %s: %s\n", folder, m.file, m.Line, m.Column, m.Status, m.Type, m.text)
		}
	}
	if killed+survived == 0 {
		return true, nil // a package with tests only
	}
	ok := 100*killed >= wanted*(killed+survived)
	for _, e := range explanations {
		if filepath.Dir(e.file) == name && e.explains == 0 {
			fmt.Printf("%s/mutants.txt:%d: no such mutant of %s survives: remove the row\n", folder, e.line, e.file)
			ok = false
		}
	}
	fmt.Printf("%s: %d killed, %d survived, %d explained: %.1f %%\n", name, killed, survived, explained,
		100*float64(killed)/float64(killed+survived))
	return ok, nil
}

// An explanation is a row of mutants.txt: the file, the kind, the line of code,
// and why no test can detect the mutant. It applies to the first line with this
// text and such a mutant.
type explanation struct {
	file, kind, text string
	line             int // of mutants.txt
	explains         int // the line of file that it applies to, or 0
}

func readExplanations(path string) ([]*explanation, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var explanations []*explanation
	for i, row := range strings.Split(string(data), "\n") {
		if row == "" || strings.HasPrefix(row, "#") {
			continue
		}
		cells := strings.Split(row, " | ")
		if len(cells) != 4 || cells[3] == "" {
			return nil, fmt.Errorf("%s:%d: a row must be file | kind | line of code | why", path, i+1)
		}
		explanations = append(explanations, &explanation{file: cells[0], kind: cells[1], text: cells[2], line: i + 1})
	}
	return explanations, nil
}

func find(explanations []*explanation, m mutant) *explanation {
	for _, e := range explanations {
		if e.file == m.file && e.kind == m.Type && e.text == m.text && (e.explains == 0 || e.explains == m.Line) {
			e.explains = m.Line
			return e
		}
	}
	return nil
}
