package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
)

// build has the Makefile, which knows how, build the functions for a processor
// into folders of the folder out, each named as its target.
func build(ctx context.Context, root, out, goarch string, functions []string) error {
	environment, err := environment(ctx, root)
	if err != nil {
		return err
	}
	arguments := []string{"--no-print-directory", "GOARCH=" + goarch, "ARTIFACTS_DIR=" + out + "/$@"}
	for _, function := range functions {
		arguments = append(arguments, "build-"+function)
	}
	cmd := exec.CommandContext(ctx, "make", arguments...)
	cmd.Dir, cmd.Env = root, environment
	if output, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("make: %w\n%s", err, output)
	}
	return nil
}

// fetching are those of Go's settings that say where modules come from and are
// kept. All others may change what is built.
var fetching = []string{
	"GOCACHE", "GOINSECURE", "GOMODCACHE", "GONOPROXY", "GONOSUMDB", "GOPATH", "GOPRIVATE", "GOPROXY", "GOSUMDB", "GOVCS",
}

// environment returns the user's, without what would change the bytes: settings
// of Go's and of make's. The Go that this program was built by builds the
// functions too.
func environment(ctx context.Context, root string) ([]string, error) {
	cmd := exec.CommandContext(ctx, "go", append([]string{"env", "-json"}, fetching...)...)
	cmd.Dir = root
	output, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go env: %w", err)
	}
	var settings map[string]string
	if err := json.Unmarshal(output, &settings); err != nil {
		return nil, fmt.Errorf("go env: %w", err)
	}
	settings["GOENV"], settings["GOWORK"], settings["GOTOOLCHAIN"] = "off", "off", runtime.Version()
	kept := slices.DeleteFunc(os.Environ(), func(variable string) bool {
		name, _, _ := strings.Cut(variable, "=")
		return strings.HasPrefix(name, "GO") || strings.HasPrefix(name, "CGO_") || strings.HasPrefix(name, "MAKE") || name == "MFLAGS"
	})
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		kept = append(kept, name+"="+settings[name])
	}
	return kept, nil
}
