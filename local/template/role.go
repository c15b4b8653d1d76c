package template

import "encoding/json"

// A Role is an AWS::IAM::Role of a function or an AWS service.
type Role struct {
	LogicalID string
	ARN       string
	Policies  []json.RawMessage // documents of its inline policies, with all its rights
}

func (r *resolver) role(res *resource) (*Role, error) {
	// Other properties are an error: they may grant rights (ManagedPolicyArns) or
	// limit them (PermissionsBoundary).
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
