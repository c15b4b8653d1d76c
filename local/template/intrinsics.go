package template

import (
	"fmt"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// noValue is the value of !Ref AWS::NoValue, which removes its property or list
// item.
type noValue struct{}

// isCall reports whether n calls a function, such as !Ref X, {Ref: X} or
// {"Fn::Sub": X}.
func isCall(n *yaml.Node) bool {
	name, _ := call(n)
	return name != ""
}

// call returns the name of the function that n calls, without Fn::, and its
// argument; or "" if n calls none.
func call(n *yaml.Node) (name string, arg *yaml.Node) {
	if strings.HasPrefix(n.Tag, "!") && !strings.HasPrefix(n.Tag, "!!") && n.Tag != "!" {
		plain := *n
		plain.Tag = ""
		return n.Tag[1:], &plain
	}
	if n.Kind == yaml.MappingNode && len(n.Content) == 2 {
		key := n.Content[0].Value
		if full, ok := strings.CutPrefix(key, "Fn::"); ok || key == "Ref" {
			return full, n.Content[1]
		}
	}
	return "", nil
}

// value resolves n: to a string, bool, json.Number, []any, map[string]any or noValue.
func (r *resolver) value(n *yaml.Node) (any, error) {
	if name, arg := call(n); name != "" {
		return r.call(n, name, arg)
	}
	switch n.Kind {
	case yaml.ScalarNode:
		return r.scalar(n)
	case yaml.SequenceNode:
		list := []any{}
		for _, item := range n.Content {
			value, err := r.value(item)
			if err != nil {
				return nil, err
			}
			if value != (noValue{}) {
				list = append(list, value)
			}
		}
		return list, nil
	case yaml.MappingNode:
		entries, err := r.mapping(n)
		if err != nil {
			return nil, err
		}
		object := map[string]any{}
		for _, e := range entries {
			value, err := r.value(e.value)
			if err != nil {
				return nil, err
			}
			if value != (noValue{}) {
				object[e.key] = value
			}
		}
		return object, nil
	}
	return nil, r.errorf(n, "YAML aliases are not supported, as in CloudFormation")
}

// text resolves n to a string.
func (r *resolver) text(n *yaml.Node) (string, error) {
	value, err := r.value(n)
	if err != nil {
		return "", err
	}
	switch value.(type) {
	case []any, map[string]any, noValue:
		return "", r.errorf(n, "a single value is needed here, not %s", kindOf(value))
	}
	return fmt.Sprint(value), nil
}

func kindOf(value any) string {
	switch value.(type) {
	case []any:
		return "a list"
	case map[string]any:
		return "a mapping"
	}
	return "nothing"
}

func (r *resolver) call(n *yaml.Node, name string, arg *yaml.Node) (any, error) {
	switch name {
	case "Ref":
		target, err := r.literal(arg)
		if err != nil {
			return nil, err
		}
		return r.ref(n, target)
	case "GetAtt":
		return r.getAtt(n, arg)
	case "Sub":
		return r.sub(n, arg)
	case "Join":
		return r.join(n, arg)
	case "Split":
		return r.split(n, arg)
	case "If":
		return r.choose(n, arg)
	}
	return nil, r.errorf(n, "function %s is not supported here (only Ref, GetAtt, Sub, Join, Split, If)", name)
}

// ref resolves !Ref target: a pseudo parameter, a parameter, or a resource.
func (r *resolver) ref(n *yaml.Node, target string) (any, error) {
	switch target {
	case "AWS::Region":
		return r.in.Region, nil
	case "AWS::AccountId":
		return r.in.Account, nil
	case "AWS::StackName":
		return r.in.StackName, nil
	case "AWS::Partition":
		return r.partition(), nil
	case "AWS::URLSuffix":
		return r.urlSuffix(), nil
	case "AWS::NoValue":
		return noValue{}, nil
	}
	if value, ok := r.parameters[target]; ok {
		return value, nil
	}
	res, err := r.resource(n, target)
	if err != nil {
		return nil, err
	}
	return res.ref, nil
}

func (r *resolver) getAtt(n, arg *yaml.Node) (any, error) {
	var target, name string
	if arg.Kind == yaml.SequenceNode && len(arg.Content) == 2 {
		target, name = arg.Content[0].Value, arg.Content[1].Value
	} else {
		target, name, _ = strings.Cut(arg.Value, ".")
	}
	return r.attribute(n, target, name)
}

func (r *resolver) attribute(n *yaml.Node, target, name string) (string, error) {
	res, err := r.resource(n, target)
	if err != nil {
		return "", err
	}
	value, ok := res.attributes[name]
	if !ok {
		return "", r.errorf(n, "%s (%s) has no supported attribute %q", target, res.kind, name)
	}
	return value, nil
}

var placeholder = regexp.MustCompile(`\$\{([^}]*)\}`)

// sub resolves !Sub text and !Sub [text, {Name: value}]. In the text, ${Name} is a
// value of Sub's own or a Ref, ${Name.Attribute} a GetAtt, and ${!text} a literal
// ${text}.
func (r *resolver) sub(n, arg *yaml.Node) (string, error) {
	own := map[string]string{}
	if arg.Kind == yaml.SequenceNode && len(arg.Content) == 2 {
		entries, err := r.mapping(arg.Content[1])
		if err != nil {
			return "", err
		}
		for _, e := range entries {
			if own[e.key], err = r.text(e.value); err != nil {
				return "", err
			}
			if !strings.Contains(arg.Content[0].Value, "${"+e.key+"}") {
				return "", r.errorf(e.value, "Sub defines %s, but does not use it", e.key)
			}
		}
		arg = arg.Content[0]
	}
	if arg.Kind != yaml.ScalarNode || isCall(arg) {
		return "", r.errorf(n, "Sub needs a string, or [string, {Name: value}]")
	}
	var failure error
	text := placeholder.ReplaceAllStringFunc(arg.Value, func(found string) string {
		name := found[2 : len(found)-1]
		if literal, ok := strings.CutPrefix(name, "!"); ok {
			return "${" + literal + "}"
		}
		name = strings.TrimSpace(name)
		if text, ok := own[name]; ok {
			return text
		}
		var value any
		var err error
		if target, attribute, ok := strings.Cut(name, "."); ok {
			value, err = r.attribute(n, target, attribute)
		} else {
			value, err = r.ref(n, name)
		}
		if err == nil {
			if _, ok := value.(string); !ok {
				err = r.errorf(n, "%s in Sub is %s: only a single value fits in a string", found, kindOf(value))
			}
		}
		if err != nil && failure == nil {
			failure = err
		}
		return fmt.Sprint(value)
	})
	return text, failure
}

func (r *resolver) join(n, arg *yaml.Node) (string, error) {
	if arg.Kind != yaml.SequenceNode || len(arg.Content) != 2 {
		return "", r.errorf(n, "Join needs [separator, list]")
	}
	separator, err := r.literal(arg.Content[0])
	if err != nil {
		return "", err
	}
	value, err := r.value(arg.Content[1])
	if err != nil {
		return "", err
	}
	list, ok := value.([]any)
	if !ok {
		return "", r.errorf(n, "Join needs a list after the separator")
	}
	var parts []string
	for _, item := range list {
		part, ok := item.(string)
		if !ok {
			return "", r.errorf(n, "Join needs a list of strings")
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, separator), nil
}

func (r *resolver) split(n, arg *yaml.Node) ([]any, error) {
	if arg.Kind != yaml.SequenceNode || len(arg.Content) != 2 {
		return nil, r.errorf(n, "Split needs [separator, text]")
	}
	separator, err := r.literal(arg.Content[0])
	if err != nil {
		return nil, err
	}
	if separator == "" {
		return nil, r.errorf(n, "Split needs a separator")
	}
	text, err := r.text(arg.Content[1])
	if err != nil {
		return nil, err
	}
	var parts []any
	for part := range strings.SplitSeq(text, separator) {
		parts = append(parts, part)
	}
	return parts, nil
}

// choose resolves !If [condition, then, else]. It resolves both sides, to find every
// mistake.
func (r *resolver) choose(n, arg *yaml.Node) (any, error) {
	if arg.Kind != yaml.SequenceNode || len(arg.Content) != 3 {
		return nil, r.errorf(n, "If needs [condition, value if true, value if false]")
	}
	holds, err := r.condition(arg.Content[0], arg.Content[0].Value)
	if err != nil {
		return nil, err
	}
	taken, other := arg.Content[1], arg.Content[2]
	if !holds {
		taken, other = other, taken
	}
	// Only the side not taken may refer to a resource that is not created.
	outer := r.unused
	r.unused = true
	_, err = r.value(other)
	r.unused = outer
	if err != nil {
		return nil, err
	}
	return r.value(taken)
}
