package session

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"

	"github.com/versity/versitygw/auth"
	"github.com/versity/versitygw/iamapi/policy"
	"github.com/versity/versitygw/iamapi/types"
)

// PutRole creates a role with these identity policies, or replaces those of an
// existing one. Its sessions have the new rights at once, as on AWS. PutRole
// returns an error for a document that the policy engine cannot read: evaluated,
// it would silently deny everything.
func (s *Store) PutRole(arn string, documents []json.RawMessage) error {
	var policies []types.PolicyEntry
	for i, document := range documents {
		if err := policy.Parse(string(document)); err != nil {
			return fmt.Errorf("policy %d of %s: %w", i+1, arn, err)
		}
		policies = append(policies, types.PolicyEntry{PolicyDocument: string(document)})
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.roles[arn] = policies
	return nil
}

// TagKeys is the condition key of the tags that a request sets.
const TagKeys = "s3:RequestObjectTagKeys"

// EvaluatePolicy evaluates the policies of a session's role: one decision for
// each resource and action, as auth.PolicyEvaluator requires.
func (s *Store) EvaluatePolicy(accessKey, token string, actions []auth.Action, resources []string,
	condition map[string][]string) (auth.PolicyEvaluation, error) {
	found, err := s.find(accessKey, token)
	if err != nil {
		return auth.PolicyEvaluation{}, err
	}
	context := map[string][]string{"aws:PrincipalArn": {found.role}}
	maps.Copy(context, condition)
	_, tagsKnown := condition[TagKeys]
	if len(condition[TagKeys]) == 0 {
		delete(context, TagKeys) // a request without tags has no such key
	}
	s.mu.Lock()
	policies := s.roles[found.role]
	s.mu.Unlock()
	evaluation := auth.PolicyEvaluation{PrincipalArn: found.role}
	evaluation.Decisions = decide(evaluation.Decisions, policies, actions, resources, context, tagsKnown)
	return evaluation, nil
}

// decide is generic because auth does not export the type of its decisions, whose
// values are those of policy.Decision.
func decide[D ~int](decisions [][]D, policies []types.PolicyEntry, actions []auth.Action, resources []string,
	context map[string][]string, tagsKnown bool) [][]D {
	for _, resource := range resources {
		var row []D
		for _, action := range actions {
			// The gateway first checks the bucket without a key, and tags without
			// their keys. Allow both: s3/rights.go and s3/tags.go check them again.
			if action == auth.PutObjectAction && !strings.Contains(resource, "/") || setsTags(action) && !tagsKnown {
				row = append(row, D(policy.DecisionAllow))
				continue
			}
			row = append(row, D(policy.EvaluateIdentityPolicies(policies, policy.RequestContext{
				Action:    string(action),
				Resource:  resource,
				Condition: context,
			})))
		}
		decisions = append(decisions, row)
	}
	return decisions
}

func setsTags(action auth.Action) bool {
	return action == auth.PutObjectTaggingAction || action == auth.PutObjectVersionTaggingAction
}
