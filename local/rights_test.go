package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
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
	files = "arn:aws:s3:::slipway-local-uploadbucket/uploads/*"
	logs  = "arn:aws:logs:eu-central-1:000000000000:log-group:/aws/lambda/slipway-local-"

	noLogs   = "Lambda writes the log for the function, and there is no Lambda service here"
	noTraces = "traces go to a daemon beside the function, which only Lambda has"
	noACL    = "the gateway takes no notice of the ACL of an upload in parts"
)

// What a role has its rights with.
var (
	always   []string
	withACL  = []string{"ObjectAcl=private"}
	inParts  = []string{"MaxMultipartBytes=100000000"}
	partsACL = append(withACL, inParts...)
)

// rights are all that the template gives, each with what would fail without
// it: a role that may do more than is needed here is a mistake.
var rights = []struct {
	right
	parameters []string
	flow       func(t *testing.T, r *running) error // what a person could no longer do
	because    string                               // without a flow: why none can show it
}{
	{right{"CredentialsRole", "s3:PutObject", files}, always, uploadForm, ""},
	{right{"CredentialsRole", "s3:PutObjectAcl", files}, withACL, uploadForm, ""},
	{right{"CredentialsRole", "logs:CreateLogStream", logs + "credentials:*"}, always, nil, noLogs},
	{right{"CredentialsRole", "logs:PutLogEvents", logs + "credentials:*"}, always, nil, noLogs},
	{right{"CredentialsRole", "xray:PutTraceSegments", "*"}, always, nil, noTraces},
	{right{"CredentialsRole", "xray:PutTelemetryRecords", "*"}, always, nil, noTraces},

	{right{"MultipartRole", "s3:PutObject", files}, inParts, beginParts, ""},
	{right{"MultipartRole", "s3:ListMultipartUploadParts", files}, inParts, listParts, ""},
	{right{"MultipartRole", "s3:AbortMultipartUpload", files}, inParts, abortParts, ""},
	{right{"MultipartRole", "s3:PutObjectAcl", files}, partsACL, nil, noACL},
	{right{"MultipartRole", "logs:CreateLogStream", logs + "multipart:*"}, always, nil, noLogs},
	{right{"MultipartRole", "logs:PutLogEvents", logs + "multipart:*"}, always, nil, noLogs},
	{right{"MultipartRole", "xray:PutTraceSegments", "*"}, always, nil, noTraces},
	{right{"MultipartRole", "xray:PutTelemetryRecords", "*"}, always, nil, noTraces},
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

// beginParts begins an upload in parts.
func beginParts(t *testing.T, r *running) error {
	_, err := begin(t, r)
	return err
}

// listParts asks which parts of an upload have arrived.
func listParts(t *testing.T, r *running) error {
	upload, err := begin(t, r)
	if err != nil {
		return err
	}
	return asked(send(t, "GET", upload, nil))
}

// abortParts gives an upload in parts up.
func abortParts(t *testing.T, r *running) error {
	upload, err := begin(t, r)
	if err != nil {
		return err
	}
	return asked(send(t, "DELETE", upload, nil))
}

// begin begins an upload in parts and returns its address at the API.
func begin(t *testing.T, r *running) (string, error) {
	all := r.variables["SLIPWAY_URL"] + "/s3/multipart"
	answer, body := send(t, "POST", all, strings.NewReader(`{"filename": "a.mp4", "type": "video/mp4", "size": 6000000}`))
	var begun struct{ Key, UploadID string }
	if err := asked(answer, body); err != nil {
		return "", err
	} else if err := json.Unmarshal([]byte(body), &begun); err != nil {
		return "", err
	}
	return all + "/" + url.PathEscape(begun.UploadID) + "?key=" + url.QueryEscape(begun.Key), nil
}

// asked returns what is wrong with an answer of the API. S3's refusal of what
// the function's role may not do is an error of the function's own.
func asked(answer *http.Response, body string) error {
	switch {
	case answer.StatusCode == 500 && strings.Contains(body, `"InternalError"`):
		return denied{fmt.Errorf("the function: %s", body)}
	case answer.StatusCode != 200:
		return fmt.Errorf("the function: %d %s", answer.StatusCode, body)
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
		for _, how := range []string{"given", "narrowed", "removed"} {
			t.Run(fmt.Sprintf("%s/%s/%s", row.role, row.action, how), func(t *testing.T) {
				path, err := filepath.Abs("../template.yaml")
				if err != nil {
					t.Fatal(err)
				}
				if how != "given" {
					path = templateWithout(t, path, row.right, how == "narrowed")
				}
				flags := []string{"-template", path}
				for _, parameter := range row.parameters {
					flags = append(flags, "-parameter", parameter)
				}
				err = row.flow(t, startStack(t, flags...))
				if _, refused := err.(denied); how == "given" && err != nil || how != "given" && !refused {
					t.Errorf("with the right %s: %v", how, err)
				}
			})
		}
	}
}

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
