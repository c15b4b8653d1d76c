package e2e

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// ownRepository creates a repository with the project's template, and a Makefile
// that installs a shell script as bootstrap.
func ownRepository(t *testing.T, script string) string {
	t.Helper()
	folder := t.TempDir()
	template, err := os.ReadFile(filepath.Join(root, "template.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	os.Mkdir(filepath.Join(folder, "web"), 0o755)
	for name, content := range map[string]string{
		"template.yaml": string(template),
		"script":        "#!/bin/sh\n" + script + "\n",
		"Makefile":      "build-CredentialsFunction:\n\tinstall -m 755 script $(ARTIFACTS_DIR)/bootstrap\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func TestErrorsAreOneLine(t *testing.T) {
	t.Parallel()
	inUse, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer inUse.Close()
	_, port, _ := net.SplitHostPort(inUse.Addr().String())
	locked := t.TempDir()
	file, err := os.Create(filepath.Join(locked, "lock"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	noMakefile := ownRepository(t, "exit 0")
	os.Remove(filepath.Join(noMakefile, "Makefile"))
	badTemplate := ownRepository(t, "exit 0")
	if err := replace(filepath.Join(badTemplate, "template.yaml"), "Type: AWS::S3::Bucket\n", "Type: AWS::SNS::Topic\n"); err != nil {
		t.Fatal(err)
	}
	tools := t.TempDir() // empty: a machine without tools

	for _, test := range []struct {
		name        string
		folder      string
		environment []string
		arguments   []string
		want        string // in the last line
	}{
		{"port in use", "", []string{"PORT=" + port}, nil, "port " + port + " is in use: choose another one with PORT="},
		{"S3 port in use", "", []string{"PORT=0", "S3_PORT=" + port}, nil, "port " + port + " is in use: choose another one with S3_PORT="},
		{"no port", "", []string{"PORT=http3000"}, nil, "cannot listen on port http3000 (PORT)"},
		{"folder in use", "", []string{"PORT=0", "S3_PORT=0"}, []string{"-data", locked}, "is in use by another run"},
		{"folder is a file", "", []string{"PORT=0", "S3_PORT=0"}, []string{"-data", "Makefile"}, "cannot create the data folder"},
		{"unknown parameter", "", nil, []string{"-parameter", "Maximum=1", "--", "true"}, "Maximum"},
		{"bad parameter", "", nil, []string{"-parameter", "MaxUploadBytes=many", "--", "true"}, "MaxUploadBytes"},
		{"bad template", badTemplate, nil, []string{"--", "true"}, "AWS::SNS::Topic"},
		{"no template", t.TempDir(), nil, []string{"--", "true"}, "there is no template.yaml in"},
		{"no Go", "", []string{"PATH=" + tools}, []string{"--", "true"}, "cannot build CredentialsFunction: go is not installed"},
		{"no Makefile", noMakefile, nil, []string{"--", "true"}, "cannot build CredentialsFunction: make: exit status 2"},
		{"function that ends", ownRepository(t, "exit 3"), nil, []string{"--", "true"}, "CredentialsFunction does not start: its bootstrap ended before it asked for an invocation (exit status 3)"},
		{"no such command", "", nil, []string{"--", "no-such-command"}, `cannot run the command: exec: "no-such-command"`},
		{"command without --", "", nil, []string{"true"}, "a command goes after --"},
	} {
		// -data is relative to PWD.
		status, _, stderr := runProgram(t, test.folder, append(test.environment, "PWD="), test.arguments...)
		lines := strings.Split(strings.TrimSpace(stderr), "\n")
		last := lines[len(lines)-1]
		if status != 1 || !strings.HasPrefix(last, "local: ") || !strings.Contains(last, test.want) {
			t.Errorf("%s: status %d: %s", test.name, status, stderr)
		}
		if test.name != "no Makefile" && len(lines) > 1 { // make prints a line too
			t.Errorf("%s: more than one line: %s", test.name, stderr)
		}
	}
}

// replace replaces a text in a file, which must contain it.
func replace(path, before, after string) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if !bytes.Contains(content, []byte(before)) {
		return fmt.Errorf("%s has no %q to replace", path, before)
	}
	return os.WriteFile(path, bytes.Replace(content, []byte(before), []byte(after), 1), 0o644)
}
