package template

import "encoding/json"

// A Role is an AWS::IAM::Role: what a function, or a service of AWS, may do.
type Role struct {
	LogicalID string
	ARN       string
	Policies  []json.RawMessage // the documents of its inline policies: all its rights
}

func (r *resolver) role(res *resource) (*Role, error) {
	// Anything else that gives rights (ManagedPolicyArns) or takes them
	// (PermissionsBoundary) is an unknown property, and so an error.
	var p struct {
		AssumeRolePolicyDocument json.RawMessage
		Policies                 []struct {
			PolicyName     text
			PolicyDocument json.RawMessage
		}
	}
	if err := r.decode(res, &p); err != nil {
		return nil, err
	}
	role := &Role{LogicalID: res.id, ARN: res.attributes["Arn"]}
	for _, policy := range p.Policies {
		role.Policies = append(role.Policies, policy.PolicyDocument)
	}
	return role, nil
}
