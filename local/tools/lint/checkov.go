package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// checkov runs checkov on a file for each deployment: some of its rules compare
// resources.
func checkov(ctx context.Context, tools, folder string, all deployed) ([]finding, evaluations, error) {
	names := map[string]string{} // of deployments, by file
	for name, resources := range all {
		file := fmt.Sprintf("/%d.json", len(names))
		names[file] = name
		if err := writeTemplate(folder+file, resources); err != nil {
			return nil, nil, err
		}
	}
	output, err := execute(ctx, filepath.Join(tools, "checkov/bin/checkov"), "--directory", folder,
		"--framework", "cloudformation", "--output", "json", "--skip-download")
	if err != nil {
		return nil, nil, err
	}
	type check struct {
		ID       string `json:"check_id"`
		Name     string `json:"check_name"`
		Resource string // AWS::S3::Bucket.UploadBucket
		File     string `json:"file_path"`
	}
	var report struct {
		Results struct {
			Passed  []check  `json:"passed_checks"`
			Failed  []check  `json:"failed_checks"`
			Skipped []check  `json:"skipped_checks"`
			Errors  []string `json:"parsing_errors"`
		}
	}
	if err := json.Unmarshal(output, &report); err != nil {
		return nil, nil, fmt.Errorf("its report: %w", err)
	}
	if n := len(report.Results.Errors) + len(report.Results.Skipped); n > 0 {
		return nil, nil, fmt.Errorf("its report has %d parsing errors and skipped checks: %v %v",
			n, report.Results.Errors, report.Results.Skipped)
	}
	var findings []finding
	done := evaluations{}
	for _, c := range append(report.Results.Failed, report.Results.Passed...) {
		_, id, _ := strings.Cut(c.Resource, ".")
		done.add(names[c.File], id, 1)
	}
	for _, c := range report.Results.Failed {
		_, id, _ := strings.Cut(c.Resource, ".")
		findings = append(findings, finding{c.ID, c.Name, id, names[c.File]})
	}
	return findings, done, nil
}

// writeTemplate writes a template of these resources.
func writeTemplate(path string, resources map[string]resource) error {
	data, err := json.Marshal(map[string]any{"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources})
	if err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o600)
}

// execute runs a tool and returns its output. The exit status for findings is not
// an error.
func execute(ctx context.Context, name string, args ...string) ([]byte, error) {
	command := exec.CommandContext(ctx, name, args...)
	var stderr strings.Builder
	command.Stderr = &stderr
	output, err := command.Output()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || len(output) == 0) {
		return nil, fmt.Errorf("%w: %s", err, strings.TrimSpace(stderr.String()))
	}
	return output, nil
}
