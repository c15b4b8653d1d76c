package template

import "go.yaml.in/yaml/v3"

// readRules checks the section Rules, which relates parameters to each other. Like
// CloudFormation, it refuses the parameters at the first assertion that fails.
func (r *resolver) readRules() error {
	for _, e := range r.source.rules {
		fields, err := r.fields(e.value, "RuleCondition", "Assertions")
		if err != nil {
			return err
		}
		applies := true
		if n := fields["RuleCondition"]; n != nil {
			if applies, err = r.test(n, r.noOther); err != nil {
				return err
			}
		}
		assertions := fields["Assertions"]
		if assertions == nil || assertions.Kind != yaml.SequenceNode {
			return r.errorf(e.value, "rule %s needs a list of Assertions", e.key)
		}
		// Evaluate all of them, even if the rule does not apply, to find every
		// mistake.
		for _, n := range assertions.Content {
			fields, err := r.fields(n, "Assert", "AssertDescription")
			if err != nil {
				return err
			}
			if fields["Assert"] == nil || fields["AssertDescription"] == nil {
				return r.errorf(n, "rule %s: each of its Assertions needs Assert and AssertDescription", e.key)
			}
			description, err := r.literal(fields["AssertDescription"])
			if err != nil {
				return err
			}
			holds, err := r.test(fields["Assert"], r.noOther)
			if err != nil {
				return err
			}
			if applies && !holds {
				return r.errorf(n, "rule %s: %s", e.key, description)
			}
		}
	}
	return nil
}

// noOther refuses the functions that only conditions may use.
func (r *resolver) noOther(n *yaml.Node, _ string, _ *yaml.Node) (bool, error) {
	return false, r.errorf(n, "a rule must be one of Equals, Not, And, Or")
}
