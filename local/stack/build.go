package stack

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"slipway/local/internal/repository"
	"slipway/local/template"
)

// build builds a function as `sam build` does with BuildMethod makefile, but
// for this machine, and returns the path of its bootstrap.
func build(ctx context.Context, o Options, f template.Function, artifacts string) (bootstrap string, err error) {
	code, logicalID := filepath.Join(o.Root, f.CodeURI), f.LogicalID
	for _, tool := range []string{"go", "make"} {
		if _, err := exec.LookPath(tool); err != nil {
			return "", fmt.Errorf("cannot build %s: %s is not installed", logicalID, tool)
		}
	}
	var more []string
	if o.Profiles != "" {
		overlay, err := writeOverlay(code, o.Profiles, artifacts)
		if err != nil {
			return "", err
		}
		more = []string{"GOFLAGS=" + os.Getenv("GOFLAGS") + " '-overlay=" + overlay + "'"}
	}
	output, err := repository.Make(ctx, code, "build-"+logicalID, artifacts, more...)
	if err != nil {
		os.Stderr.Write(output)
		return "", fmt.Errorf("cannot build %s: make: %w", logicalID, err)
	}
	bootstrap = filepath.Join(artifacts, "bootstrap")
	if _, err := os.Stat(bootstrap); err != nil {
		return "", fmt.Errorf("cannot build %s: make created no bootstrap in ARTIFACTS_DIR", logicalID)
	}
	return bootstrap, nil
}

// writeOverlay writes a file for go build -overlay that replaces the profiles of
// the repository, and returns its path.
func writeOverlay(code, profiles, folder string) (string, error) {
	if _, err := os.Stat(profiles); err != nil { // the go command would treat profiles.json as deleted
		return "", err
	}
	overlay, err := json.Marshal(map[string]any{
		"Replace": map[string]string{filepath.Join(code, "functions", "profiles.json"): profiles},
	})
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", err
	}
	path := filepath.Join(folder, "overlay.json")
	return path, os.WriteFile(path, overlay, 0o600)
}
