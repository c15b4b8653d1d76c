package template

import "go.yaml.in/yaml/v3"

// A condition is one entry of the section Conditions.
type condition struct {
	node  *yaml.Node
	state state
	holds bool
}

// A state is the progress of resolving a condition or a resource. A reference to
// one that is being resolved is circular.
type state int

const (
	waiting state = iota
	resolving
	resolved
)

func (r *resolver) readConditions() error {
	r.conditions = map[string]*condition{}
	for _, e := range r.source.conditions {
		r.conditions[e.key] = &condition{node: e.value}
	}
	// Evaluate unused ones too, to find every mistake.
	for _, e := range r.source.conditions {
		if _, err := r.condition(e.value, e.key); err != nil {
			return err
		}
	}
	return nil
}

// condition reports whether the condition of that name holds; n is where it is used.
func (r *resolver) condition(n *yaml.Node, name string) (bool, error) {
	c, ok := r.conditions[name]
	if !ok {
		return false, r.errorf(n, "no condition %q", name)
	}
	if c.state == resolving {
		return false, r.errorf(n, "condition %s depends on itself", name)
	}
	if c.state == waiting {
		c.state = resolving
		var err error
		if c.holds, err = r.test(c.node, r.named); err != nil {
			return false, err
		}
		c.state = resolved
	}
	return c.holds, nil
}

// named evaluates !Condition name or {Condition: name}, for conditions only.
func (r *resolver) named(n *yaml.Node, name string, arg *yaml.Node) (bool, error) {
	if n.Kind == yaml.MappingNode && len(n.Content) == 2 && n.Content[0].Value == "Condition" {
		return r.condition(n, n.Content[1].Value)
	}
	if name != "Condition" {
		return false, r.errorf(n, "a condition must be one of Equals, Not, And, Or, Condition")
	}
	return r.condition(n, arg.Value)
}

// test evaluates the functions that conditions and rules share: Equals, Not, And
// and Or. other evaluates the rest.
func (r *resolver) test(n *yaml.Node, other func(n *yaml.Node, name string, arg *yaml.Node) (bool, error)) (
	bool, error) {
	name, arg := call(n)
	least, most := 2, 10 // And, Or
	switch name {
	case "And", "Or":
	case "Equals":
		most = 2
	case "Not":
		least, most = 1, 1
	default:
		return other(n, name, arg)
	}
	if arg.Kind != yaml.SequenceNode || len(arg.Content) < least || len(arg.Content) > most {
		return false, r.errorf(n, "%s needs a list of %d to %d", name, least, most)
	}
	if name == "Equals" {
		left, err := r.text(arg.Content[0])
		if err != nil {
			return false, err
		}
		right, err := r.text(arg.Content[1])
		return left == right, err
	}
	// Not, And, Or. Evaluate all parts, to find every mistake.
	all, some := true, false
	for _, part := range arg.Content {
		holds, err := r.test(part, other)
		if err != nil {
			return false, err
		}
		all, some = all && holds, some || holds
	}
	switch name {
	case "Not":
		return !some, nil
	case "And":
		return all, nil
	}
	return some, nil
}
