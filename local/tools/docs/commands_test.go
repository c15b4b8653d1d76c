package docs

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"slipway/local/stack"
)

// elsewhere are commands that these tests cannot check, with the test that runs
// them, or with the reason, in parentheses, why none does.
var elsewhere = map[string]string{
	"npm install ../slipway/.local/package/slipway-upload-0.2.0.tgz":                                                "make package-web makes it, and web/apps installs it",
	"sam build && sam deploy --guided":                                                                              "TestBuildWithSam, make rehearse",
	"sed -e 's/REGION/eu-central-1/g' -e 's/ACCOUNT/123456789012/g' -e 's/STACK/slipway/g' functions/deployer.json": "TestDeployerPolicy reads the file",
	"sam build && sam local invoke CredentialsFunction -e events/png.json":                                          "TestSamLocalEnvironment; (the container, Docker)",
}

// runs are the tests that run the other commands of a page, or the reasons, in
// parentheses, why none does.
var runs = map[string]string{
	"functions/DEPLOY.md":  "make rehearse, by existing.py",
	"functions/INSTALL.md": "make rehearse, by packaged.py; TestCDKRecipe, TestTerraformRecipe, TestNestedRecipe; (an AWS account)",
	"functions/README.md":  "TestRedrive",
}

// checkCommands finds commands in code blocks that cannot work.
func checkCommands(p page) (wrong []string) {
	for command, line := range p.commands() {
		if err := try(command); err != nil && (err != errUnknown || runs[p.path] == "") {
			wrong = append(wrong, p.complaint(line, "%s: %v", command, err))
		}
	}
	return wrong
}

// try returns why a command cannot work. It does not run commands that take long,
// but checks the names in them.
func try(command string) error {
	if _, ok := elsewhere[command]; ok {
		return nil
	}
	words := strings.Fields(command)
	before, after := words, []string(nil)
	if i := slices.Index(words, "--"); i >= 0 {
		before, after = words[:i], words[i+1:]
	}
	switch {
	case words[0] == "make":
		output, err := exec.Command("make", append([]string{"-n", "-C", root}, words[1:]...)...).CombinedOutput()
		if err != nil {
			return fmt.Errorf("%v: %s", err, output)
		}
		return nil
	case strings.HasPrefix(command, "go run -C local . "):
		options, rest, err := stack.Parse("local", words[5:])
		if err != nil {
			return err
		}
		for name := range options.Parameters {
			if _, ok := parameters()[name]; !ok {
				return fmt.Errorf("template.yaml has no parameter %s", name)
			}
		}
		if len(rest) > 0 {
			return try(strings.Join(rest, " "))
		}
		return nil
	case strings.HasPrefix(command, "go run -C local ./tools/"):
		if _, err := os.Stat(filepath.Join(root, "local", words[4])); err != nil {
			return err
		}
		if len(after) > 0 {
			return try(strings.Join(after, " "))
		}
		return nil
	case strings.HasPrefix(command, "go test "):
		return tryGoTest(words[2:])
	case words[0] == "npm" && len(before) > 3 && before[1] == "--prefix":
		return tryScript(before[2], before[3:])
	case words[0] == "npm" && len(words) == 3 && words[1] == "install":
		_, err := os.Stat(filepath.Join(root, strings.TrimPrefix(words[2], "../slipway/"), "package.json"))
		return err
	}
	return errUnknown
}

var errUnknown = errors.New("not checked: add the command to elsewhere, with the test that runs it, or the reason why none does")

// tryGoTest checks the folders and the tests of a go test.
func tryGoTest(words []string) error {
	for i, word := range words {
		switch {
		case strings.HasPrefix(word, "./") && word != "./...":
			if _, err := os.Stat(filepath.Join(root, strings.TrimSuffix(word, "/..."))); err != nil {
				return err
			}
		case word == "-C":
			if _, err := os.Stat(filepath.Join(root, words[i+1])); err != nil {
				return err
			}
		case word == "-run" && words[i+1] != "-" && !tests[words[i+1]]:
			return fmt.Errorf("there is no test %s", words[i+1])
		}
	}
	return nil
}

// tryScript checks that the package.json of a folder has a script.
func tryScript(folder string, words []string) error {
	data, err := os.ReadFile(filepath.Join(root, folder, "package.json"))
	if err != nil {
		return err
	}
	var pack struct{ Scripts map[string]string }
	if err := json.Unmarshal(data, &pack); err != nil {
		return err
	}
	words = slices.DeleteFunc(words, func(word string) bool { return strings.HasPrefix(word, "-") || word == "run" })
	if len(words) == 0 || pack.Scripts[words[0]] == "" && words[0] != "ci" {
		return fmt.Errorf("%s/package.json has no script %s", folder, words)
	}
	return nil
}
