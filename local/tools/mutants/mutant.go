package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

type mutant struct {
	Type, Status string
	Line, Column int
	file, text   string // api/body.go, and the line without its indentation
}

// mutate runs gremlins on one package.
func mutate(ctx context.Context, name string) ([]mutant, error) {
	output, err := os.CreateTemp("", "mutants-*.json")
	if err != nil {
		return nil, err
	}
	output.Close()
	defer os.Remove(output.Name())
	// try repeats mutants that take ten times as long as the tests. Files in
	// subfolders are for tests.
	command := exec.CommandContext(ctx, "go", "run", gremlins, "unleash", "./"+folder+"/"+name,
		"--timeout-coefficient", "10", "--exclude-files", "/", "--output", output.Name())
	// gremlins measures how long the tests take, so they must not be cached.
	command.Env = append(os.Environ(), "GOFLAGS="+os.Getenv("GOFLAGS")+" -count=1")
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
	if len(data) > 0 { // gremlins writes no report for a package without mutants
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
				return nil, errors.New(file + " has changed since gremlins read it: run this again")
			}
			m.file, m.text = file, strings.TrimSpace(lines[m.Line-1])
			mutants = append(mutants, m)
		}
	}
	return mutants, nil
}

// operators are the changes that gremlins makes.
var operators = map[string]map[string]string{
	"ARITHMETIC_BASE":       {"+": "-", "-": "+", "*": "/", "/": "*", "%": "*"},
	"CONDITIONALS_BOUNDARY": {"<": "<=", "<=": "<", ">": ">=", ">=": ">"},
	"CONDITIONALS_NEGATION": {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"},
	"INCREMENT_DECREMENT":   {"++": "--", "--": "++"},
	"INVERT_NEGATIVES":      {"-": "+"},
}

// try runs the tests with one mutant and returns its status. It is for mutants that
// gremlins skips because Go's coverage does not count the line, such as the
// expression of a case, and for those that timed out, as on a busy machine.
func try(ctx context.Context, m mutant) (status string, err error) {
	path, err := filepath.Abs(filepath.Join(folder, m.file))
	if err != nil {
		return "", err
	}
	source, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	lines := strings.SplitAfter(string(source), "\n")
	before, after := lines[m.Line-1][:m.Column-1], lines[m.Line-1][m.Column-1:]
	operator := after[:2]
	if operators[m.Type][operator] == "" {
		operator = after[:1]
	}
	changed, ok := operators[m.Type][operator]
	if !ok {
		return "", fmt.Errorf("%s:%d:%d: no operator for %s", m.file, m.Line, m.Column, m.Type)
	}
	lines[m.Line-1] = before + changed + after[len(operator):]

	temp, err := os.MkdirTemp("", "mutants-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(temp)
	mutated, overlay := filepath.Join(temp, "mutated.go"), filepath.Join(temp, "overlay.json")
	replace, err := json.Marshal(map[string]map[string]string{"Replace": {path: mutated}})
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(mutated, []byte(strings.Join(lines, "")), 0o600); err != nil {
		return "", err
	}
	if err := os.WriteFile(overlay, replace, 0o600); err != nil {
		return "", err
	}
	output, err := exec.CommandContext(ctx, "go", "test", "-overlay", overlay, "-timeout", "1m",
		"./"+filepath.Dir(filepath.Join(folder, m.file))).CombinedOutput()
	switch {
	case err == nil:
		return "LIVED", nil
	case strings.Contains(string(output), "[build failed]"):
		return "NOT VIABLE", nil
	case strings.Contains(string(output), "\nFAIL\t"):
		return "KILLED", nil
	}
	return "", fmt.Errorf("%w\n%s", err, output)
}
