package template

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// A parameter is one entry of the section Parameters.
type parameter struct {
	kind          string
	value         *string // the default; nil for none
	allowedValues []string
	pattern       *regexp.Regexp
	bounds        map[string]float64 // by MinValue, MaxValue, MinLength, MaxLength
	constraint    string             // ConstraintDescription, such as "must be …"
	secret        bool               // NoEcho: errors do not quote the value
}

var decimal = regexp.MustCompile(`^[+-]?[0-9]+(\.[0-9]+)?$`)

func (r *resolver) readParameters() error {
	r.parameters = map[string]any{}
	given := maps.Clone(r.in.Parameters)
	var names []string
	for _, e := range r.source.parameters {
		names = append(names, e.key)
		p, err := r.parameter(e.value)
		if err != nil {
			return err
		}
		value, ok := given[e.key]
		delete(given, e.key)
		if !ok {
			if p.value == nil {
				return r.errorf(e.value, "parameter %s has no default: set it", e.key)
			}
			value = *p.value
		}
		if r.parameters[e.key], err = p.check(value); err != nil {
			return r.errorf(e.value, "parameter %s: %w", e.key, err)
		}
	}
	if len(given) > 0 {
		return fmt.Errorf("%s: unknown parameter %s; the parameters are %s", r.path,
			strings.Join(slices.Sorted(maps.Keys(given)), ", "), strings.Join(names, ", "))
	}
	return nil
}

// parameter reads the declaration n.
func (r *resolver) parameter(n *yaml.Node) (parameter, error) {
	p := parameter{bounds: map[string]float64{}}
	fields, err := r.fields(n, "Type", "Default", "Description", "ConstraintDescription",
		"AllowedValues", "AllowedPattern", "MinValue", "MaxValue", "MinLength", "MaxLength", "NoEcho")
	if err != nil {
		return p, err
	}
	for name, field := range fields {
		if name == "AllowedValues" {
			if field.Kind != yaml.SequenceNode {
				return p, r.errorf(field, "AllowedValues must be a list")
			}
			for _, item := range field.Content {
				value, err := r.literal(item)
				if err != nil {
					return p, err
				}
				p.allowedValues = append(p.allowedValues, value)
			}
			continue
		}
		value, err := r.literal(field)
		if err != nil {
			return p, err
		}
		switch name {
		case "Type":
			p.kind = value
		case "Default":
			p.value = &value
		case "ConstraintDescription":
			p.constraint = value
		case "NoEcho":
			p.secret = value == "true"
		case "AllowedPattern":
			// CloudFormation matches the whole value, with or without anchors.
			if p.pattern, err = regexp.Compile(`^(?:` + value + `)$`); err != nil {
				return p, r.errorf(field, "AllowedPattern: %w", err)
			}
		case "MinValue", "MaxValue", "MinLength", "MaxLength":
			if p.bounds[name], err = strconv.ParseFloat(value, 64); err != nil {
				return p, r.errorf(field, "%s must be a number", name)
			}
		}
	}
	if !slices.Contains([]string{"String", "Number", "CommaDelimitedList"}, p.kind) {
		return p, r.errorf(n, "parameter type %q is not supported (only String, Number, CommaDelimitedList)", p.kind)
	}
	return p, nil
}

// literal returns the value of n, which must not call a function.
func (r *resolver) literal(n *yaml.Node) (string, error) {
	if n.Kind != yaml.ScalarNode || isCall(n) {
		return "", r.errorf(n, "a plain value is needed here")
	}
	value, err := r.scalar(n)
	return fmt.Sprint(value), err
}

// check returns the value of the parameter: a list for CommaDelimitedList, a string
// for String and Number.
func (p parameter) check(value string) (any, error) {
	if p.kind != "CommaDelimitedList" {
		return value, p.checkOne(value)
	}
	var list []any
	for item := range strings.SplitSeq(value, ",") {
		item = strings.TrimSpace(item)
		if err := p.checkOne(item); err != nil {
			return nil, err
		}
		list = append(list, item)
	}
	return list, nil
}

func (p parameter) checkOne(value string) error {
	refuse := func(format string, args ...any) error {
		subject := strconv.Quote(value)
		if p.secret {
			subject = "the value"
		}
		if p.constraint != "" {
			return fmt.Errorf("%s %s", subject, p.constraint)
		}
		return fmt.Errorf("%s must %s", subject, fmt.Sprintf(format, args...))
	}
	if p.kind == "Number" && !decimal.MatchString(value) {
		return refuse("be a number")
	}
	if p.allowedValues != nil && !slices.Contains(p.allowedValues, value) {
		return refuse("be one of %s", strings.Join(p.allowedValues, ", "))
	}
	if p.pattern != nil && !p.pattern.MatchString(value) {
		return refuse("match %s", p.pattern)
	}
	if p.kind == "Number" {
		number, _ := strconv.ParseFloat(value, 64) // matches decimal
		if bound, ok := p.bounds["MinValue"]; ok && number < bound {
			return refuse("be at least %.0f", bound)
		}
		if bound, ok := p.bounds["MaxValue"]; ok && number > bound {
			return refuse("be at most %.0f", bound)
		}
		return nil
	}
	length := float64(utf8.RuneCountInString(value))
	if bound, ok := p.bounds["MinLength"]; ok && length < bound {
		return refuse("have at least %.0f characters", bound)
	}
	if bound, ok := p.bounds["MaxLength"]; ok && length > bound {
		return refuse("have at most %.0f characters", bound)
	}
	return nil
}
