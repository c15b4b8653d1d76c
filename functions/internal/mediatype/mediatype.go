// Package mediatype reads media types ("image/png"), finds the one that a
// filename's extension stands for, and tells whether a list allows one.
//
// A media type says what the uploader claims. Nothing here looks into a file.
package mediatype

import (
	"errors"
	"fmt"
	"mime"
	"path"
	"strings"
)

//go:generate sh -c "node generate.mjs > table.go.new && mv table.go.new table.go && gofmt -w table.go"

// Unknown is the type of a file of which nothing is known (RFC 2046, 4.5.1).
const Unknown = "application/octet-stream"

// maxLength is two names of 127 characters (RFC 6838, 4.2) and the slash.
// Parameters have to fit too.
const maxLength = 255

// ByName returns the media type that the extension of a filename stands for,
// or Unknown.
func ByName(filename string) string {
	extension := strings.TrimPrefix(path.Ext(filename), ".")
	if t := byExtension(strings.ToLower(extension)); t != "" {
		return t
	}
	return Unknown
}

// Parse reads a media type with or without parameters and returns it in one
// form: lower case, parameters sorted and quoted where they must be, or left
// out where they cannot be read. The error completes a sentence that begins
// with the type.
func Parse(s string) (string, error) {
	if len(s) > maxLength {
		return "", fmt.Errorf("is longer than %d characters", maxLength)
	}
	name, parameters, err := mime.ParseMediaType(s)
	if err != nil && !errors.Is(err, mime.ErrInvalidMediaParameter) {
		return "", errors.New(`is not a media type such as "image/png"`)
	}
	if err := checkName(name); err != nil {
		return "", err
	}
	formatted := mime.FormatMediaType(name, parameters)
	// A dollar sign could be read as a variable in a POST policy, and a tab in
	// quotes does not survive every header. What is not ASCII grows when it is
	// encoded.
	unsafe := func(r rune) bool { return r < ' ' || r > '~' || r == '$' }
	if formatted == "" || len(formatted) > maxLength || strings.ContainsFunc(formatted, unsafe) {
		return "", errors.New("has a parameter that cannot be sent")
	}
	return formatted, nil
}

// checkName refuses what is not "type/subtype" in the letters of RFC 6838,
// 4.2, without the dollar sign.
func checkName(name string) error {
	major, minor, ok := strings.Cut(name, "/")
	if !ok || !isName(major) || !isName(minor) {
		return errors.New(`is not a media type such as "image/png"`)
	}
	return nil
}

func isName(s string) bool {
	for i := range len(s) {
		c := s[i]
		switch {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
		case i > 0 && strings.IndexByte("!#&-^_.+", c) >= 0:
		default:
			return false
		}
	}
	return s != ""
}

// A List is a list of allowed media types. An entry is a type, such as
// "image/png", or all subtypes of one, such as "image/*".
type List []string

// ParseList reads a comma-separated list; spaces around an entry do not count.
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
		list = append(list, entry)
	}
	return list, nil
}

// Allows reports whether the list has t, a type as Parse returns it. The
// parameters of t do not matter.
func (list List) Allows(t string) bool {
	name, _, _ := strings.Cut(t, ";")
	major, _, _ := strings.Cut(name, "/")
	for _, entry := range list {
		if wildcard, ok := strings.CutSuffix(entry, "/*"); entry == name || ok && wildcard == major {
			return true
		}
	}
	return false
}

// String returns the list as a person would read it.
func (list List) String() string { return strings.Join(list, ", ") }
