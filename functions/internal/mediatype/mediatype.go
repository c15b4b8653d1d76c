// Package mediatype reads media types ("image/png"), chooses between the
// declared type of a file and the type of its extension, and reports whether a
// list allows it.
//
// A media type is the uploader's claim. This package does not read files.
package mediatype

import (
	"errors"
	"fmt"
	"mime"
	"strings"
)

//go:generate sh -c "node generate.mjs > table.go.new && mv table.go.new table.go && gofmt -w table.go"

// Unknown is the type of a file of unknown content (RFC 2046, 4.5.1).
const Unknown = "application/octet-stream"

// MaxLength is the length of two names of 127 characters (RFC 6838, 4.2) and
// the slash. It includes parameters.
const MaxLength = 255

var (
	errNoType = errors.New(`is not a media type such as "image/png"`)
	// ErrTooLong is the error of Parse for a type longer than MaxLength.
	ErrTooLong = fmt.Errorf("is longer than %d characters", MaxLength)
)

// Parse reads a media type, with or without parameters, and returns its usual
// form: in lower case, by the name that browsers use. Of the parameters it
// keeps only the charset of text, if it is valid. The error completes a
// sentence that begins with the type.
func Parse(s string) (string, error) {
	if len(s) > MaxLength {
		return "", ErrTooLong
	}
	if strings.ContainsFunc(s, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }) {
		return "", errNoType
	}
	name := strings.ToLower(strings.TrimSpace(Name(s)))
	if err := checkName(name); err != nil {
		return "", err
	}
	name = usual(name)
	if strings.HasPrefix(name, "text/") {
		if _, parameters, err := mime.ParseMediaType(s); err == nil && isCharset(parameters["charset"]) {
			return name + "; charset=" + parameters["charset"], nil
		}
	}
	return name, nil
}

// Name returns a media type without its parameters, which could be any text of
// the uploader and are not for logs.
func Name(t string) string {
	name, _, _ := strings.Cut(t, ";")
	return name
}

// checkName refuses anything but "type/subtype" in the characters of RFC 6838,
// 4.2. It also refuses the dollar sign, which could begin a variable in a POST
// policy.
func checkName(name string) error {
	major, minor, ok := strings.Cut(name, "/")
	if !ok || !isName(major) || !isName(minor) {
		return errNoType
	}
	return nil
}

func isName(s string) bool {
	for i := range len(s) {
		c := s[i]
		alphanumeric := 'a' <= c && c <= 'z' || '0' <= c && c <= '9'
		if !alphanumeric && (i == 0 || !strings.ContainsRune("!#&-^_.+", rune(c))) {
			return false
		}
	}
	return s != ""
}

// isCharset reports whether s can be the name of a charset (RFC 2978, 2.3). It
// allows the characters that occur in IANA's registry.
func isCharset(s string) bool {
	other := func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("-_.:+", r)
	}
	return s != "" && len(s) <= 40 && !strings.ContainsFunc(s, other)
}
