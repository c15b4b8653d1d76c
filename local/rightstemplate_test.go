package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// templateWithout returns the path of a template like another, but with one
// right less, or with one that holds for fewer resources.
func templateWithout(t *testing.T, from string, r right, narrowed bool) string {
	t.Helper()
	text, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	changed := false
	policies := child(child(child(child(document.Content[0], "Resources"), r.role), "Properties"), "Policies")
	for _, policy := range policies.Content {
		statements := child(child(policy, "PolicyDocument"), "Statement")
		for _, statement := range statements.Content {
			if statement.Tag == "!If" {
				statement = statement.Content[1]
			}
			actions := child(statement, "Action")
			i := slices.IndexFunc(actions.Content, func(n *yaml.Node) bool { return mentions(n, r.action) })
			if i < 0 {
				continue
			}
			changed = true
			if narrowed {
				resource := *child(statement, "Resource")
				resource.Value = strings.TrimSuffix(resource.Value, "*") + "narrowed/*"
				statements.Content = append(statements.Content, &yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{
					scalar("Effect"), scalar("Allow"), scalar("Action"), actions.Content[i], scalar("Resource"), &resource,
				}})
			}
			// A statement must have an action left; this one is good for nothing here.
			actions.Content[i] = scalar("s3:GetObjectTorrent")
		}
	}
	if !changed {
		t.Fatalf("the template's text has no %v to change", r)
	}
	if text, err = yaml.Marshal(&document); err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(t.TempDir(), "template.yaml")
	if err := os.WriteFile(to, text, 0o644); err != nil {
		t.Fatal(err)
	}
	return to
}

// child returns the value of a key of a mapping, or an empty node.
func child(n *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return new(yaml.Node)
}

// mentions reports whether a node is or has this text, as an !If has it.
func mentions(n *yaml.Node, text string) bool {
	return n.Value == text || slices.ContainsFunc(n.Content, func(n *yaml.Node) bool { return mentions(n, text) })
}

func scalar(value string) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Value: value} }
