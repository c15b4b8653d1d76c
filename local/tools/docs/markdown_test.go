package docs

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

// A page is a Markdown file.
type page struct {
	path string // from the root of the repository, with slashes
	text string
}

// line is a line of a page and its context.
type line struct {
	number int // from 1
	text   string
	kind   kind
	fence  string // in a code block, the text after ```; "sh" if indented, "```" for the marks
}

type kind int

const (
	prose kind = iota
	heading
	table
	code
)

// lines splits a page. A code block is fenced, or follows an empty line and is
// indented by at least four spaces more than the list that it is in, if any.
func (p page) lines() []line {
	var all []line
	fence, fenced, indented, blank, list := "", false, false, true, 0
	for i, text := range strings.Split(p.text, "\n") {
		l := line{number: i + 1, text: text, fence: fence}
		trimmed := strings.TrimLeft(text, " ")
		indent := len(text) - len(trimmed)
		switch {
		case strings.HasPrefix(trimmed, "```"):
			fenced = !fenced
			fence, l.kind = strings.TrimPrefix(trimmed, "```"), code
			l.fence = "```"
			if !fenced {
				fence = ""
			}
		case fenced:
			l.kind = code
		case trimmed == "":
			blank = true
			all = append(all, l)
			continue
		case indent >= 4+list && (blank || indented):
			l.kind, l.fence, indented = code, "sh", true
			all = append(all, l)
			blank = false
			continue
		case strings.HasPrefix(text, "#"):
			l.kind = heading
		case strings.HasPrefix(text, "|"):
			l.kind = table
		}
		indented, blank = false, false
		if mark := listMark.FindString(text); mark != "" && !fenced {
			list = len(mark)
		} else if indent == 0 && !fenced {
			list = 0
		}
		all = append(all, l)
	}
	return all
}

var (
	listMark   = regexp.MustCompile(`^ *([-*]|\d+\.) +`)
	inlineCode = regexp.MustCompile("`[^`]*`")
	linkTarget = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	linkText   = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
)

// links returns the targets of links and pictures, each with its line.
func (p page) links() map[string]int {
	found := map[string]int{}
	for _, l := range p.lines() {
		if l.kind == code {
			continue
		}
		for _, match := range linkTarget.FindAllStringSubmatch(inlineCode.ReplaceAllString(l.text, "``"), -1) {
			found[match[1]] = l.number
		}
	}
	return found
}

// anchors returns the headings as GitHub's anchors.
func (p page) anchors() map[string]bool {
	found := map[string]bool{}
	for _, l := range p.lines() {
		if l.kind != heading {
			continue
		}
		name := slug(strings.TrimLeft(l.text, "# "))
		unique := name
		for i := 1; found[unique]; i++ {
			unique = fmt.Sprintf("%s-%d", name, i)
		}
		found[unique] = true
	}
	return found
}

func slug(heading string) string {
	heading = linkText.ReplaceAllString(heading, "$1")
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsNumber(r):
			return unicode.ToLower(r)
		}
		return -1
	}, heading)
}

// commands returns the lines of code blocks for a shell, without scripts, which begin
// with #!.
func (p page) commands() map[string]int {
	found := map[string]int{}
	script, joined := false, ""
	for _, l := range p.lines() {
		if l.fence != "sh" {
			script, joined = false, ""
			continue
		}
		text := strings.TrimSpace(l.text)
		if script = script || strings.HasPrefix(text, "#!"); script {
			continue
		}
		text, _, _ = strings.Cut(text, " # ")
		text = strings.TrimSpace(text)
		if rest, continued := strings.CutSuffix(text, "\\"); continued {
			joined += rest
			continue
		}
		if command := joined + text; command != "" && !strings.HasPrefix(command, "#") {
			found[command] = l.number
		}
		joined = ""
	}
	return found
}

func TestLines(t *testing.T) {
	p := page{text: strings.Join([]string{
		"# The `first` [link](x.md), and _more_", // heading
		"words",
		"    still words: no empty line before them",
		"",
		"    make run      # a command",
		"",
		"- a list",
		"",
		"      go test ./...",
		"",
		"  words of the list",
		"| a | table |",
		"```sh",
		"npm ci \\",
		"  --silent",
		"```",
		"```",
		" browser ──▶ API: a picture",
		"```",
		"```js",
		"upload(files); // [no link](y.md)",
		"```",
		"`[no link](z.md)`, but [one](w.md#part)",
		"# The first link and more",
		"# The first link and more",
		"```sh",
		"#!/bin/sh",
		"a script",
		"```",
	}, "\n")}
	want := map[string]int{"make run": 5, "go test ./...": 9, "npm ci --silent": 15}
	if got := p.commands(); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("commands %v, want %v", got, want)
	}
	wantLinks := map[string]int{"x.md": 1, "w.md#part": 23}
	if got := p.links(); fmt.Sprint(got) != fmt.Sprint(wantLinks) {
		t.Errorf("links %v, want %v", got, wantLinks)
	}
	wantAnchors := map[string]bool{"the-first-link-and-_more_": true, "the-first-link-and-more": true, "the-first-link-and-more-1": true}
	if got := p.anchors(); fmt.Sprint(got) != fmt.Sprint(wantAnchors) {
		t.Errorf("anchors %v, want %v", got, wantAnchors)
	}
	kinds := map[int]kind{2: prose, 3: prose, 5: code, 7: prose, 9: code, 11: prose, 12: table, 14: code, 21: code, 23: prose}
	for _, l := range p.lines() {
		if want, ok := kinds[l.number]; ok && l.kind != want {
			t.Errorf("line %d, %q, is of kind %d, want %d", l.number, l.text, l.kind, want)
		}
	}
}
