package mediatype

import (
	"fmt"
	"slices"
	"strings"
)

// A List is a list of allowed media types. An entry is a type in its usual
// form, such as "image/png", or all subtypes of one, such as "image/*".
type List []string

// ParseList reads a comma-separated list and replaces its types by their usual
// names. Spaces around entries are ignored.
func ParseList(s string) (List, error) {
	var list List
	for entry := range strings.SplitSeq(s, ",") {
		entry = strings.ToLower(strings.TrimSpace(entry))
		name := entry
		if major, ok := strings.CutSuffix(entry, "/*"); ok {
			name = major + "/any"
		}
		if err := checkName(name); err != nil {
			return nil, fmt.Errorf("%q %w", entry, err)
		}
		if entry = usual(entry); !slices.Contains(list, entry) {
			list = append(list, entry)
		}
	}
	return list, nil
}

// Allows reports whether the list has t, a type in its usual form, whatever its
// parameters. Types with "+xml" can carry script, which nobody expects in a
// picture, so "image/*" and the like do not include them. "application/*" and
// "text/*", which allow script anyway, do.
func (list List) Allows(t string) bool {
	name := Name(t)
	major, minor, _ := strings.Cut(name, "/")
	all := major + "/*"
	if strings.HasSuffix(minor, "+xml") && major != "application" && major != "text" {
		all = ""
	}
	return slices.ContainsFunc(list, func(entry string) bool { return entry == name || entry == all })
}
