package main

import (
	"context"
	"fmt"
	"slices"
)

// deployed are the resources to check, by deployment and logical ID.
type deployed map[string]map[string]resource

// evaluations count the rules that a tool has evaluated, by deployment and logical
// ID.
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
	// run checks the resources. folder is an empty folder for its files.
	run func(ctx context.Context, tools, folder string, all deployed) ([]finding, evaluations, error)
	// types are the resource types that its rules cover. If no rule was evaluated
	// on a resource of such a type, that is an error.
	types []string
}

// gaps returns a line for each resource on which the tool evaluated no rule.
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
