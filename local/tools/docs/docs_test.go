// Package docs has no code. It tests the Markdown files of the repository: links,
// names of tests, make targets, commands, settings and lengths.
package docs

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

const root = "../../.."

// pages returns the Markdown files of the repository.
func pages(t *testing.T) []page {
	t.Helper()
	var all []page
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && slices.Contains([]string{".git", ".venv", ".local", ".bench", ".aws-sam", "node_modules"}, entry.Name()) {
			return fs.SkipDir
		}
		if filepath.Ext(name) != ".md" {
			return nil
		}
		text, err := os.ReadFile(name)
		relative, _ := filepath.Rel(root, name)
		all = append(all, page{filepath.ToSlash(relative), string(text)})
		return err
	})
	if err != nil || len(all) < 8 {
		t.Fatalf("%d Markdown files: %v", len(all), err)
	}
	return all
}

// A check returns the mistakes of a page, each with its line number.
type check func(p page) []string

// complaint formats a mistake.
func (p page) complaint(line int, format string, a ...any) string {
	return fmt.Sprintf("%s:%d: %s", p.path, line, fmt.Sprintf(format, a...))
}

// checkLinks finds relative links to files and headings that do not exist.
func checkLinks(p page) (wrong []string) {
	for target, line := range p.links() {
		if strings.Contains(target, "://") || strings.HasPrefix(target, "mailto:") {
			continue
		}
		file, anchor, _ := strings.Cut(target, "#")
		name := path.Join(path.Dir(p.path), file)
		if file == "" {
			name = p.path
		}
		if _, err := os.Stat(filepath.Join(root, name)); err != nil {
			wrong = append(wrong, p.complaint(line, "there is no %s", name))
			continue
		}
		if anchor == "" {
			continue
		}
		linked := p
		if file != "" {
			text, err := os.ReadFile(filepath.Join(root, name))
			if err != nil {
				wrong = append(wrong, p.complaint(line, "%v", err))
				continue
			}
			linked = page{name, string(text)}
		}
		if !linked.anchors()[anchor] {
			wrong = append(wrong, p.complaint(line, "%s has no heading #%s", name, anchor))
		}
	}
	return wrong
}

// checkLengths finds lines of prose over 120 columns, and a README.md in the
// root of over 200 lines.
func checkLengths(p page) (wrong []string) {
	for _, l := range p.lines() {
		if width := utf8.RuneCountInString(l.text); width > 120 && (l.kind == prose || l.kind == heading) {
			wrong = append(wrong, p.complaint(l.number, "the line has %d columns; at most 120", width))
		}
	}
	if count := strings.Count(p.text, "\n"); p.path == "README.md" && count > 200 {
		wrong = append(wrong, p.complaint(count, "README.md has %d lines; at most 200", count))
	}
	return wrong
}

// checkTargets finds make targets that the Makefile does not have.
func checkTargets(p page) (wrong []string) {
	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	if err != nil {
		return []string{err.Error()}
	}
	for _, l := range p.lines() {
		for _, match := range regexp.MustCompile("(?:^ *|`)make ([a-z][a-z-]*)").FindAllStringSubmatch(l.text, -1) {
			if !regexp.MustCompile(`(?m)^` + match[1] + `:`).Match(makefile) {
				wrong = append(wrong, p.complaint(l.number, "the Makefile has no target %s", match[1]))
			}
		}
	}
	return wrong
}

