package main

import (
	"context"
	"fmt"
	"slices"
)

// Deployed are the resources that are checked, by the deployment's name and the
// logical id.
type deployed map[string]map[string]resource

// Evaluations count the rules that a tool has evaluated on each resource, with
// or without a finding.
type evaluations map[string]map[string]int

func (e evaluations) add(deployment, id string, n int) {
	if e[deployment] == nil {
		e[deployment] = map[string]int{}
	}
	e[deployment][id] += n
}

func (e evaluations) total() (n int) {
	for _, resources := range e {
		for _, count := range resources {
			n += count
		}
	}
	return n
}

// A tool is a program with rules.
type tool struct {
	name string
	// run runs it; it may write into folder, an empty one.
	run func(ctx context.Context, tools, folder string, all deployed) ([]finding, evaluations, error)
	// types are the resource types that its rules cover. A resource of these
	// types on which no rule was evaluated has been skipped, which is an error.
	types []string
}

// gaps returns a line for each resource that the tool should have checked and
// has not.
func (t tool) gaps(all deployed, done evaluations) []string {
	var problems []string
	for deployment, resources := range all {
		for id, r := range resources {
			if slices.Contains(t.types, r.Type) && done[deployment][id] == 0 {
				problems = append(problems, fmt.Sprintf("%s: %s evaluated no rule on it (as deployed %s)", id, t.name, deployment))
			}
		}
	}
	slices.Sort(problems)
	return problems
}
