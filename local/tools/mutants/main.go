// Command mutants shows how well the tests of each package of functions/internal
// know its code. gremlins changes one thing in it, such as < to <=, and a test
// of the same package must fail. The mutants that survive are printed, but for
// those that functions/internal/mutants.txt explains; if more than a twentieth
// of a package's survive, the command fails.
//
//	go run -C local ./tools/mutants [package ...]
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

const (
	gremlins = "github.com/go-gremlins/gremlins/cmd/gremlins@v0.6.0"
	folder   = "functions/internal"
	wanted   = 95 // percent
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
		os.Exit(1)
	}
}

func run(packages []string) error {
	if err := os.Chdir(".."); err != nil { // go run -C local
		return err
	}
	explanations, err := readExplanations(filepath.Join(folder, "mutants.txt"))
	if err != nil {
		return err
	}
	if len(packages) == 0 {
		tested, err := filepath.Glob(folder + "/*/*_test.go")
		if err != nil {
			return err
		}
		for _, file := range tested {
			packages = append(packages, filepath.Base(filepath.Dir(file)))
		}
		packages = slices.Compact(packages)
	}
	var failed []string
	for _, name := range packages {
		ok, err := judge(name, explanations)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if !ok {
			failed = append(failed, name)
		}
	}
	if failed != nil {
		return fmt.Errorf("too few mutants were killed, or an explanation is of none, in %s", strings.Join(failed, ", "))
	}
	return nil
}

// judge prints what survives in a package, and reports whether that is few
// enough and every explanation is of one.
func judge(name string, explanations []*explanation) (bool, error) {
	mutants, err := mutate(name)
	if err != nil {
		return false, err
	}
	killed, explained, survived := 0, 0, 0
	for _, m := range mutants {
		switch m.Status {
		case "KILLED", "TIMED OUT":
			killed++
		case "LIVED", "NOT COVERED":
			if e := find(explanations, m); e != nil {
				explained++
				continue
			}
			survived++
			fmt.Printf("%s/%s:%d:%d: %s %s: %s\n", folder, m.file, m.Line, m.Column, m.Status, m.Type, m.text)
		}
	}
	if killed+survived == 0 {
		return true, nil // a package of tests alone
	}
	ok := 100*killed >= wanted*(killed+survived)
	for _, e := range explanations {
		if filepath.Dir(e.file) == name && e.explains == 0 {
			fmt.Printf("%s/mutants.txt:%d: no such mutant of %s survives\n", folder, e.line, e.file)
			ok = false
		}
	}
	fmt.Printf("%s: %d killed, %d survived, %d explained: %.1f %%\n", name, killed, survived, explained,
		100*float64(killed)/float64(killed+survived))
	return ok, nil
}

type mutant struct {
	Type, Status string
	Line, Column int
	file, text   string // api/body.go, and the line without its indentation
}

// mutate runs gremlins on one package.
func mutate(name string) ([]mutant, error) {
	output, err := os.CreateTemp("", "mutants-*.json")
	if err != nil {
		return nil, err
	}
	output.Close()
	defer os.Remove(output.Name())
	// A mutant that loops ends after ten times what the tests take by themselves.
	command := exec.Command("go", "run", gremlins, "unleash", "./"+folder+"/"+name, "--timeout-coefficient", "10", "--output", output.Name())
	if text, err := command.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w\n%s", err, text)
	}
	data, err := os.ReadFile(output.Name())
	if err != nil {
		return nil, err
	}
	var report struct {
		Files []struct {
			Name      string   `json:"file_name"`
			Mutations []mutant `json:"mutations"`
		} `json:"files"`
	}
	if len(data) > 0 { // gremlins reports nothing of a package without mutants
		if err := json.Unmarshal(data, &report); err != nil {
			return nil, err
		}
	}
	var mutants []mutant
	for _, f := range report.Files {
		file := filepath.Join(name, filepath.Base(f.Name))
		source, err := os.ReadFile(filepath.Join(folder, file))
		if err != nil {
			return nil, err
		}
		lines := strings.Split(string(source), "\n")
		for _, m := range f.Mutations {
			if m.Line > len(lines) {
				return nil, errors.New("gremlins read another " + file)
			}
			m.file, m.text = file, strings.TrimSpace(lines[m.Line-1])
			mutants = append(mutants, m)
		}
	}
	return mutants, nil
}

// An explanation is a row of mutants.txt: the file, the kind, the line of code,
// and why no test can tell the difference. It is for the first line that has this
// text and such a survivor, and no other.
type explanation struct {
	file, kind, text string
	line             int // of mutants.txt
	explains         int // the line of file; 0 if there is none
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
			return nil, fmt.Errorf("%s:%d: a row is file | kind | line of code | why", path, i+1)
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
