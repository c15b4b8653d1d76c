package content

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"unicode/utf16"

	"slipway/functions/internal/mediatype"
)

// plain are the types that are plain text. The content cannot tell them apart:
// a column of numbers is also a CSV file.
var plain = []string{
	"text/plain", "text/csv", "text/tab-separated-values", "text/vcard", "text/calendar", "text/vtt",
	"text/vnd.familysearch.gedcom", "application/x-subrip", "message/rfc822", "application/json",
	"application/x-ndjson", "application/geo+json", "application/vnd.cyclonedx+json", "model/gltf+json",
}

func isPlain(found string) bool { return slices.Contains(plain, found) }

// textual are the types outside text/* whose files are text, beside those that
// end with +json or +yaml.
var textual = []string{
	"application/json", "application/json5", "application/x-ndjson", "application/yaml", "application/toml",
	"application/sql", "application/x-sql", "application/graphql", "application/x-subrip", "application/typescript",
	"application/x-sh", "application/x-csh", "application/x-perl", "application/x-tcl", "application/x-ruby",
	"application/x-powershell", "application/x-httpd-php", "application/x-tex", "application/x-latex",
	"application/x-bibtex", "application/n-triples", "application/n-quads", "application/trig",
	"application/x-pem-file", "application/pgp-keys", "application/pgp-signature", "application/x-x509-ca-cert",
	"message/rfc822",
}

// isTextual reports whether files of the declared type are text without a
// signature.
func isTextual(declared string) bool {
	switch {
	case isXML(declared):
		return false
	case strings.HasPrefix(declared, "text/"), strings.HasSuffix(declared, "+json"), strings.HasSuffix(declared, "+yaml"):
		return true
	}
	return slices.Contains(textual, declared)
}

// isXML reports whether t is one of the types of XML (RFC 7303).
func isXML(t string) bool { return t == xml || strings.HasSuffix(t, "+xml") }

// refineText returns found, or the right type of what mimetype reports as plain
// text and is not: a script of another interpreter, markup with another first
// element, and text with binary data later on.
func refineText(head []byte, found string) string {
	if !isText(head) {
		return mediatype.Unknown
	}
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\uFEFF")), " \t\r\n\f")
	if line, ok := bytes.CutPrefix(text, []byte("#!")); ok && bytes.HasPrefix(bytes.TrimLeft(line, " \t"), []byte("/")) {
		return "application/x-sh"
	}
	if beginsWithTag(text) {
		return xml
	}
	return found
}

// isText reports whether head has no byte that is impossible in text of an
// encoding that extends ASCII (WHATWG MIME Sniffing, "binary data byte").
func isText(head []byte) bool {
	for _, c := range head {
		if c <= 0x08 || c == 0x0B || 0x0E <= c && c <= 0x1A || 0x1C <= c && c <= 0x1F {
			return false
		}
	}
	return true
}

// beginsWithTag reports whether text begins with a tag, a declaration, a
// comment or an instruction of a markup language. "<anna@example.com>" is not a
// tag.
func beginsWithTag(text []byte) bool {
	rest, ok := bytes.CutPrefix(text, []byte("<"))
	if !ok || len(rest) == 0 {
		return false
	}
	switch rest[0] {
	case '!', '?', '%':
		return true
	case '/':
		rest = rest[1:]
	}
	name := 0
	for name < len(rest) && isNameByte(rest[name], name) {
		name++
	}
	return name > 0 && (name == len(rest) || strings.IndexByte(" \t\r\n\f/>", rest[name]) >= 0)
}

func isNameByte(c byte, i int) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || i > 0 && ('0' <= c && c <= '9' || strings.IndexByte("-._:", c) >= 0)
}

// decodeUTF16 returns text with a byte order mark of UTF-16 as UTF-8, or nil.
// Browsers read such text, so that markup in it counts.
func decodeUTF16(head []byte) []byte {
	var order binary.ByteOrder = little
	switch {
	case bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		order = big
	case !bytes.HasPrefix(head, []byte{0xFF, 0xFE}):
		return nil
	}
	units := make([]uint16, len(head)/2-1)
	for i := range units {
		units[i] = order.Uint16(head[2+2*i:])
	}
	return []byte(string(utf16.Decode(units)))
}
