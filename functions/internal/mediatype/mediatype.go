// Package mediatype reads media types ("image/png"), chooses between the one
// that an uploader declares and the one that the filename's extension stands
// for, and tells whether a list allows it.
//
// A media type says what the uploader claims. Nothing here looks into a file.
package mediatype

import (
	"errors"
	"fmt"
	"mime"
	"strings"
)

//go:generate sh -c "node generate.mjs > table.go.new && mv table.go.new table.go && gofmt -w table.go"

// Unknown is the type of a file of which nothing is known (RFC 2046, 4.5.1).
const Unknown = "application/octet-stream"

// MaxLength is two names of 127 characters (RFC 6838, 4.2) and the slash.
// Parameters have to fit too.
const MaxLength = 255

var (
	errNoType = errors.New(`is not a media type such as "image/png"`)
	// ErrTooLong is the error of Parse for a type longer than MaxLength.
	ErrTooLong = fmt.Errorf("is longer than %d characters", MaxLength)
)

// Parse reads a media type with or without parameters and returns its usual
// form: in lower case, the name that browsers use for it, and of the parameters
// the charset of text alone, if it can be read. The error completes a sentence
// that begins with the type.
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

// Name returns a media type without its parameters, which are an uploader's
// own words: a log should have no more.
func Name(t string) string {
	name, _, _ := strings.Cut(t, ";")
	return name
}

// checkName refuses what is not "type/subtype" in the letters of RFC 6838,
// 4.2, without the dollar sign: it could be read as a variable in a POST policy.
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

// isCharset reports whether s can be the name of a charset (RFC 2978, 2.3), in
// the characters that those of IANA's registry have.
func isCharset(s string) bool {
	other := func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("-_.:+", r)
	}
	return s != "" && len(s) <= 40 && !strings.ContainsFunc(s, other)
}
