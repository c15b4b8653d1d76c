package main

import (
	"fmt"
	"slices"
)

// A finding is a violation of a rule by a resource.
type finding struct {
	id         string // of the rule, such as CKV_AWS_18 or CT.S3.PR.2
	title      string
	resource   string // the logical id
	deployment string
}

// judge returns a line for each finding without a suppression, a line for each
// suppression without a finding, and the number of suppressed findings.
func judge(findings []finding, suppressions []suppression) (problems []string, explained int) {
	used := map[suppression]bool{}
	counted := map[string]bool{} // by rule and resource
	for _, f := range findings {
		i := slices.IndexFunc(suppressions, func(s suppression) bool { return s.explains(f) })
		if i < 0 {
			problems = append(problems, fmt.Sprintf("%s: %s: %s (as deployed %s)", f.resource, f.id, f.title, f.deployment))
			continue
		}
		used[suppressions[i]] = true
		counted[f.id+" "+f.resource] = true
	}
	if len(problems) > 0 {
		problems = append(problems, "fix these, or give a reason to accept them in the resource's Metadata "+
			"(see local/tools/lint/suppression.go)")
	}
	for _, s := range suppressions {
		if !used[s] {
			problems = append(problems, fmt.Sprintf("%s: %s is suppressed, but not found: remove the suppression",
				s.where(), s.id))
			used[s] = true
		}
	}
	return problems, len(counted)
}
