package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclparse"
)

// arguments are those of Terraform and its AWS provider that the recipe may use.
// terraform validate needs a provider from a registry, so this test replaces it.
var arguments = map[string][]string{
	"resource aws_s3_object":            {"bucket", "key", "source", "source_hash", "etag", "for_each", "depends_on"},
	"resource aws_cloudformation_stack": {"name", "template_url", "capabilities", "parameters", "tags", "depends_on"},
	"data aws_s3_bucket":                {"bucket"},
	"variable":                          {"description", "type", "default"},
	"output":                            {"description", "value"},
}

func TestTerraformRecipe(t *testing.T) {
	folder, template := recipe(t, "terraform")
	file, problems := hclparse.NewParser().ParseHCLFile(filepath.Join(folder, "main.tf"))
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	content, problems := file.Body.Content(&hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{
		{Type: "terraform"}, {Type: "locals"},
		{Type: "variable", LabelNames: []string{"name"}}, {Type: "output", LabelNames: []string{"name"}},
		{Type: "data", LabelNames: []string{"type", "name"}}, {Type: "resource", LabelNames: []string{"type", "name"}},
	}})
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	declared := []string{"path.module", "each.value"}
	var used []hcl.Traversal
	attributes := map[string]hcl.Attributes{} // by the block's labels
	for _, block := range content.Blocks {
		if block.Type == "terraform" {
			continue
		}
		all, problems := block.Body.JustAttributes()
		if problems.HasErrors() {
			t.Fatal(problems)
		}
		words := append([]string{block.Type}, block.Labels...)
		attributes[strings.Join(words, " ")] = all
		switch block.Type {
		case "locals":
			for name := range all {
				declared = append(declared, "local."+name)
			}
		case "variable":
			declared = append(declared, "var."+block.Labels[0])
		case "resource":
			declared = append(declared, strings.Join(block.Labels, "."))
		case "data":
			declared = append(declared, strings.Join(words, "."))
		}
		kind := strings.Join(words[:len(words)-min(1, len(block.Labels))], " ")
		for name, attribute := range all {
			if block.Type != "locals" && !slices.Contains(arguments[kind], name) {
				t.Errorf("%s: %s has no argument %s", attribute.Range, kind, name)
			}
			if block.Type != "variable" { // whose type is a keyword
				used = append(used, attribute.Expr.Variables()...)
			}
		}
	}
	for _, reference := range used {
		path := dotted(reference)
		if !slices.ContainsFunc(declared, func(name string) bool { return path == name || strings.HasPrefix(path, name+".") }) {
			t.Errorf("%s: %s is not declared", reference.SourceRange(), path)
		}
		if output, found := strings.CutPrefix(path, "aws_cloudformation_stack.slipway.outputs."); found && section(template, "Outputs")[output] == nil {
			t.Errorf("the package has no output %s", output)
		}
	}
	stack := attributes["resource aws_cloudformation_stack slipway"]
	pairs, problems := hcl.ExprMap(stack["parameters"].Expr)
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	var names []string
	for _, pair := range pairs {
		names = append(names, hcl.ExprAsKeyword(pair.Key))
	}
	wantParameters(t, names, template)
	capabilities, problems := stack["capabilities"].Expr.Value(nil)
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	var given []string
	for _, value := range capabilities.AsValueSlice() {
		given = append(given, value.AsString())
	}
	// The template has roles and a Transform.
	if !slices.Equal(given, []string{"CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"}) {
		t.Errorf("the capabilities are %q", given)
	}
}

// dotted returns a reference as a.b.c, an index such as ["c"] as .c too.
func dotted(reference hcl.Traversal) string {
	var names []string
	for _, step := range reference {
		switch step := step.(type) {
		case hcl.TraverseRoot:
			names = append(names, step.Name)
		case hcl.TraverseAttr:
			names = append(names, step.Name)
		case hcl.TraverseIndex:
			names = append(names, step.Key.AsString())
		}
	}
	return strings.Join(names, ".")
}
