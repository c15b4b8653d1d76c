package main

import (
	"encoding/json"
	"fmt"

	"slipway/local/template"
)

// A suppression is the reason to accept a finding: on one resource, in its
// Metadata, or for a deployment.
type suppression struct {
	id         string // of the rule
	resource   string // logical ID; "" for any
	deployment string // name; "" for any
	reason     string
}

func (s suppression) explains(f finding) bool {
	return s.id == f.id && (s.resource == f.resource || s.resource == "") &&
		(s.deployment == f.deployment || s.deployment == "")
}

// where returns the place of the suppression.
func (s suppression) where() string {
	if s.resource == "" {
		return "the deployment " + s.deployment
	}
	return s.resource
}

// readSuppressions returns the suppressions in a resource's Metadata, in checkov's
// form for both tools:
//
//	Metadata:
//	  checkov: {skip: [{id: CKV_AWS_18, comment: why}]}
//	  cfn-guard: {skip: [{id: CT.S3.PR.2, comment: why}]}
func readSuppressions(r template.Resource) ([]suppression, error) {
	type skips struct {
		Skip []struct{ ID, Comment string }
	}
	var metadata struct {
		Checkov skips
		Guard   skips `json:"cfn-guard"`
	}
	text, err := json.Marshal(r.Metadata)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(text, &metadata); err != nil {
		return nil, fmt.Errorf("%s: Metadata: %w", r.LogicalID, err)
	}
	var suppressions []suppression
	for _, skip := range append(metadata.Checkov.Skip, metadata.Guard.Skip...) {
		if skip.ID == "" || skip.Comment == "" {
			return nil, fmt.Errorf("%s: Metadata: each skip needs an id and a comment with the reason", r.LogicalID)
		}
		suppressions = append(suppressions, suppression{id: skip.ID, resource: r.LogicalID, reason: skip.Comment})
	}
	return suppressions, nil
}
