package session

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/versity/versitygw/auth"
	"github.com/versity/versitygw/iamapi/policy"
	"github.com/versity/versitygw/iamapi/types"
)

// Role is what a session may do: the identity policies of an IAM role.
type Role struct {
	ARN      string
	policies []types.PolicyEntry
}

// NewRole checks a role's policy documents. A document that the engine cannot
// read would deny everything without a word, so it is refused here.
func NewRole(arn string, documents []json.RawMessage) (Role, error) {
	role := Role{ARN: arn}
	for i, document := range documents {
		if err := policy.Parse(string(document)); err != nil {
			return Role{}, fmt.Errorf("policy %d of %s: %w", i+1, arn, err)
		}
		role.policies = append(role.policies, types.PolicyEntry{PolicyDocument: string(document)})
	}
	return role, nil
}

// EvaluatePolicy reports what the role of a session allows: one decision for
// each resource and action, as auth.PolicyEvaluator asks for it.
func (s *Store) EvaluatePolicy(accessKey, token string, actions []auth.Action, resources []string, condition map[string][]string) (auth.PolicyEvaluation, error) {
	found, err := s.find(accessKey, token)
	if err != nil {
		return auth.PolicyEvaluation{}, err
	}
	context := map[string][]string{"aws:PrincipalArn": {found.role.ARN}}
	for key, values := range condition {
		context[key] = values
	}
	evaluation := auth.PolicyEvaluation{PrincipalArn: found.role.ARN}
	evaluation.Decisions = decide(evaluation.Decisions, found.role, actions, resources, context)
	return evaluation, nil
}

// decide is generic because the type of auth's decisions has no exported name;
// its values are those of policy.Decision.
func decide[D ~int](decisions [][]D, role Role, actions []auth.Action, resources []string, context map[string][]string) [][]D {
	for _, resource := range resources {
		var row []D
		for _, action := range actions {
			// The gateway's first question about a form, which is no real one:
			// objects are put into keys. See s3/rights.go for the second.
			if action == auth.PutObjectAction && !strings.Contains(resource, "/") {
				row = append(row, D(policy.DecisionAllow))
				continue
			}
			row = append(row, D(policy.EvaluateIdentityPolicies(role.policies, policy.RequestContext{
				Action:    string(action),
				Resource:  resource,
				Condition: context,
			})))
		}
		decisions = append(decisions, row)
	}
	return decisions
}
