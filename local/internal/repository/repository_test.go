package repository

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRoot(t *testing.T) {
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	below := filepath.Join(root, "a", "b")
	if err := os.MkdirAll(below, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Chdir(below)
	if found, err := Root(); err == nil || !strings.Contains(err.Error(), "there is no template.yaml in "+below) {
		t.Errorf("without a template: %q, %v", found, err)
	}
	if err := os.WriteFile(filepath.Join(root, "template.yaml"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if found, err := Root(); found != root || err != nil {
		t.Errorf("%q, %v, want %q", found, err, root)
	}
}

// The flags of a make that runs this test must not be passed on: with -n, nothing
// would be built.
func TestMakeIgnoresOuterMake(t *testing.T) {
	t.Setenv("MAKEFLAGS", "n")
	t.Setenv("MFLAGS", "-n")
	t.Setenv("MAKELEVEL", "1")
	folder, artifacts := t.TempDir(), filepath.Join(t.TempDir(), "artifacts")
	const rule = "built:\n\techo $(MAKELEVEL) $(GOOS) > $(ARTIFACTS_DIR)/built\n"
	if err := os.WriteFile(filepath.Join(folder, "Makefile"), []byte(rule), 0o644); err != nil {
		t.Fatal(err)
	}
	if output, err := Make(t.Context(), folder, "built", artifacts); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	text, err := os.ReadFile(filepath.Join(artifacts, "built"))
	if err != nil || !strings.HasPrefix(string(text), "0 ") {
		t.Errorf("%q, %v", text, err)
	}
}
