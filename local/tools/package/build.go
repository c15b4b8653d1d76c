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

// build builds the functions for a processor with the Makefile, each into a folder
// of out with the name of its target.
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

// fetching are Go's settings for fetching and caching modules. Other settings may
// change the build.
var fetching = []string{
	"GOCACHE", "GOINSECURE", "GOMODCACHE", "GONOPROXY", "GONOSUMDB", "GOPATH", "GOPRIVATE", "GOPROXY", "GOSUMDB", "GOVCS",
}

// environment returns the user's environment without the settings of Go and make
// that could change the build. The functions are built by the version of Go that
// built this program.
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
		return strings.HasPrefix(name, "GO") || strings.HasPrefix(name, "CGO_") ||
			strings.HasPrefix(name, "MAKE") || name == "MFLAGS"
	})
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		kept = append(kept, name+"="+settings[name])
	}
	return kept, nil
}
