package template

import (
	"debug/elf"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// These tests build with the project's template.yaml, samconfig.toml and Makefile,
// but each function is a program of a few lines.

// folders are the folders of the functions, by logical ID.
var folders = map[string]string{
	"CredentialsFunction": "functions/credentials",
	"MultipartFunction":   "functions/multipart",
	"InspectFunction":     "functions/inspect",
	"FilesFunction":       "functions/files",
}

// scratch returns a folder with these files and programs.
func scratch(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"template.yaml", "samconfig.toml", "Makefile"} {
		data, err := os.ReadFile(filepath.Join("../..", name))
		if err != nil {
			t.Fatal(err)
		}
		writeFile(t, filepath.Join(dir, name), string(data))
	}
	writeFile(t, filepath.Join(dir, "go.mod"), "module slipway\n\ngo 1.26\n")
	for _, folder := range folders {
		writeFile(t, filepath.Join(dir, folder, "main.go"),
			"package main\n\nimport \"slipway/functions/internal/word\"\n\nfunc main() { println(word.Word) }\n")
	}
	writeFile(t, filepath.Join(dir, "functions/profiles.go"), "package functions\n")
	writeWord(t, dir, "the-first-word")
	return dir
}

func writeWord(t *testing.T, dir, word string) {
	t.Helper()
	writeFile(t, filepath.Join(dir, "functions/internal/word/word.go"), "package word\n\nconst Word = \""+word+"\"\n")
}

func writeFile(t *testing.T, path, data string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
		t.Fatal(err)
	}
}

// command runs a command in dir with additional environment variables.
func command(t *testing.T, dir string, env []string, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), append(env, "SAM_CLI_TELEMETRY=0")...)
	if output, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", cmd, err, output)
	}
}

// wantBootstraps checks that the bootstrap of each function is for machine, contains
// word and has no symbols. It returns their bytes, by logical ID.
func wantBootstraps(t *testing.T, dir string, machine elf.Machine, word string) map[string]string {
	t.Helper()
	bootstraps := map[string]string{}
	for function := range folders {
		path := filepath.Join(dir, ".aws-sam/build", function, "bootstrap")
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		file, err := elf.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		if file.Machine != machine {
			t.Errorf("%s: bootstrap is for %s, want %s", function, file.Machine, machine)
		}
		if file.Section(".symtab") != nil || file.Section(".debug_info") != nil {
			t.Errorf("%s: bootstrap has symbols", function)
		}
		if !strings.Contains(string(data), word) {
			t.Errorf("%s: bootstrap has no %q: it is not built from this source", function, word)
		}
		if strings.Contains(string(data), dir) {
			t.Errorf("%s: bootstrap names the folder it was built in", function)
		}
		bootstraps[function] = string(data)
	}
	return bootstraps
}

// findSam returns the sam that is installed or that make lint has fetched.
func findSam(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("sam takes some seconds")
	}
	if path, err := exec.LookPath("sam"); err == nil {
		return path
	}
	path, err := filepath.Abs("../../.venv/bin/sam")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Skip("SKIPPED: sam is not installed; make lint fetches it")
	}
	return path
}

func TestBuildWithSam(t *testing.T) {
	sam, dir := findSam(t), scratch(t)
	command(t, dir, nil, sam, "build")
	built := wantBootstraps(t, dir, elf.EM_AARCH64, "the-first-word")

	// An edit outside of the function's folder changes the build.
	writeWord(t, dir, "another-word")
	command(t, dir, nil, sam, "build")
	wantBootstraps(t, dir, elf.EM_AARCH64, "another-word")

	// Without sam, make build creates the same bytes, in any folder.
	other := scratch(t)
	makeBuild(t, other)
	if !maps.Equal(wantBootstraps(t, other, elf.EM_AARCH64, "the-first-word"), built) {
		t.Error("make build and sam build produce different bootstraps")
	}
}

// makeBuild runs make build without sam.
func makeBuild(t *testing.T, dir string, env ...string) {
	t.Helper()
	command(t, dir, env, "make", "build", "SAM=")
}

