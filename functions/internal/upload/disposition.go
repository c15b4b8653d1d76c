package upload

import (
	"net/url"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxDispositionBytes leaves room for the other headers: see maxAttributeBytes.
const maxDispositionBytes = 1200

// disposition returns a Content-Disposition of the kind "attachment" or
// "inline" with a filename as readName returns it, so that a download has the
// original name (RFC 6266). A name that is not plain ASCII is included twice:
// in full, encoded by RFC 8187, and with "_" for the characters that older
// programs cannot read. A name that is too long is cut before its extension.
//
// Bidirectional controls are removed, as they display "gnp.exe" as "exe.png",
// and separators of folders become "_".
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

// plainFilename returns name with "_" for every character that a quoted string
// cannot contain or that a browser may read as an escape. In a policy, "$"
// could begin a variable.
func plainFilename(name string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || strings.ContainsRune(`"\%$`, r) {
			return '_'
		}
		return r
	}, name)
}
