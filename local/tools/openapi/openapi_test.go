// Package openapi has no code. It tests that functions/openapi.yaml agrees with the
// template, the functions, their README and the client. `make openapi` tests the
// running stack.
package openapi

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"slipway/local/template"
)

const root = "../../../"

// A schema has the members of a JSON schema that these tests use.
type schema struct {
	Ref         string `yaml:"$ref"`
	Type        any
	Const, Enum any
	Required    []string
	Properties  map[string]schema
	Items       *schema
	OneOf       []schema `yaml:"oneOf"`
}

type operation struct {
	OperationID string `yaml:"operationId"`
	Responses   map[string]any
}

type description struct {
	Info       struct{ Version string }
	Paths      map[string]map[string]yaml.Node
	Components struct{ Schemas map[string]schema }
}

func read(t *testing.T) (d description, document map[string]any) {
	t.Helper()
	text := file(t, "functions/openapi.yaml")
	if err := yaml.Unmarshal([]byte(text), &d); err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal([]byte(text), &document); err != nil {
		t.Fatal(err)
	}
	return d, document
}

func file(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestRoutesAreTheTemplates(t *testing.T) {
	d, _ := read(t)
	var got, want []string
	for path, members := range d.Paths {
		for method := range members {
			if method != "parameters" {
				got = append(got, strings.ToUpper(method)+" "+path)
			}
		}
	}
	stack, err := template.Load(root+"template.yaml", template.Inputs{
		Parameters: map[string]string{"AllowAnonymous": "true"}, Region: "eu-central-1", Account: "123456789012", StackName: "slipway",
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range stack.Functions {
		for _, route := range f.Routes {
			want = append(want, route.Method+" "+route.Path)
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if len(want) < 10 || !slices.Equal(got, want) {
		t.Errorf("openapi.yaml has %q, and the template %q", got, want)
	}
}

// statuses are those of the schemas of errors.
var statuses = map[string]string{
	"BadRequest": "400", "Unauthenticated": "401", "Refused": "403", "NotFound": "404", "MethodNotAllowed": "405",
	"TooLarge": "413", "InternalError": "500", "ServiceUnavailable": "503",
}

// The codes and the members of their details are those of the table in
// functions/README.md, which another test compares with the source.
func TestCodesAreTheTables(t *testing.T) {
	d, _ := read(t)
	got := map[string]string{}
	for name, status := range statuses {
		for _, kind := range d.Components.Schemas[name].OneOf {
			details := slices.Sorted(slices.Values(kind.Properties["details"].Required))
			if names := slices.Sorted(maps.Keys(kind.Properties["details"].Properties)); !slices.Equal(names, details) {
				t.Errorf("%s: details are %q, of which %q are required", name, names, details)
			}
			codes, _ := kind.Properties["code"].Enum.([]any)
			for _, code := range codes {
				if _, found := got[code.(string)]; found {
					t.Errorf("%s appears twice", code)
				}
				got[code.(string)] = status + " " + strings.Join(details, " ")
			}
		}
	}
	want := map[string]string{}
	row := regexp.MustCompile("(?m)^\\| (\\d{3}) \\| `(\\w+)` \\| [^|]+ \\| `(\\{.*\\})` \\|$")
	for _, cells := range row.FindAllStringSubmatch(file(t, "functions/README.md"), -1) {
		var example map[string]any
		if err := json.Unmarshal([]byte(cells[3]), &example); err != nil {
			t.Fatal(err)
		}
		want[cells[2]] = cells[1] + " " + strings.Join(slices.Sorted(maps.Keys(example)), " ")
		checkDetails(t, d, statusName(cells[1]), cells[2], example)
	}
	if len(want) < 50 {
		t.Errorf("the table has %d codes: it is not read", len(want))
	}
	for code := range union(got, want) {
		if got[code] != want[code] {
			t.Errorf("%s is described as %q, and the table has %q", code, got[code], want[code])
		}
	}
}

func statusName(status string) string {
	for name, s := range statuses {
		if s == status {
			return name
		}
	}
	return ""
}

// checkDetails checks the types of the members of an example.
func checkDetails(t *testing.T, d description, name, code string, example map[string]any) {
	t.Helper()
	for _, kind := range d.Components.Schemas[name].OneOf {
		if codes, _ := kind.Properties["code"].Enum.([]any); !slices.Contains(codes, any(code)) {
			continue
		}
		for member, value := range example {
			kinds := map[reflect.Kind]string{reflect.String: "string", reflect.Float64: "integer", reflect.Slice: "array"}
			if got, want := kind.Properties["details"].Properties[member].Type, kinds[reflect.TypeOf(value).Kind()]; got != want {
				t.Errorf("%s: %s is described as %v, but is %s", code, member, got, want)
			}
		}
	}
}

func union[V any](a, b map[string]V) map[string]V {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

// Every route has the common errors, and every error has a route, except for
// MethodNotAllowed.
func TestEveryOperationHasItsErrors(t *testing.T) {
	d, _ := read(t)
	seen := map[string]bool{}
	for path, members := range d.Paths {
		for method, node := range members {
			if method == "parameters" {
				continue
			}
			var o operation
			if err := node.Decode(&o); err != nil {
				t.Fatal(err)
			}
			if o.OperationID == "" {
				t.Errorf("%s %s has no operationId", method, path)
			}
			for _, status := range []string{"400", "401", "403", "429", "500", "503"} {
				if o.Responses[status] == nil {
					t.Errorf("%s %s has no %s", method, path, status)
				}
			}
			for status := range o.Responses {
				seen[status] = true
			}
		}
	}
	for name, status := range statuses {
		if !seen[status] && name != "MethodNotAllowed" { // API Gateway has no such route, and returns 404
			t.Errorf("no route returns %s", status)
		}
	}
}

// Every reference has a target, and every component a reference.
func TestReferences(t *testing.T) {
	_, document := read(t)
	referenced := map[string]bool{}
	var walk func(any)
	walk = func(value any) {
		switch value := value.(type) {
		case map[string]any:
			if to, ok := value["$ref"].(string); ok {
				referenced[to] = true
				found := any(document)
				for _, name := range strings.Split(strings.TrimPrefix(to, "#/"), "/") {
					members, _ := found.(map[string]any)
					found = members[name]
				}
				if found == nil {
					t.Errorf("there is no %s", to)
				}
			}
			for _, member := range value {
				walk(member)
			}
		case []any:
			for _, item := range value {
				walk(item)
			}
		}
	}
	walk(document)
	for kind, members := range document["components"].(map[string]any) {
		for name := range members.(map[string]any) {
			if to := "#/components/" + kind + "/" + name; !referenced[to] && kind != "securitySchemes" && name != "MethodNotAllowed" {
				t.Errorf("nothing refers to %s", to)
			}
		}
	}
}