// The functions are built for the processor that the template allows, whatever other
// files say. CloudFormation refuses any other.
func TestBuildForTheProcessor(t *testing.T) {
	for _, test := range []struct {
		name    string
		allowed string // in template.yaml
		file    string // another file
		text    string
		env     string
		want    elf.Machine
	}{
		{"the default", "arm64", "", "", "", elf.EM_AARCH64},
		{"x86_64 in the template", "x86_64", "", "", "", elf.EM_X86_64},
		{"a string", "arm64", "samconfig.toml", `parameter_overrides = "Architecture=x86_64"`, "", elf.EM_AARCH64},
		{"ParameterKey", "arm64", "samconfig.toml", `parameter_overrides = "ParameterKey=Architecture,ParameterValue=x86_64"`, "", elf.EM_AARCH64},
		{"a list over lines", "arm64", "samconfig.toml", "parameter_overrides = [\n\"KeyPrefix=a/\",\n\"Architecture=x86_64\"\n]", "", elf.EM_AARCH64},
		{"a table", "arm64", "samconfig.toml", "[default.global.parameters.parameter_overrides]\nArchitecture = \"x86_64\"", "", elf.EM_AARCH64},
		{"another environment", "arm64", "samconfig.toml", "[prod.global.parameters]\nparameter_overrides = \"Architecture=x86_64\"", "", elf.EM_AARCH64},
		{"as a guided deployment writes it", "arm64", "samconfig.toml", `parameter_overrides = "Architecture=\"x86_64\" ObjectAcl=\"\""`, "", elf.EM_AARCH64},
		{"the other way round", "x86_64", "samconfig.toml", `parameter_overrides = "Architecture=\"arm64\""`, "", elf.EM_X86_64},
		{"samconfig.yaml", "arm64", "samconfig.yaml", "version: 0.1\ndefault: {global: {parameters: {parameter_overrides: Architecture=x86_64}}}", "", elf.EM_AARCH64},
		{"GOARCH is ignored", "arm64", "", "", "GOARCH=386", elf.EM_AARCH64},
		{"GOARCH is ignored for x86_64", "x86_64", "", "", "GOARCH=arm64", elf.EM_X86_64},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := scratch(t)
			edit(t, filepath.Join(dir, "template.yaml"), func(text string) string { return inArchitecture(text, test.allowed) })
			if test.file != "" {
				edit(t, filepath.Join(dir, test.file), func(text string) string { return text + test.text + "\n" })
			}
			makeBuild(t, dir, test.env, "GOOS=plan9")
			wantBootstraps(t, dir, test.want, "the-first-word")

			for _, processor := range []string{"arm64", "x86_64"} {
				_, err := Load(filepath.Join(dir, "template.yaml"), projectInputs(map[string]string{"Architecture": processor}))
				if processor == test.allowed && err != nil {
					t.Error(err)
				}
				if processor != test.allowed {
					wantError(t, err, "parameter Architecture", "must be what the functions are built for", "AllowedValues")
				}
			}
		})
	}
}

// sam also has an option for the processor, which the makefile cannot see.
func TestSamBuildForTheProcessor(t *testing.T) {
	sam, dir := findSam(t), scratch(t)
	for _, overrides := range [][]string{
		{"Architecture=x86_64"}, {"ParameterKey=Architecture,ParameterValue=x86_64"}, {"KeyPrefix=a/", "Architecture=x86_64"},
	} {
		command(t, dir, nil, sam, append([]string{"build", "--parameter-overrides"}, overrides...)...)
		wantBootstraps(t, dir, elf.EM_AARCH64, "the-first-word")
	}
}

// inArchitecture edits the template as the ConstraintDescription says.
func inArchitecture(text, processor string) string {
	before, rest, _ := strings.Cut(text, "\n  Architecture:\n")
	declaration, after, _ := strings.Cut(rest, "\n  JwtIssuer:\n")
	declaration = strings.Replace(declaration, "Default: arm64", "Default: "+processor, 1)
	declaration = strings.Replace(declaration, "AllowedValues: [arm64]", "AllowedValues: ["+processor+"]", 1)
	return before + "\n  Architecture:\n" + declaration + "\n  JwtIssuer:\n" + after
}

// edit changes a file, or creates it.
func edit(t *testing.T, path string, change func(string) string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	writeFile(t, path, change(string(data)))
}
