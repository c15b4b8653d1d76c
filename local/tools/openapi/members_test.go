package openapi

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// structs are those of requests and responses: the type, or the struct in the
// function, of that name.
var structs = []struct {
	file, name string
	schema     string
	request    bool // whose members may be missing
}{
	{"credentials/sign.go", "credentials", "Form", false},
	{"credentials/sign.go", "params", "Params", false},
	{"credentials/rules.go", "rules", "Rules", false},
	{"credentials/batch.go", "signBatch", "Uploads", false},
	{"internal/upload/file.go", "File", "FileDescription", true},
	{"multipart/create.go", "create", "CreatedUpload", false},
	{"multipart/sign.go", "signOne", "SignedPart", false},
	{"multipart/sign.go", "signBatch", "SignedParts", false},
	{"multipart/complete.go", "completed", "CompletedUpload", false},
	{"files/read.go", "file", "File", false},
}

func TestMembersAreTheStructs(t *testing.T) {
	d, _ := read(t)
	for _, test := range structs {
		described, ok := d.Components.Schemas[test.schema]
		if !ok {
			t.Errorf("there is no schema %s", test.schema)
			continue
		}
		members, required := tags(t, test.file, test.name)
		if got := slices.Sorted(maps.Keys(described.Properties)); !slices.Equal(got, slices.Sorted(slices.Values(members))) {
			t.Errorf("%s has %q, but %s of %s has %q", test.schema, got, test.name, test.file, members)
		}
		got := slices.Sorted(slices.Values(described.Required))
		if !test.request && !slices.Equal(got, slices.Sorted(slices.Values(required))) {
			t.Errorf("%s requires %q, but %s of %s has %q", test.schema, got, test.name, test.file, required)
		}
	}
}

// tags returns the JSON names of a struct's fields, and of those without
// omitempty.
func tags(t *testing.T, path, name string) (members, required []string) {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, "functions", path), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(parsed, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.FuncDecl:
			return node.Name.Name == name
		case *ast.TypeSpec:
			return node.Name.Name == name
		case *ast.StructType:
			for _, field := range node.Fields.List {
				if field.Tag == nil {
					continue
				}
				tag, err := strconv.Unquote(field.Tag.Value)
				if err != nil {
					t.Fatal(err)
				}
				member, option, _ := strings.Cut(reflect.StructTag(tag).Get("json"), ",")
				members = append(members, member)
				if option == "" {
					required = append(required, member)
				}
			}
		}
		return true
	})
	return members, required
}

// The members in the client's types of answers exist and have the same type. For the
// rules, the client has all members.
func TestClientsTypes(t *testing.T) {
	d, _ := read(t)
	for _, test := range []struct {
		file, typedef, schema string
		all                   bool
	}{
		{"rules.js", "Rules", "Rules", true},
		{"multipart.js", "ListedPart", "Part", false},
		{"deliver.js", "Signed", "SignedPart", false},
		{"memory.js", "Session", "CreatedUpload", false},
	} {
		described := d.Components.Schemas[test.schema].Properties
		members := typedef(file(t, "web/slipway/"+test.file), test.typedef)
		if len(members) < 2 {
			t.Errorf("%s of %s has only %v", test.typedef, test.file, members)
		}
		for name, kind := range members {
			if name == "at" || name == "fields" {
				continue // the client's own
			}
			if got := typeOf(d, described[name]); got != kind {
				t.Errorf("%s.%s is %s in %s, and described as %s", test.typedef, name, kind, test.file, got)
			}
		}
		for name := range described {
			if _, ok := members[name]; test.all && !ok {
				t.Errorf("%s of %s has no %s", test.typedef, test.file, name)
			}
		}
	}
}

// typedef returns the types of the members of a JSDoc type, by name.
func typedef(source, name string) map[string]string {
	members := map[string]string{}
	if inline := regexp.MustCompile(`@typedef \{\{(.*)\}\} ` + name + `\b`).FindStringSubmatch(source); inline != nil {
		for _, m := range regexp.MustCompile(`(\w+)\??: (\w+(?:<[^>]*>)?(?:\[\])?)`).FindAllStringSubmatch(inline[1], -1) {
			members[m[1]] = m[2]
		}
		return members
	}
	_, rest, _ := strings.Cut(source, "@typedef {object} "+name)
	block, _, _ := strings.Cut(rest, "*/")
	for _, m := range regexp.MustCompile(`@property \{([^}]*)\} \[?(\w+)`).FindAllStringSubmatch(block, -1) {
		members[m[2]] = m[1]
	}
	return members
}

// typeOf returns the JSDoc type of a schema.
func typeOf(d description, s schema) string {
	if name, ok := strings.CutPrefix(s.Ref, "#/components/schemas/"); ok {
		return typeOf(d, d.Components.Schemas[name])
	}
	switch {
	case s.Const != nil:
		return map[reflect.Kind]string{reflect.Int: "number", reflect.String: "string"}[reflect.TypeOf(s.Const).Kind()]
	case s.Type == "integer", s.Type == "number":
		return "number"
	case s.Type == "array" && s.Items != nil:
		return typeOf(d, *s.Items) + "[]"
	case s.Type == "object":
		return "Record<string, string>"
	case s.Type == nil:
		return "nothing"
	}
	return s.Type.(string)
}
