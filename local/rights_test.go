package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"slipway/local/template"
)

// A right is one action on one resource that the template gives a role.
type right struct{ role, action, resource string }

const (
	files          = "arn:aws:s3:::slipway-local-uploadbucket/uploads/*"
	credentialsLog = "arn:aws:logs:eu-central-1:000000000000:log-group:/aws/lambda/slipway-local-credentials:*"

	noLogs = "Lambda writes the log for the function, and there is no Lambda service here"
)

// rights are all that the template gives, each with what would fail without
// it: a role that may do more than is needed here is a mistake.
var rights = []struct {
	right
	parameters []string                             // with which the template gives it
	flow       func(t *testing.T, r *running) error // what a person could no longer do
	because    string                               // without a flow: why none can show it
}{
	{right{"CredentialsRole", "s3:PutObject", files}, nil, uploadForm, ""},
	{right{"CredentialsRole", "s3:PutObjectAcl", files}, []string{"ObjectAcl=private"}, uploadForm, ""},
	{right{"CredentialsRole", "logs:CreateLogStream", credentialsLog}, nil, nil, noLogs},
	{right{"CredentialsRole", "logs:PutLogEvents", credentialsLog}, nil, nil, noLogs},
}

// denied is S3's refusal of what a role may not do.
type denied struct{ error }

// uploadForm asks for a form and uploads with it.
func uploadForm(t *testing.T, r *running) error {
	action, fields := r.credentialsFor(t, "a.txt")
	answer, body := upload(t, action, fields, "hello")
	switch {
	case answer.StatusCode == 403 && strings.Contains(body, "<Code>AccessDenied</Code>"):
		return denied{fmt.Errorf("uploading a form: %s", body)}
	case answer.StatusCode != 201:
		return fmt.Errorf("uploading a form: %d %s", answer.StatusCode, body)
	}
	return nil
}

func TestRightsAreTheseAndNoMore(t *testing.T) {
	want := make(map[right]bool)
	given := make(map[right]bool)
	for _, row := range rights {
		want[row.right] = true
		maps.Copy(given, rightsGiven(t, row.parameters))
		if (row.flow == nil) == (row.because == "") {
			t.Errorf("%v needs a flow that fails without it, or a reason why there is none", row.right)
		}
	}
	for r := range given {
		if !want[r] {
			t.Errorf("the template gives %v, and nothing here fails without it", r)
		}
	}
	for r := range want {
		if !given[r] {
			t.Errorf("the template does not give %v any more", r)
		}
	}
}

// rightsGiven returns what the template's roles may do.
func rightsGiven(t *testing.T, parameters []string) map[right]bool {
	t.Helper()
	inputs := template.Inputs{
		Parameters: map[string]string{"AllowAnonymous": "true"},
		Region:     region, Account: account, StackName: stackName,
	}
	for _, parameter := range parameters {
		name, value, _ := strings.Cut(parameter, "=")
		inputs.Parameters[name] = value
	}
	stack, err := template.Load("../template.yaml", inputs)
	if err != nil {
		t.Fatal(err)
	}
	given := make(map[right]bool)
	for _, f := range stack.Functions {
		for _, policy := range f.Role.Policies {
			var document struct {
				Version   string
				Statement []struct {
					Effect           string
					Action, Resource list
				}
			}
			decoder := json.NewDecoder(strings.NewReader(string(policy)))
			decoder.DisallowUnknownFields() // NotAction, say, gives what no table lists
			if err := decoder.Decode(&document); err != nil {
				t.Fatalf("%s: %v", f.Role.LogicalID, err)
			}
			for _, s := range document.Statement {
				for _, action := range s.Action {
					for _, resource := range s.Resource {
						given[right{f.Role.LogicalID, action, resource}] = true
					}
				}
			}
		}
	}
	return given
}

// list is a text or a list of them, as policies have either.
type list []string

func (l *list) UnmarshalJSON(text []byte) error {
	*l = make(list, 1)
	if err := json.Unmarshal(text, &(*l)[0]); err == nil {
		return nil
	}
	return json.Unmarshal(text, (*[]string)(l))
}

func TestEveryRightIsNeeded(t *testing.T) {
	for _, row := range rights {
		if row.flow == nil {
			continue
		}
		var flags []string
		for _, parameter := range row.parameters {
			flags = append(flags, "-parameter", parameter)
		}
		for _, how := range []string{"given", "narrowed", "removed"} {
			t.Run(fmt.Sprintf("%s/%s/%s", row.role, row.action, how), func(t *testing.T) {
				path := "../template.yaml"
				if how != "given" {
					path = templateWithout(t, row.right, how == "narrowed")
				}
				path, err := filepath.Abs(path)
				if err != nil {
					t.Fatal(err)
				}
				r := startStack(t, append(flags, "-template", path)...)
				err = row.flow(t, r)
				if _, refused := err.(denied); how == "given" && err != nil || how != "given" && !refused {
					t.Errorf("%s: %v", how, err)
				}
			})
		}
	}
}

// templateWithout returns the path of a template like the project's, but with
// one right less, or with one that holds for fewer resources.
func templateWithout(t *testing.T, r right, narrowed bool) string {
	t.Helper()
	text, err := os.ReadFile("../template.yaml")
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
	path := filepath.Join(t.TempDir(), "template.yaml")
	if err := os.WriteFile(path, text, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
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
