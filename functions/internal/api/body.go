package api

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// ReadBody reads a JSON body of at most limit bytes. The example tells the
// client what is expected. The content type does not matter: a page that sends
// text/plain saves itself the preflight.
//
// A name that is there twice counts as JSON.parse has it: the last one does.
func (r Request) ReadBody(into any, limit int, example string) error {
	length := len(r.Body)
	if r.IsBase64Encoded {
		length = base64.StdEncoding.DecodedLen(length) - strings.Count(r.Body[max(0, length-2):], "=")
	}
	if length > limit {
		return Refuse(http.StatusRequestEntityTooLarge, "BodyTooLarge",
			"The body has %d bytes; at most %d are accepted.", length, limit)
	}
	body := []byte(r.Body)
	if r.IsBase64Encoded {
		var err error
		if body, err = base64.StdEncoding.DecodeString(r.Body); err != nil {
			return err // API Gateway's mistake, not the caller's
		}
	}
	if !isUnicode(body) {
		return BadRequest("InvalidBody", `The body has invalid UTF-8, or half of a surrogate pair such as "\ud83d".`)
	}
	err := json.Unmarshal(body, into)
	if _, ok := AsError(err); err == nil || ok {
		return err
	}
	return BadRequest("InvalidBody", "The body must be JSON such as %s.", example)
}

// ReadArray reads a JSON array of at most limit elements, and no further. No
// array, or null, is an empty one.
func ReadArray[E any](array json.RawMessage, limit int, example string) ([]E, error) {
	if len(array) == 0 || string(array) == "null" {
		return nil, nil
	}
	invalid := BadRequest("InvalidBody", "The body must be JSON such as %s.", example)
	decoder := json.NewDecoder(bytes.NewReader(array))
	if token, err := decoder.Token(); err != nil || token != json.Delim('[') {
		return nil, invalid
	}
	var elements []E
	for decoder.More() {
		if len(elements) == limit {
			return nil, BadRequest("InvalidBody", "The body has more than the %d elements that are accepted in one request.", limit)
		}
		var element E
		if err := decoder.Decode(&element); err != nil {
			return nil, invalid
		}
		elements = append(elements, element)
	}
	return elements, nil
}

// isUnicode reports whether a JSON text is valid UTF-8 and has no half of a
// surrogate pair. encoding/json replaces both without a word, and two names
// could become one.
func isUnicode(text []byte) bool {
	if !utf8.Valid(text) {
		return false
	}
	for {
		_, after, found := bytes.Cut(text, []byte{'\\'})
		if !found {
			return true
		}
		r := escaped(after)
		if utf16.IsSurrogate(r) {
			after = after[len("ud83d"):]
			if len(after) < len(`\udd12`) || after[0] != '\\' || utf16.DecodeRune(r, escaped(after[1:])) == utf8.RuneError {
				return false
			}
		}
		text = after[min(1, len(after)):] // a second backslash is no escape's beginning
	}
}

// escaped returns the character of an escape such as "ud83d", or -1 for
// another escape.
func escaped(text []byte) rune {
	if len(text) < len("ud83d") || text[0] != 'u' {
		return -1
	}
	r, err := strconv.ParseUint(string(text[1:len("ud83d")]), 16, 16)
	if err != nil {
		return -1
	}
	return rune(r)
}
