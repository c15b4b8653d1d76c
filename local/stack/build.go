package stack

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"slipway/local/internal/repository"
)

// build builds a function as `sam build` does with BuildMethod makefile, but
// for this machine, and returns the path of its bootstrap.
func build(ctx context.Context, code, logicalID, artifacts string) (bootstrap string, err error) {
	for _, tool := range []string{"go", "make"} {
		if _, err := exec.LookPath(tool); err != nil {
			return "", fmt.Errorf("cannot build %s: %s is not installed", logicalID, tool)
		}
	}
	output, err := repository.Make(ctx, code, "build-"+logicalID, artifacts)
	if err != nil {
		os.Stderr.Write(output)
		return "", fmt.Errorf("cannot build %s: make: %w", logicalID, err)
	}
	bootstrap = filepath.Join(artifacts, "bootstrap")
	if _, err := os.Stat(bootstrap); err != nil {
		return "", fmt.Errorf("cannot build %s: make made no bootstrap in ARTIFACTS_DIR", logicalID)
	}
	return bootstrap, nil
}
