package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// A report is a list of findings.
type report struct {
	bucket   *bucket
	findings []finding
}

// A finding is about one setting of the bucket.
type finding struct {
	state   string // ok, missing, unknown or note
	setting string
	text    string
	lacks   any    // for JSON; nil if text is enough
	command string // adds what is missing; "" for none
}

func (r *report) ok(setting, text string)      { r.add(finding{"ok", setting, text, nil, ""}) }
func (r *report) unknown(setting, text string) { r.add(finding{"unknown", setting, text, nil, ""}) }
func (r *report) note(setting, text string)    { r.add(finding{"note", setting, text, nil, ""}) }
func (r *report) add(f finding)                { r.findings = append(r.findings, f) }

// missing adds a missing setting and the command that sets it. all is the value of
// option: the present values and the missing ones.
func (r *report) missing(setting, text string, lacks any, command, option string, all any, more ...string) {
	line := fmt.Sprintf("aws s3api %s --region %s --bucket %s --%s %s",
		command, r.bucket.region, r.bucket.name, option, quote(compact(all)))
	r.add(finding{"missing", setting, text, lacks, strings.Join(append([]string{line}, more...), " ")})
}

// print prints the findings, and returns 1 if anything is missing.
func (r *report) print(out io.Writer, stack string) (status int) {
	parameters := "the given parameters and the defaults"
	if stack != "" {
		parameters = "the parameters of the stack " + stack
	}
	fmt.Fprintf(out, "The bucket %s in %s, compared with template.yaml and %s:\n\n", r.bucket.name, r.bucket.region, parameters)
	var commands []string
	for _, f := range r.findings {
		fmt.Fprintf(out, "%-8s %-14s %s\n", f.state, f.setting, f.text)
		if f.state == "missing" {
			status = 1
		}
		if f.command != "" {
			commands = append(commands, f.command)
		}
	}
	for _, f := range r.findings {
		if f.lacks != nil {
			var text bytes.Buffer
			json.Indent(&text, []byte(compact(f.lacks)), "", "  ")
			fmt.Fprintf(out, "\nMissing in %s:\n%s\n", f.setting, &text)
		}
	}
	if commands != nil {
		fmt.Fprintf(out, "\nThese commands add what is missing and keep the bucket's other settings:\n\n%s\n", strings.Join(commands, "\n"))
	}
	return status
}

// compact returns v as JSON in one line, without unset members, which the SDK's
// types have.
func compact(v any) string {
	encode := func(v any) []byte {
		var text bytes.Buffer
		encoder := json.NewEncoder(&text)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(v); err != nil {
			panic(err) // v was decoded from JSON or XML
		}
		return bytes.TrimSpace(text.Bytes())
	}
	var tree any
	decoder := json.NewDecoder(bytes.NewReader(encode(v)))
	decoder.UseNumber()
	if err := decoder.Decode(&tree); err != nil {
		panic(err)
	}
	return string(encode(set(tree)))
}

// set returns tree without null and empty strings, except in a Condition and as a
// Value, where an empty string has a meaning.
func set(tree any) any {
	switch tree := tree.(type) {
	case map[string]any:
		for name, value := range tree {
			switch {
			case name == "Condition" || name == "Value":
			case value == nil || value == "":
				delete(tree, name)
			default:
				tree[name] = set(value)
			}
		}
	case []any:
		for i, value := range tree {
			tree[i] = set(value)
		}
	}
	return tree
}

// quote quotes text for a shell.
func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }
