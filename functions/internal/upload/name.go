package upload

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxNameBytes is what common file systems allow for one name.
const maxNameBytes = 255

// checkName refuses what cannot be a filename.
func checkName(name string) error {
	switch {
	case name == "":
		return refuse(Invalid, "MissingFilename", "The filename is missing: the key is made from it.")
	case !utf8.ValidString(name):
		return refuse(Invalid, "InvalidFilename", "The filename is not valid UTF-8.")
	case len(name) > maxNameBytes:
		return refuse(Invalid, "InvalidFilename", "The filename has %d bytes; at most %d are accepted. Rename the file.", len(name), maxNameBytes)
	case name == "." || name == "..":
		return refuse(Invalid, "InvalidFilename", "%q names a folder, not a file.", name)
	case strings.ContainsFunc(name, unicode.IsControl):
		return refuse(Invalid, "InvalidFilename", "The filename has control characters. Rename the file.")
	}
	return nil
}

// safeName returns a form of name that is safe as the last part of a key, of a
// URL and of a path, and that a person still recognises. Letters, marks,
// digits and pictures of any script stay, and so do ".", "_" and "-".
// Invisible characters, those that turn the writing direction among them, are
// dropped; anything else, separators, spaces and "$" included, becomes "-".
// The result is never empty, never longer than name or than "file", and never
// begins or ends with "." or "-".
func safeName(name string) string {
	var b strings.Builder
	b.Grow(len(name))
	dash := false
	for _, r := range name {
		switch {
		case unicode.In(r, unicode.C): // control, format (bidirectional, zero-width), private use
			continue
		case r == '.' || r == '_' || isText(r):
			b.WriteRune(r)
			dash = false
		case !dash:
			b.WriteByte('-')
			dash = true
		}
	}
	safe := strings.Trim(b.String(), ".-")
	if safe == "" {
		return "file"
	}
	return safe
}

func isText(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.So) && r != utf8.RuneError
}
