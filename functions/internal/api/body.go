package api

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// ReadBody reads a JSON body of at most limit bytes. The example shows the
// client what is expected. The content type is ignored: a page that sends
// text/plain avoids the preflight.
//
// If a name is repeated, the last one counts, as in JSON.parse.
func (r Request) ReadBody(into any, limit int, example string) error {
	length := len(r.Body)
	if r.IsBase64Encoded {
		length = base64.StdEncoding.DecodedLen(length) - strings.Count(r.Body[max(0, length-2):], "=")
	}
	if length > limit {
		return Refuse(http.StatusRequestEntityTooLarge, "BodyTooLarge", Details{"limit": limit, "actual": length},
			"The body has %d bytes; the limit is %d. Send less at a time.", length, limit)
	}
	body := []byte(r.Body)
	if r.IsBase64Encoded {
		var err error
		if body, err = base64.StdEncoding.DecodeString(r.Body); err != nil {
			return err // an error of API Gateway, not of the caller
		}
	}
	if !isUnicode(body) {
		return BadRequest("BodyNotUnicode", nil, `The body has invalid UTF-8, or half of a surrogate pair such as "\ud83d".`)
	}
	err := json.Unmarshal(body, into)
	if _, ok := AsError(err); err == nil || ok {
		return err
	}
	if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) {
		return BadRequest("MalformedJSON", Details{"example": example}, "The body is not JSON such as %s.", example)
	}
	return invalidBody(example)
}

// invalidBody is the error for valid JSON of the wrong form.
func invalidBody(example string) *Error {
	return BadRequest("InvalidBody", Details{"example": example}, "The body must look like %s.", example)
}

// ReadArray reads a JSON array of at most limit elements. It stops at the
// limit: if there are more, the error is tooMany. An absent array, or null, is
// empty.
func ReadArray[E any](array json.RawMessage, limit int, tooMany *Error, example string) ([]E, error) {
	if len(array) == 0 || string(array) == "null" {
		return nil, nil
	}
	decoder := json.NewDecoder(bytes.NewReader(array))
	if token, err := decoder.Token(); err != nil || token != json.Delim('[') {
		return nil, invalidBody(example)
	}
	var elements []E
	for decoder.More() {
		if len(elements) == limit {
			return nil, tooMany
		}
		var element E
		if err := decoder.Decode(&element); err != nil {
			return nil, invalidBody(example)
		}
		elements = append(elements, element)
	}
	return elements, nil
}

// isUnicode reports whether a JSON text is valid UTF-8 and has no unpaired
// surrogates. encoding/json replaces both silently, so two names could become
// one.
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
		text = after[min(1, len(after)):] // the second backslash does not start an escape
	}
}

// escaped returns the character of an escape such as "ud83d", or -1 for any
// other escape.
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
