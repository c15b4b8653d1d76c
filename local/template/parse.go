package template

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

const samTransform = "AWS::Serverless-2016-10-31"

// A source is a template by section, with nothing resolved.
type source struct {
	path       string
	parameters []entry
	rules      []entry
	conditions []entry
	resources  []entry
	outputs    []entry
}

// An entry is one key of a mapping, in the order of the file.
type entry struct {
	key   string
	value *yaml.Node
}

func parse(path string) (*source, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	s := &source{path: path}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var doc, second yaml.Node
	if err := decoder.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			err = errors.New("the template is empty")
		}
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if err := decoder.Decode(&second); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: text after the first YAML document: a template is one document", path)
	}
	sections, err := s.mapping(doc.Content[0])
	if err != nil {
		return nil, err
	}
	for _, section := range sections {
		var into *[]entry
		switch section.key {
		case "AWSTemplateFormatVersion", "Description", "Metadata":
			continue
		case "Transform":
			if section.value.Value != samTransform {
				return nil, s.errorf(section.value, "Transform must be %s", samTransform)
			}
			continue
		case "Parameters":
			into = &s.parameters
		case "Rules":
			into = &s.rules
		case "Conditions":
			into = &s.conditions
		case "Resources":
			into = &s.resources
		case "Outputs":
			into = &s.outputs
		default:
			return nil, s.errorf(section.value, "section %s is not supported", section.key)
		}
		if *into, err = s.mapping(section.value); err != nil {
			return nil, err
		}
	}
	if len(s.resources) == 0 {
		return nil, fmt.Errorf("%s: the template has no Resources", path)
	}
	return s, nil
}

// mapping returns the entries of n, whose keys must be distinct strings.
func (s *source) mapping(n *yaml.Node) ([]entry, error) {
	if n.Kind != yaml.MappingNode || isCall(n) {
		return nil, s.errorf(n, "a mapping (Key: value) is needed here")
	}
	var entries []entry
	for i := 0; i < len(n.Content); i += 2 {
		key := n.Content[i]
		if key.Kind != yaml.ScalarNode || key.ShortTag() != "!!str" {
			return nil, s.errorf(key, "a key must be a string")
		}
		if strings.HasPrefix(key.Value, "Fn::") {
			return nil, s.errorf(key, "function %s needs a mapping of its own", key.Value)
		}
		if slices.ContainsFunc(entries, func(e entry) bool { return e.key == key.Value }) {
			return nil, s.errorf(key, "duplicate key %s", key.Value)
		}
		entries = append(entries, entry{key.Value, n.Content[i+1]})
	}
	return entries, nil
}

// fields returns the entries of n by key. An unknown key is an error.
func (s *source) fields(n *yaml.Node, known ...string) (map[string]*yaml.Node, error) {
	entries, err := s.mapping(n)
	if err != nil {
		return nil, err
	}
	fields := map[string]*yaml.Node{}
	for _, e := range entries {
		if !slices.Contains(known, e.key) {
			return nil, s.errorf(e.value, "%s is not supported here (only %s)", e.key, strings.Join(known, ", "))
		}
		fields[e.key] = e.value
	}
	return fields, nil
}

// scalar returns the value of n: a string, a bool, or a json.Number as written.
func (s *source) scalar(n *yaml.Node) (any, error) {
	switch n.ShortTag() {
	case "!!str", "!!timestamp": // CloudFormation has no dates: 2012-10-17 is a string
		if strings.Contains(n.Value, "{{resolve:") {
			return nil, s.errorf(n, "dynamic references ({{resolve:…}}) are not supported")
		}
		return n.Value, nil
	case "!!bool":
		return strings.EqualFold(n.Value, "true"), nil
	case "!!int", "!!float":
		if json.Valid([]byte(n.Value)) {
			return json.Number(n.Value), nil
		}
	}
	return nil, s.errorf(n, "%q is not supported: write a string, a decimal number, true or false", n.Value)
}
