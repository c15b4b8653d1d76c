package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
)

// guardMessage matches the message of a rule of AWS Control Tower.
var guardMessage = regexp.MustCompile(`\[(CT\.[A-Z0-9.]+)\]: ([^\\\n]+)`)

// guard runs cfn-guard with AWS Control Tower's rules on a file for each resource:
// its report names files, but not resources. Equal resources of several deployments
// share a file.
//
// The program and the rules are from the npm package
// @cdklabs/cdk-validator-cfnguard.
func guard(ctx context.Context, tools, folder string, all deployed) ([]finding, evaluations, error) {
	type place struct{ deployment, id string }
	places := map[string][]place{} // by file
	files := map[string]string{}   // by content
	for deployment, resources := range all {
		for id, r := range resources {
			text, err := json.Marshal(r)
			if err != nil {
				return nil, nil, err
			}
			file, known := files[id+string(text)]
			if !known {
				file = filepath.Join(folder, fmt.Sprintf("%d.json", len(files)))
				files[id+string(text)] = file
				if err := writeTemplate(file, map[string]resource{id: r}); err != nil {
					return nil, nil, err
				}
			}
			places[file] = append(places[file], place{deployment, id})
		}
	}
	program, err := guardProgram(tools)
	if err != nil {
		return nil, nil, err
	}
	output, err := execute(ctx, program, "validate", "--data", folder, "--rules",
		filepath.Join(tools, "cfn-guard/package/rules/control-tower/cfn-guard"),
		"--structured", "--output-format", "json", "--show-summary", "none")
	if err != nil {
		return nil, nil, err
	}
	var reports []struct {
		Name      string            // of the file
		Failed    []json.RawMessage `json:"not_compliant"`
		Compliant []string
	}
	if err := json.Unmarshal(output, &reports); err != nil {
		return nil, nil, fmt.Errorf("its report: %w", err)
	}
	var findings []finding
	done := evaluations{}
	for _, report := range reports {
		for _, place := range places[report.Name] {
			done.add(place.deployment, place.id, len(report.Failed)+len(report.Compliant))
			for _, failed := range report.Failed {
				message := guardMessage.FindSubmatch(failed)
				if message == nil {
					return nil, nil, fmt.Errorf("%s: a failed rule has no ID: %s", place.id, failed)
				}
				findings = append(findings, finding{string(message[1]), string(message[2]), place.id, place.deployment})
			}
		}
	}
	return findings, done, nil
}

// guardProgram returns the path of the package's program for this machine.
func guardProgram(tools string) (string, error) {
	names := strings.NewReplacer("linux", "ubuntu", "darwin", "macos", "amd64", "x86_64", "arm64", "aarch64")
	system := names.Replace(runtime.GOOS + "/" + runtime.GOARCH)
	path := filepath.Join(tools, "cfn-guard/package/bin", system, "cfn-guard")
	return path, os.Chmod(path, 0o700) // not executable in the package
}
