package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestNeedsDashesBeforeTheCommand(t *testing.T) {
	for _, arguments := range [][]string{nil, {"--"}, {"env"}, {"env", "--"}} {
		if status, err := run(t.Context(), arguments); err == nil || status == 0 {
			t.Errorf("%q: status %d, %v", arguments, status, err)
		}
	}
}

// Without Ceph, the command is not run, and the status is 0.
func TestWithoutCeph(t *testing.T) {
	t.Setenv("PATH", t.TempDir()) // neither Ceph nor apt-get
	ran := filepath.Join(t.TempDir(), "ran")
	status, err := run(t.Context(), []string{"--", "/bin/sh", "-c", "echo > " + ran})
	if status != 0 || err != nil {
		t.Errorf("status %d, %v", status, err)
	}
	if _, err := os.Stat(ran); err == nil {
		t.Error("the command was run")
	}
}

// A cluster that does not start returns the reason and leaves nothing behind.
func TestStartFails(t *testing.T) {
	bin := t.TempDir()
	if err := os.WriteFile(filepath.Join(bin, "monmaptool"), []byte("#!/bin/sh\necho cannot write the map\nexit 1\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin)
	c, err := startCluster(context.Background(), t.TempDir())
	defer c.close()
	if err == nil || !strings.Contains(err.Error(), "monmaptool") || !strings.Contains(err.Error(), "cannot write the map") {
		t.Errorf("%v", err)
	}
}
