package upload

import (
	"net/url"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxDispositionBytes leaves room beside the other headers: see
// maxAttributeBytes.
const maxDispositionBytes = 1200

// disposition returns a Content-Disposition of the kind "attachment" or
// "inline" with a filename as readName returns it, so that a download has the
// name that the person gave the file (RFC 6266). A name that is not plain ASCII
// is there twice: in full as RFC 8187 encodes it, and with "_" in place of what
// older programs do not read. A name that is too long is cut, its extension
// kept.
//
// Directions of writing are left out, as they make "exe.png" of "gnp.exe", and
// the separators of folders become "_".
func disposition(kind, name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Bidi_Control, r):
			return -1
		case r == '/' || r == '\\':
			return '_'
		}
		return r
	}, name)
	if strings.Trim(name, ". ") == "" {
		name = "file"
	}
	extension := path.Ext(name)
	stem := strings.TrimSuffix(name, extension)
	for {
		plain := plainFilename(stem + extension)
		value := kind + `; filename="` + plain + `"`
		if plain != stem+extension {
			value += "; filename*=UTF-8''" + strings.ReplaceAll(url.QueryEscape(stem+extension), "+", "%20")
		}
		if len(value) <= maxDispositionBytes {
			return value
		}
		if stem == "" { // a name of 255 characters that begins with its only dot
			stem, extension = extension, ""
		}
		_, size := utf8.DecodeLastRuneInString(stem)
		stem = stem[:len(stem)-size]
	}
}

// plainFilename returns name in characters that a quoted string may have and
// that no browser takes for the beginning of an escape. A policy could take "$"
// for a variable.
func plainFilename(name string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || strings.ContainsRune(`"\%$`, r) {
			return '_'
		}
		return r
	}, name)
}
