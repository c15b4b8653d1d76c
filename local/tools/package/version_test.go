package main

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// Functions, client, template and description have one version, and the changelog
// begins with it.
func TestOneVersion(t *testing.T) {
	version := ""
	for _, place := range []struct{ file, pattern string }{
		{"template.yaml", `\n    SemanticVersion: (\S+)\n`},
		{"functions/internal/api/start.go", `\nconst Version = "(.*)"\n`},
		{"functions/openapi.yaml", `\n  version: (\S+)\n`},
		{"web/package.json", `\n  "version": "(.*)",\n`},
		{"web/README.md", `slipway-upload-(.*)\.tgz\n`},
		{"web/package-lock.json", `^\{\n  "name": .*\n  "version": "(.*)",\n`},
		{"web/package-lock.json", `\n    "": \{\n      "name": .*\n      "version": "(.*)",\n`},
		{".github/CHANGELOG.md", `^# Changes\n(?:[^#\n].*\n|\n)*## (\S+)\n`},
	} {
		text, err := os.ReadFile(filepath.Join(root, place.file))
		if err != nil {
			t.Fatal(err)
		}
		found := regexp.MustCompile(place.pattern).FindSubmatch(text)
		switch {
		case found == nil:
			t.Errorf("%s has no version", place.file)
		case version == "":
			version = string(found[1])
		case string(found[1]) != version:
			t.Errorf("%s has version %s, but template.yaml has %s", place.file, found[1], version)
		}
	}
	if !regexp.MustCompile(`^\d+\.\d+\.\d+$`).MatchString(version) {
		t.Errorf("%q is not a version", version)
	}
}
