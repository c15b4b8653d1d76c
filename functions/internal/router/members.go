package router

import (
	"bytes"
	"encoding/json"
	"errors"
)

var errNoObject = errors.New("an object of JSON is missing or broken off")

// members calls visit with the name and the value of each member of a JSON
// object, as they are written there. It looks into a value no further than to
// find its end: most of an event is the browser's headers, which nobody asks
// for, and encoding/json reads all of it twice. Whether a value is JSON is left
// to whoever uses it.
func members(object []byte, visit func(name, value []byte) error) error {
	rest, found := after(object, '{')
	if !found {
		return errNoObject
	}
	if _, empty := after(rest, '}'); empty {
		return nil
	}
	for more := true; more; rest, more = after(rest, ',') {
		var name, value []byte
		name, rest = cutValue(rest)
		if rest, found = after(rest, ':'); !found || len(name) < 2 || name[0] != '"' {
			return errNoObject
		}
		if value, rest = cutValue(rest); len(value) == 0 {
			return errNoObject
		}
		if err := visit(name[1:len(name)-1], value); err != nil {
			return err
		}
	}
	if _, found = after(rest, '}'); !found {
		return errNoObject
	}
	return nil
}

// after returns what comes after a character, if that comes next.
func after(b []byte, c byte) (rest []byte, found bool) {
	b = trimSpace(b)
	if len(b) == 0 || b[0] != c {
		return b, false
	}
	return b[1:], true
}

func trimSpace(b []byte) []byte {
	for len(b) > 0 && (b[0] == ' ' || b[0] == '\n' || b[0] == '\r' || b[0] == '\t') {
		b = b[1:]
	}
	return b
}

// cutValue returns the value that comes next, which is empty if there is none
// or its end is missing, and what comes after it.
func cutValue(b []byte) (value, rest []byte) {
	b = trimSpace(b)
	depth := 0
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '"':
			length := textLength(b[i:])
			if length == 0 {
				return nil, b
			}
			i += length - 1
		case '{', '[':
			depth++
			continue
		case '}', ']':
			if depth == 0 {
				return b[:i], b[i:]
			}
			depth--
		case ',', ':', ' ', '\n', '\r', '\t':
			if depth == 0 {
				return b[:i], b[i:]
			}
			continue
		default:
			continue
		}
		if depth == 0 {
			return b[:i+1], b[i+1:]
		}
	}
	return nil, b
}

// textLength returns how long the string is that comes next, with its quotes;
// 0 if its end is missing.
func textLength(b []byte) int {
	for end := 1; ; end++ {
		next := bytes.IndexByte(b[end:], '"')
		if next < 0 {
			return 0
		}
		end += next
		escapes := 0
		for b[end-1-escapes] == '\\' {
			escapes++
		}
		if escapes%2 == 0 {
			return end + 1
		}
	}
}

// readText reads a string.
func readText(value []byte, into *string) error {
	if text, ok := plain(value); ok {
		*into = string(text)
		return nil
	}
	return json.Unmarshal(value, into)
}

// plain returns what is between the quotes of a string of plain characters,
// which stand for themselves.
func plain(value []byte) (text []byte, ok bool) {
	if len(value) < 2 || value[0] != '"' {
		return nil, false
	}
	text = value[1 : len(value)-1]
	for _, c := range text {
		if c < ' ' || c > '~' || c == '\\' {
			return nil, false
		}
	}
	return text, true
}
