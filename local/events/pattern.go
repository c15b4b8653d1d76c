package events

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A pattern reports whether it matches an event, or a member of it.
//
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
type pattern func(member any) bool

// absent is the value of a missing member.
type absent struct{}

// parsePattern reads a rule's EventPattern.
func parsePattern(text json.RawMessage) (pattern, error) {
	var members map[string]any
	decoder := json.NewDecoder(bytes.NewReader(text))
	if err := decoder.Decode(&members); err != nil || len(members) == 0 {
		return nil, errors.New("it must be an object with members")
	}
	return parseObject(members)
}

// parseObject reads an object. It matches if every member does.
func parseObject(members map[string]any) (pattern, error) {
	patterns := make(map[string]pattern)
	for _, name := range slices.Sorted(maps.Keys(members)) {
		var err error
		switch value := members[name].(type) {
		case map[string]any:
			patterns[name], err = parseObject(value)
		case []any:
			patterns[name], err = parseList(value)
		default:
			err = errors.New("the values must be in a list")
		}
		if strings.HasPrefix(name, "$") {
			err = errors.New("the operator is not supported here")
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return func(member any) bool {
		object, _ := member.(map[string]any)
		for name, matches := range patterns {
			value, ok := object[name]
			if !ok {
				value = absent{}
			}
			if !matches(value) {
				return false
			}
		}
		return true
	}, nil
}

// parseList reads a list. It matches if an entry matches the member, or one of the
// member's values if that is a list too.
func parseList(list []any) (pattern, error) {
	if len(list) == 0 {
		return nil, errors.New("an empty list matches nothing")
	}
	var anyOf []pattern
	for _, entry := range list {
		matches, err := parseEntry(entry)
		if err != nil {
			return nil, err
		}
		anyOf = append(anyOf, matches)
	}
	return func(member any) bool {
		values, ok := member.([]any)
		if !ok {
			values = []any{member}
		}
		for _, value := range values {
			for _, matches := range anyOf {
				if matches(value) {
					return true
				}
			}
		}
		return false
	}, nil
}

// parseEntry reads a value, or an operator such as {"prefix": "uploads/"}.
func parseEntry(entry any) (pattern, error) {
	operator, ok := entry.(map[string]any)
	if !ok {
		if _, ok := entry.([]any); ok {
			return nil, errors.New("a list in a list matches nothing")
		}
		return func(value any) bool { return value == entry }, nil
	}
	if len(operator) != 1 {
		return nil, errors.New("an operator is an object with one member")
	}
	for name, operand := range operator {
		matches, err := parseOperator(name, operand)
		if err != nil {
			return nil, fmt.Errorf("operator %s: %w", name, err)
		}
		return matches, nil
	}
	panic("unreachable: the object has one member")
}

func parseOperator(name string, operand any) (pattern, error) {
	switch name {
	case "prefix", "suffix":
		text, ok := operand.(string)
		if !ok || text == "" {
			return nil, errors.New("it needs a non-empty string")
		}
		has := strings.HasPrefix
		if name == "suffix" {
			has = strings.HasSuffix
		}
		return func(value any) bool {
			s, ok := value.(string)
			return ok && has(s, text)
		}, nil
	case "exists":
		wanted, ok := operand.(bool)
		if !ok {
			return nil, errors.New("it needs true or false")
		}
		return func(value any) bool {
			_, missing := value.(absent)
			_, object := value.(map[string]any) // only values count
			return wanted == !(missing || object)
		}, nil
	case "anything-but":
		list, ok := operand.([]any)
		if !ok {
			list = []any{operand}
		}
		unwanted, err := parseList(list)
		if err != nil {
			return nil, err
		}
		return func(value any) bool {
			switch value.(type) {
			case absent, map[string]any:
				return false
			}
			return !unwanted(value)
		}, nil
	}
	return nil, errors.New("it is not supported here (only prefix, suffix, exists, anything-but)")
}
