// Package dependencies has no code. It tests which modules the functions need,
// and that the licence of every module and npm package permits use and
// redistribution.
package dependencies

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Each cold start loads every linked module, and each deployment trusts it.
func TestFunctionsNeedFewModules(t *testing.T) {
	got := list(t, "../../..", "-m", "-f", "{{if not (or .Main .Indirect)}}{{.Path}}{{end}}", "all")
	want := []string{
		"github.com/aws/aws-lambda-go",                     // the runtime and the events
		"github.com/aws/aws-sdk-go-v2",                     // its settings
		"github.com/aws/aws-sdk-go-v2/config",              // region and credentials
		"github.com/aws/aws-sdk-go-v2/feature/ec2/imds",    // a source of credentials, to switch it off
		"github.com/aws/aws-sdk-go-v2/service/eventbridge", // verdicts
		"github.com/aws/aws-sdk-go-v2/service/s3",          // files in parts; tests: a second opinion on signatures
		"github.com/aws/smithy-go",                         // errors of S3
		"github.com/gabriel-vasile/mimetype",               // what a file is, from its first bytes
		"github.com/santhosh-tekuri/jsonschema/v6",         // tests: the schema of profiles.json
		"golang.org/x/image",                               // tests: a second opinion on pictures' dimensions
		"golang.org/x/text",                                // one spelling of a name
	}
	if !slices.Equal(got, want) {
		t.Errorf("go.mod requires\n%s\nand this test\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// licences are licences that require at most a notice, or the source of their own
// files (MPL-2.0), each with a text that no other licence contains.
var licences = []struct{ name, words string }{
	{"Apache-2.0", "Apache License Version 2.0, January 2004"},
	{"Apache-2.0", `Licensed under the Apache License, Version 2.0 (the "License")`}, // the short form
	{"MPL-2.0", "Mozilla Public License, version 2.0 1. Definitions"},                // the Business Source License may name it too
	{"MPL-2.0", "Mozilla Public License Version 2.0 ================================== 1. Definitions"},
	{"BSD", "Redistribution and use in source and binary forms, with or without modification, are permitted"},
	{"MIT", "Permission is hereby granted, free of charge, to any person obtaining a copy of this software"},
	{"ISC", "Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee"},
}

// licence returns the name of the licence of a text, or "".
func licence(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	for _, l := range licences {
		if strings.Contains(text, l.words) {
			return l.name
		}
	}
	return ""
}

func TestOtherLicences(t *testing.T) {
	for _, text := range []string{
		"",
		"GNU AFFERO GENERAL PUBLIC LICENSE Version 3, 19 November 2007",
		"Business Source License 1.1 Change License: Mozilla Public License, version 2.0",
		"Server Side Public License VERSION 1, OCTOBER 16, 2018",
		"Copyright 2026. All rights reserved.",
	} {
		if found := licence(text); found != "" {
			t.Errorf("%q is recognized as %s", text, found)
		}
	}
}

func TestModuleLicences(t *testing.T) {
	const module = "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}\t{{.Dir}}{{end}}{{end}}"
	for _, root := range []string{"../../..", "../.."} {
		modules := list(t, root, "-deps", "-test", "-f", module, "./...")
		if len(modules) < 5 {
			t.Errorf("%s: only %d modules: %s", root, len(modules), modules)
		}
		for _, m := range modules {
			name, dir, _ := strings.Cut(m, "\t")
			files, err := filepath.Glob(filepath.Join(dir, "LICEN[CS]E*"))
			if err != nil || len(files) == 0 {
				t.Errorf("%s has no licence: %v", name, err)
				continue
			}
			text, err := os.ReadFile(files[0]) // LICENSE before LICENSE-SUMMARY
			if err != nil {
				t.Fatal(err)
			}
			found := licence(string(text))
			if found == "" {
				t.Errorf("%s: %s is none of the licences of this test", name, filepath.Base(files[0]))
			}
			t.Logf("%-12s %s", found, name) // go test -v prints the list
		}
	}
}

func TestPackageLicences(t *testing.T) {
	free := []string{"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MPL-2.0"}
	data, err := os.ReadFile("../../../web/package-lock.json")
	if err != nil {
		t.Fatal(err)
	}
	var tree struct {
		Packages map[string]struct{ Version, License string }
	}
	if err := json.Unmarshal(data, &tree); err != nil {
		t.Fatal(err)
	}
	if len(tree.Packages) < 5 {
		t.Errorf("only %d packages", len(tree.Packages))
	}
	for path, p := range tree.Packages {
		if path == "" {
			continue // the project itself
		}
		if !slices.Contains(free, p.License) {
			t.Errorf("%s %s: its licence, %q, is none of %s", path, p.Version, p.License, strings.Join(free, ", "))
		}
		t.Logf("%-12s %s %s", p.License, strings.TrimPrefix(path, "node_modules/"), p.Version)
	}
}

// list runs go list in dir and returns its lines, sorted and without
// duplicates.
func list(t *testing.T, dir string, args ...string) []string {
	t.Helper()
	command := exec.Command("go", append([]string{"list"}, args...)...)
	command.Dir = dir
	command.Stderr = os.Stderr
	output, err := command.Output()
	if err != nil {
		t.Fatalf("%s: %v", command, err)
	}
	var lines []string
	for line := range strings.Lines(string(output)) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}
