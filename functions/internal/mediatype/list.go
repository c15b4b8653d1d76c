package mediatype

import (
	"fmt"
	"slices"
	"strings"
)

// A List is a list of allowed media types. An entry is a type in its usual
// form, such as "image/png", or all subtypes of one, such as "image/*".
type List []string

// ParseList reads a comma-separated list, and brings its types to their usual
// form; spaces around an entry do not count.
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

// Allows reports whether the list has t, a type in its usual form. The
// parameters of t do not matter. What ends in "+xml" can carry script, which
// nobody expects of a picture, so "image/*" and the like do not allow it;
// "application/*" and "text/*", which allow script anyway, do.
func (list List) Allows(t string) bool {
	name := Name(t)
	major, minor, _ := strings.Cut(name, "/")
	all := major + "/*"
	if strings.HasSuffix(minor, "+xml") && major != "application" && major != "text" {
		all = ""
	}
	return slices.ContainsFunc(list, func(entry string) bool { return entry == name || entry == all })
}
