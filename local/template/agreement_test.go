package template

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// These tests compare the template with the code. The code of a function, such as
// CredentialsFunction, is in functions/credentials and in the packages of
// functions/internal that it links.

// literals returns the matching string literals of the Go files in a folder and
// below, except for tests and constants.
func literals(t *testing.T, folder string, match *regexp.Regexp) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	err := filepath.WalkDir(folder, func(path string, _ os.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if d, ok := n.(*ast.GenDecl); ok && d.Tok == token.CONST {
				return false // values, not names of variables
			}
			if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
				if value, err := strconv.Unquote(literal.Value); err == nil && match.MatchString(value) {
					found[value] = true
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func folderOf(f Function) string {
	return filepath.Join("../../functions", strings.ToLower(strings.TrimSuffix(f.LogicalID, "Function")))
}

// packagesOf returns the folders of the shared packages that a function links.
func packagesOf(t *testing.T, folder string) []string {
	t.Helper()
	command := exec.Command("go", "list", "-deps", "-f", "{{if not .Standard}}{{.Dir}}{{end}}", ".")
	command.Dir = folder
	output, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(strings.Fields(string(output)), func(dir string) bool {
		return !strings.Contains(filepath.ToSlash(dir), "/functions/internal/")
	})
}

func projectStack(t *testing.T) *Stack {
	t.Helper()
	stack, err := Load(projectTemplate, projectInputs(nil))
	if err != nil {
		t.Fatal(err)
	}
	return stack
}

func TestEveryVariableIsSetAndRead(t *testing.T) {
	name := regexp.MustCompile(`^([A-Z]+(_[A-Z0-9]+)+|INSPECTION)$`)
	for _, f := range projectStack(t).Functions {
		read := literals(t, folderOf(f), name)
		// The inspector uses only part of the packages for HTTP APIs and rules.
		if len(f.Routes) > 0 {
			for _, shared := range packagesOf(t, folderOf(f)) {
				maps.Copy(read, literals(t, shared, name))
			}
		}
		for variable := range read {
			// Set by Lambda.
			if _, set := f.Environment[variable]; !set && !strings.HasPrefix(variable, "AWS_") {
				t.Errorf("%s reads %s, which the template does not set", f.LogicalID, variable)
			}
		}
		for variable := range f.Environment {
			if !read[variable] {
				t.Errorf("the template sets %s, which %s does not read", variable, f.LogicalID)
			}
		}
	}
}

func TestEveryRouteIsAnswered(t *testing.T) {
	routeKey := regexp.MustCompile(`^(GET|POST|PUT|DELETE|PATCH|HEAD|ANY) /`)
	for _, f := range projectStack(t).Functions {
		answered := literals(t, folderOf(f), routeKey)
		for _, route := range f.Routes {
			key := route.Method + " " + route.Path
			if !answered[key] {
				t.Errorf("the template routes %q to %s, which does not answer it", key, f.LogicalID)
			}
			delete(answered, key)
		}
		for key := range answered {
			t.Errorf("%s answers %q, which the template does not route to it", f.LogicalID, key)
		}
	}
}

func TestEveryEventHasARoute(t *testing.T) {
	var keys []string
	for _, f := range projectStack(t).Functions {
		for _, route := range f.Routes {
			keys = append(keys, route.Method+" "+route.Path)
		}
	}
	// Events that match no route, to test the functions' errors.
	unrouted := regexp.MustCompile(`(method-not-allowed|route-unknown)\.json$`)
	files, err := filepath.Glob("../../events/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no events: %v", err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var event struct {
			RouteKey       string
			RequestContext struct{ RouteKey string }
		}
		if err := json.Unmarshal(raw, &event); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		wantRoute := !unrouted.MatchString(file)
		if event.RouteKey != event.RequestContext.RouteKey || slices.Contains(keys, event.RouteKey) != wantRoute {
			t.Errorf("%s has the route keys %q and %q", file, event.RouteKey, event.RequestContext.RouteKey)
		}
	}
}
