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

// These tests build with the project's own template.yaml, samconfig.toml and
// Makefile, and a program of a few lines in place of each real function.

// folders are those of the functions' programs, by logical id.
var folders = map[string]string{
	"CredentialsFunction": "functions/credentials",
	"MultipartFunction":   "functions/multipart",
}

// scratch is a folder with those files and those programs.
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

// command runs a command in dir, with these variables added, to its end.
func command(t *testing.T, dir string, env []string, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), append(env, "SAM_CLI_TELEMETRY=0")...)
	if output, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", cmd, err, output)
	}
}

// wantBootstraps wants the built bootstrap of each function to be for machine,
// hold word, and carry no symbols; it gives their bytes, by logical id.
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
			t.Errorf("%s: bootstrap carries symbols", function)
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

// findSam gives the sam that is installed or that make lint has fetched.
func findSam(t *testing.T) string {
	t.Helper()
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

	// An edit outside the function's own folder is built, not taken from a cache.
	writeWord(t, dir, "another-word")
	command(t, dir, nil, sam, "build")
	wantBootstraps(t, dir, elf.EM_AARCH64, "another-word")

	// make build without sam makes the same bytes, wherever the source lies.
	other := scratch(t)
	makeBuild(t, other)
	if !maps.Equal(wantBootstraps(t, other, elf.EM_AARCH64, "the-first-word"), built) {
		t.Error("make build and sam build make different bootstraps")
	}
}

// makeBuild runs make build as where no sam is installed.
func makeBuild(t *testing.T, dir string, env ...string) {
	t.Helper()
	command(t, dir, env, "make", "build", "SAM=")
}

// The functions are built for the processor that samconfig.toml deploys to.
func TestBuildForTheProcessor(t *testing.T) {
	for _, test := range []struct {
		name, samconfig string
		want            elf.Machine
	}{
		{"nothing said", "", elf.EM_AARCH64},
		{"a string", `parameter_overrides = "Architecture=x86_64"`, elf.EM_X86_64},
		{"among others", `parameter_overrides = "KeyPrefix=a/ Architecture=x86_64 KeyStyle=unique"`, elf.EM_X86_64},
		{"a list", `parameter_overrides = ["KeyPrefix=a/", "Architecture=x86_64"]`, elf.EM_X86_64},
		{"as a guided deployment writes it", `parameter_overrides = "KeyPrefix=\"a/\" Architecture=\"x86_64\" ObjectAcl=\"\""`, elf.EM_X86_64},
		{"the default, said", `parameter_overrides = "KeyPrefix=\"a/\" Architecture=\"arm64\""`, elf.EM_AARCH64},
		{"in a comment", `# parameter_overrides = "Architecture=x86_64"`, elf.EM_AARCH64},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := scratch(t)
			path := filepath.Join(dir, "samconfig.toml")
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			writeFile(t, path, string(data)+test.samconfig+"\n")
			// The environment's GOARCH is for the caller's other work.
			makeBuild(t, dir, "GOARCH=386", "GOOS=plan9")
			wantBootstraps(t, dir, test.want, "the-first-word")
		})
	}
}
