package upload

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxNameCharacters is the limit of desktop file systems for a name. NTFS
// counts UTF-16 code units and APFS characters; counting characters accepts the
// names of both.
const maxNameCharacters = 255

// maxRawBytes bounds a name before it is processed: maxNameCharacters Hangul
// syllables as macOS writes them, each of three letters of three bytes.
const maxRawBytes = 9 * maxNameCharacters

// readName returns a filename in Unicode's Normalization Form C: a Mac may
// write "é" as "e" and an accent. It refuses what cannot be a filename.
func readName(raw string) (string, error) {
	switch {
	case raw == "":
		return "", refuse(Invalid, "MissingFilename", nil, "The filename is missing: the key is made from it.")
	case !utf8.ValidString(raw):
		return "", refuse(Invalid, "FilenameNotUnicode", nil, "The filename is not valid UTF-8. Rename the file.")
	case len(raw) > maxRawBytes:
		return "", filenameTooLong(utf8.RuneCountInString(raw))
	case raw == "." || raw == "..":
		return "", refuse(Invalid, "FilenameIsFolder", Details{"name": raw}, "%q names a folder, not a file.", raw)
	case strings.ContainsFunc(raw, unicode.IsControl):
		return "", refuse(Invalid, "FilenameHasControlCharacters", nil,
			"The filename has control characters. Rename the file.")
	}
	name := norm.NFC.String(raw)
	// Some characters of Hebrew and of Indian scripts become two in this form.
	if characters := min(utf8.RuneCountInString(raw), utf8.RuneCountInString(name)); characters > maxNameCharacters {
		return "", filenameTooLong(characters)
	}
	return name, nil
}

func filenameTooLong(characters int) *Refusal {
	return refuse(Invalid, "FilenameTooLong", Details{"limit": maxNameCharacters, "actual": characters},
		"The filename has %d characters; the limit is %d. Rename the file.", characters, maxNameCharacters)
}

// maxMarks is more than any script puts on one letter. After 30 marks, norm
// would insert an invisible character of its own.
const maxMarks = 12

// safeName returns a form of name, which is in Normalization Form C, that is
// safe as the last part of a key, of a URL and of a path, and that a person
// still recognises. Letters, marks, digits and symbols of all scripts stay, and
// so do ".", "_" and "-". Invisible characters, including bidirectional
// controls, are removed; anything else, such as separators, spaces and "$",
// becomes "-". The result is in the same form, is never empty, and does not
// begin or end with "." or "-".
func safeName(name string) string {
	var b strings.Builder
	b.Grow(len(name))
	dash, marks := false, 0
	for _, r := range name {
		isMark := r >= utf8.RuneSelf && unicode.Is(unicode.M, r)
		switch {
		case r >= utf8.RuneSelf && isInvisible(r), isMark && marks == maxMarks:
			continue
		case r == '.' || r == '_' || isText(r):
			b.WriteRune(r)
			dash = false
		case !dash:
			b.WriteByte('-')
			dash = true
		}
		if marks++; !isMark {
			marks = 0
		}
	}
	// Removing a character may have joined a letter and its mark.
	safe := norm.NFC.String(strings.Trim(b.String(), ".-"))
	if safe == "" {
		return "file"
	}
	return safe
}

// isInvisible reports whether r is invisible and has no width: control and
// format characters (bidirectional, zero-width), private use, fillers, and
// variation selectors.
func isInvisible(r rune) bool {
	return unicode.In(r, unicode.C, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

func isText(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	const brailleBlank = '\u2800' // the empty Braille pattern
	return unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.So) && r != utf8.RuneError && r != brailleBlank
}

// cut returns the longest start of a safe name that fits into size bytes and
// does not separate a letter from its marks.
func cut(safe string, size int) string {
	if len(safe) <= size {
		return safe
	}
	for size > 0 {
		if r, _ := utf8.DecodeRuneInString(safe[size:]); utf8.RuneStart(safe[size]) && !unicode.Is(unicode.M, r) {
			break
		}
		size--
	}
	return strings.TrimRight(safe[:size], ".-")
}