// tests are the names of the tests in Go and of the files of tests in
// JavaScript.
var tests = func() map[string]bool {
	found := map[string]bool{}
	for _, folder := range []string{"functions", "local", "web"} {
		filepath.WalkDir(filepath.Join(root, folder), func(name string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case entry.IsDir() && entry.Name() == "node_modules":
				return fs.SkipDir
			case strings.HasSuffix(name, ".test.js"):
				found[entry.Name()] = true
			case strings.HasSuffix(name, "_test.go"):
				text, err := os.ReadFile(name)
				for _, match := range regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`).FindAllStringSubmatch(string(text), -1) {
					found[match[1]] = true
				}
				return err
			}
			return nil
		})
	}
	return found
}()

// checkTests finds names of tests that do not exist.
func checkTests(p page) (wrong []string) {
	for _, l := range p.lines() {
		for _, name := range regexp.MustCompile(`\b(?:(?:Test|Fuzz)[A-Z]\w*|[a-z0-9-]+\.test\.js)\b`).FindAllString(l.text, -1) {
			if !tests[name] {
				wrong = append(wrong, p.complaint(l.number, "there is no test %s", name))
			}
		}
	}
	return wrong
}

func TestPages(t *testing.T) {
	for _, p := range pages(t) {
		for _, check := range []check{checkLinks, checkLengths, checkTargets, checkTests, checkCommands} {
			for _, wrong := range check(p) {
				t.Error(wrong)
			}
		}
	}
	seen := map[string]int{}
	for _, p := range pages(t) {
		maps.Copy(seen, p.commands())
	}
	for command := range elsewhere {
		if _, ok := seen[command]; !ok {
			t.Errorf("no page has the command %q: remove it from elsewhere", command)
		}
	}
}

// Each bad page has one mistake.
func TestChecks(t *testing.T) {
	for _, test := range []struct {
		check     check
		text      string
		complaint string // "": none
	}{
		{checkLinks, "[code](functions/credentials), [it](#here)\n# Here\n", ""},
		{checkLinks, "[there](https://example.com/none.md#none)\n", ""},
		{checkLinks, "[gone](functions/none.md)\n", "there is no functions/none.md"},
		{checkLinks, "![gone](web/none.png)\n", "there is no web/none.png"},
		{checkLinks, "[API](functions/README.md#none)\n", "functions/README.md has no heading #none"},
		{checkLinks, "[it](#none)\n", "README.md has no heading #none"},
		{checkLinks, "| [gone](none) | cell |\n", "there is no none"}, // in a table
		{checkLengths, strings.Repeat("ä", 120) + "\n", ""},
		{checkLengths, "| " + strings.Repeat("a", 200) + " |\n", ""},
		{checkLengths, strings.Repeat("a", 121) + "\n", "121 columns"},
		{checkLengths, strings.Repeat("a\n", 201), "201 lines"},
		{checkTargets, "`make test`, make sure\n", ""},
		{checkTargets, "`make none`\n", "no target none"},
		{checkTargets, "    make none\n", "no target none"},
		{checkTests, "`TestForms/another_bucket`, faults.test.js, Testing\n", ""},
		{checkTests, "`TestNone`\n", "no test TestNone"},
		{checkTests, "(`FuzzNone`)\n", "no test FuzzNone"},
		{checkTests, "none.test.js\n", "no test none.test.js"},
		{checkCommands, "    make check\n\n    go run -C local . -parameter KeyPrefix=a/ -- npm --prefix web test\n", ""},
		{checkCommands, "    make none\n", "make none: exit status 2"},
		{checkCommands, "    go run -C local . -parameter None=1\n", "no parameter None"},
		{checkCommands, "    go run -C local . true\n", "a command goes after --"},
		{checkCommands, "    go run -C local . -- npm --prefix web run none\n", "no script [none]"},
		{checkCommands, "    go run -C local ./tools/none\n", "no such file"},
		{checkCommands, "    go test ./functions/none\n", "no such file"},
		{checkCommands, "    go test -run TestNone ./functions/credentials\n", "no test TestNone"},
		{checkCommands, "    npm install ../slipway/none\n", "no such file"},
		{checkCommands, "```sh\ncurl https://example.com\n```\n", "not checked"},
	} {
		wrong := test.check(page{"README.md", test.text})
		switch {
		case test.complaint == "" && len(wrong) > 0:
			t.Errorf("%q: %q, want nothing", test.text, wrong)
		case test.complaint != "" && (len(wrong) != 1 || !strings.Contains(wrong[0], test.complaint)):
			t.Errorf("%q: %q, want one with %q", test.text, wrong, test.complaint)
		}
	}
}

// parameters returns the parameters of template.yaml with their defaults.
func parameters() map[string]string {
	data, err := os.ReadFile(filepath.Join(root, "template.yaml"))
	if err != nil {
		panic(err)
	}
	var template struct {
		Parameters map[string]struct {
			Default string `yaml:"Default"`
		} `yaml:"Parameters"`
	}
	if err := yaml.Unmarshal(data, &template); err != nil {
		panic(err)
	}
	found := map[string]string{}
	for name, p := range template.Parameters {
		found[name] = p.Default
	}
	return found
}

// The settings of README.md are the parameters of the template, with their
// defaults.
func TestSettings(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(readme), "\n## Settings\n")
	section, _, _ = strings.Cut(section, "\n## ")
	listed := map[string]bool{}
	want := parameters()
	for _, row := range regexp.MustCompile("(?m)^\\| (`[A-Z][^|]*) \\| ([^|]*) \\|").FindAllStringSubmatch(section, -1) {
		for _, name := range strings.Split(strings.ReplaceAll(row[1], "`", ""), ", ") {
			value, ok := want[name]
			if !ok || listed[name] {
				t.Errorf("%s is in the settings twice, or is not a parameter", name)
			}
			listed[name] = true
			shown := strings.Trim(row[2], "`")
			if shown == "empty" {
				shown = ""
			}
			if shown != value && name != "AllowedTypes" { // a list of types, in words
				t.Errorf("the default of %s is %q in README.md, but %q in template.yaml", name, shown, value)
			}
		}
	}
	for name := range want {
		if !listed[name] {
			t.Errorf("README.md has no row for %s in its settings", name)
		}
	}
}
