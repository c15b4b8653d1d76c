package postpolicy

import (
	"unicode/utf16"
	"unicode/utf8"
)

// Fields are a form's fields in the order in which the form must send them.
type Fields []Field

// Get returns the value of the field with exactly this name, or "".
func (fields Fields) Get(name string) string {
	for _, f := range fields {
		if f.Name == name {
			return f.Value
		}
	}
	return ""
}

// MarshalJSON returns the fields as one JSON object whose members keep their
// order.
func (fields Fields) MarshalJSON() ([]byte, error) {
	size := 2
	for _, f := range fields {
		size += len(f.Name) + len(f.Value) + len(`"":"",`)
	}
	b := append(make([]byte, 0, size), '{')
	for i, f := range fields {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendString(b, f.Name)
		b = append(b, ':')
		b = appendString(b, f.Value)
	}
	return append(b, '}'), nil
}

const hexDigits = "0123456789abcdef"

// appendString appends s as a JSON string in ASCII. S3 requires \u escapes for
// all other characters of a policy ("Creating a POST Policy", character
// escaping); encoding/json would write UTF-8.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c < utf8.RuneSelf && c != '"' && c != '\\' {
			i++
			continue
		}
		b = append(b, s[start:i]...)
		r, size := utf8.DecodeRuneInString(s[i:])
		if hi, lo := utf16.EncodeRune(r); hi != utf8.RuneError {
			b = appendEscape(b, hi)
			r = lo
		}
		b = appendEscape(b, r)
		i += size
		start = i
	}
	b = append(b, s[start:]...)
	return append(b, '"')
}

func appendEscape(b []byte, r rune) []byte {
	return append(b, '\\', 'u', hexDigits[r>>12&0xf], hexDigits[r>>8&0xf], hexDigits[r>>4&0xf], hexDigits[r&0xf])
}
