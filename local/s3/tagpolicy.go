package s3

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/versity/versitygw/iamapi/policy"
	"github.com/versity/versitygw/iamapi/types"

	"slipway/local/template"
)

// tagKey begins the condition key of an object's tag.
const tagKey = "s3:ExistingObjectTag/"

// splitPolicies removes the statements about an object's tags from the policies of
// buckets, and returns them by the bucket's name. They must deny. An unsupported
// statement is an error: ignoring it could open the gate.
func splitPolicies(buckets []template.Bucket) (
	byTags map[string][]types.PolicyEntry, rest []template.Bucket, err error) {
	byTags = make(map[string][]types.PolicyEntry)
	for _, b := range buckets {
		if byTags[b.Name], b.Policy, err = splitPolicy(b.Policy); err != nil {
			return nil, nil, fmt.Errorf("the policy of %s: %w", b.Name, err)
		}
		rest = append(rest, b)
	}
	return byTags, rest, nil
}

func splitPolicy(text json.RawMessage) (byTags []types.PolicyEntry, rest json.RawMessage, err error) {
	var document struct {
		Version   string `json:",omitempty"`
		Statement []map[string]any
	}
	if text == nil || !strings.Contains(strings.ToLower(string(text)), strings.ToLower(tagKey)) {
		return nil, text, nil
	}
	if err := json.Unmarshal(text, &document); err != nil {
		return nil, nil, fmt.Errorf("it is not a JSON document with a list of statements: %w", err)
	}
	all := document.Statement
	document.Statement = []map[string]any{}
	for i, statement := range all {
		condition, err := json.Marshal(statement["Condition"])
		if err != nil {
			return nil, nil, err
		}
		if !strings.Contains(strings.ToLower(string(condition)), strings.ToLower(tagKey)) {
			document.Statement = append(document.Statement, statement)
			continue
		}
		entry, err := tagPolicy(document.Version, statement, condition)
		if err != nil {
			return nil, nil, fmt.Errorf("statement %d: %w", i+1, err)
		}
		byTags = append(byTags, entry)
	}
	if len(document.Statement) == 0 {
		return byTags, nil, nil
	}
	rest, err = json.Marshal(document)
	return byTags, rest, err
}

// tagPolicy returns the identity policy that denies what a statement denies to
// everybody, for the engine that evaluates the roles' policies.
func tagPolicy(version string, statement map[string]any, condition []byte) (types.PolicyEntry, error) {
	if statement["Effect"] != "Deny" || statement["Principal"] != "*" {
		return types.PolicyEntry{}, errors.New(`a statement about tags needs "Effect": "Deny" and "Principal": "*"`)
	}
	var operators map[string]map[string]any
	if err := json.Unmarshal(condition, &operators); err != nil {
		return types.PolicyEntry{}, fmt.Errorf("in Condition: %w", err)
	}
	for _, keys := range operators {
		for key := range keys {
			if key != "aws:PrincipalArn" && !strings.HasPrefix(key, tagKey) {
				return types.PolicyEntry{}, fmt.Errorf("the condition key %s is not supported together with tags", key)
			}
		}
	}
	delete(statement, "Principal")
	text, err := json.Marshal(map[string]any{"Version": version, "Statement": []any{statement}})
	if err != nil {
		return types.PolicyEntry{}, err
	}
	if err := policy.Parse(string(text)); err != nil {
		return types.PolicyEntry{}, fmt.Errorf("it is not supported: %w", err)
	}
	return types.PolicyEntry{PolicyDocument: string(text)}, nil
}

// denies reports whether a statement denies principal an action on a version with
// these tags. An anonymous principal is "".
func denies(byTags []types.PolicyEntry, action, resource, principal string, tags map[string]string) bool {
	context := make(map[string][]string)
	if principal != "" {
		context["aws:PrincipalArn"] = []string{principal}
	}
	for name, value := range tags {
		context[tagKey+name] = []string{value}
	}
	return policy.EvaluateIdentityPolicies(byTags, policy.RequestContext{
		Action: action, Resource: resource, Condition: context,
	}) == policy.DecisionDeny
}
