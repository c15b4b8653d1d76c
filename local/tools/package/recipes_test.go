package main

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const recipes = root + "/functions/recipes/"

// recipe copies a recipe and the template of a package to a folder, and returns that
// template too.
func recipe(t *testing.T, name string) (folder string, template map[string]any) {
	t.Helper()
	if testing.Short() {
		t.Skip("recipes take some seconds")
	}
	folder = t.TempDir()
	if err := os.CopyFS(folder, os.DirFS(recipes+name)); err != nil {
		t.Fatal(err)
	}
	_, _, text := packagedProject(t)
	if err := os.Mkdir(filepath.Join(folder, "slipway"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "slipway/template.yaml"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	return folder, document(t, text)
}

// fetched returns the path of a tool that make lint fetches.
func fetched(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join(root, ".venv", name))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Skipf("SKIPPED: %s is not there; make lint fetches it", name)
	}
	return path
}

// output runs a program in a folder and returns what it prints.
func output(t *testing.T, folder, program string, arguments ...string) string {
	t.Helper()
	cmd := exec.Command(program, arguments...)
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "AWS_DEFAULT_REGION=eu-central-1", "SAM_CLI_TELEMETRY=0", "CDK_DISABLE_CLI_TELEMETRY=true",
		"CI=true", "HOME="+folder)
	text, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", cmd, err, text)
	}
	return string(text)
}

func section(template map[string]any, name string) map[string]any {
	members, _ := template[name].(map[string]any)
	return members
}

// wantParameters checks that a recipe sets parameters of the template, and all that
// are required.
func wantParameters(t *testing.T, set []string, template map[string]any) {
	t.Helper()
	known := section(template, "Parameters")
	for _, name := range set {
		if known[name] == nil {
			t.Errorf("the recipe sets %s, which is not a parameter", name)
		}
	}
	for _, name := range []string{"ArtifactBucket", "AllowedOrigins", "JwtIssuer", "JwtAudience"} {
		if !slices.Contains(set, name) {
			t.Errorf("the recipe does not set %s", name)
		}
	}
}

func TestNestedRecipe(t *testing.T) {
	folder, inner := recipe(t, "nested")
	text, err := os.ReadFile(filepath.Join(folder, "template.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	outer := document(t, text)
	slipway := section(section(section(outer, "Resources"), "Slipway"), "Properties")
	if _, err := os.Stat(filepath.Join(folder, slipway["Location"].(string))); err != nil {
		t.Error(err)
	}
	wantParameters(t, slices.Collect(maps.Keys(section(slipway, "Parameters"))), inner)
	for _, output := range regexp.MustCompile(`Slipway\.Outputs\.(\w+)`).FindAllStringSubmatch(string(text), -1) {
		if section(inner, "Outputs")[output[1]] == nil {
			t.Errorf("the package has no output %s", output[1])
		}
	}
	// sam validate also checks the package's template.
	output(t, folder, fetched(t, "bin/cfn-lint"), "template.yaml", "slipway/template.yaml")
	output(t, folder, fetched(t, "bin/sam"), "validate", "--template-file", "template.yaml")
	output(t, folder, fetched(t, "bin/sam"), "validate", "--template-file", "slipway/template.yaml")
}

func TestCDKRecipe(t *testing.T) {
	folder, included := recipe(t, "cdk")
	modules := fetched(t, "cdk/node_modules")
	fetched(t, "cdk/node_modules/aws-cdk")
	if err := os.Symlink(modules, filepath.Join(folder, "node_modules")); err != nil {
		t.Fatal(err)
	}
	output(t, folder, "npx", "cdk", "synth", "--quiet")
	text, err := os.ReadFile(filepath.Join(folder, "cdk.out/Uploads.template.json"))
	if err != nil {
		t.Fatal(err)
	}
	var synthesized map[string]any
	if err := json.Unmarshal(text, &synthesized); err != nil {
		t.Fatal(err)
	}
	// With an issuer, an audience is required.
	const want = `{"RuleCondition":{"Fn::Not":[{"Fn::Equals":[{"Ref":"JwtIssuer"},""]}]},` +
		`"Assertions":[{"Assert":{"Fn::Not":[{"Fn::Equals":[{"Ref":"JwtAudience"},""]}]}}]}`
	rule := section(section(synthesized, "Rules"), "IssuerHasAudience")
	var got struct {
		RuleCondition any
		Assertions    []struct{ Assert any }
	}
	again, err := json.Marshal(rule)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(again, &got); err != nil {
		t.Fatal(err)
	}
	if again, err := json.Marshal(got); err != nil || string(again) != want {
		t.Errorf("the rule about the audience is %s, %v", again, err)
	}
	for _, part := range []string{"Parameters", "Rules", "Conditions", "Resources", "Outputs"} {
		for name := range section(included, part) {
			if section(synthesized, part)[name] == nil {
				t.Errorf("the CDK has lost %s of %s", name, part)
			}
		}
	}
	if section(synthesized, "Outputs")["UploadBucketArn"] == nil {
		t.Error("the app's own output is missing")
	}
}

// The recipe requires the tested versions.
func TestCDKRecipeVersions(t *testing.T) {
	text, err := os.ReadFile(recipes + "cdk/package.json")
	if err != nil {
		t.Fatal(err)
	}
	var packages struct{ Dependencies, DevDependencies map[string]string }
	if err := json.Unmarshal(text, &packages); err != nil {
		t.Fatal(err)
	}
	makefile, err := os.ReadFile(root + "/Makefile")
	if err != nil {
		t.Fatal(err)
	}
	maps.Copy(packages.Dependencies, packages.DevDependencies)
	delete(packages.Dependencies, "constructs") // any version that aws-cdk-lib accepts
	for name, version := range packages.Dependencies {
		if !strings.Contains(string(makefile), " "+name+"@"+version) {
			t.Errorf("the Makefile does not fetch %s@%s", name, version)
		}
	}
}
