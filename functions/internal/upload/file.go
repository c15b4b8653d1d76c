package upload

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"
)

// A File is an uploader's description of one file; its JSON has these names. An
// error in a member is a *Refusal, also from encoding/json.
type File struct {
	Name     string `json:"name"`     // the filename; required
	Type     string `json:"type"`     // the media type; if empty, the extension's: see mediatype.Choose
	Size     *Size  `json:"size"`     // nil: not declared
	SHA256   string `json:"sha256"`   // of the content, in base64; empty: not checked
	Metadata Values `json:"metadata"` // becomes x-amz-meta-…
	Profile  string `json:"profile"`  // the kind of upload: see Profiles.Choose
}

// A Size is a number of bytes.
type Size int64

// maxExact is the limit up to which float64 represents every whole number.
const maxExact = 1 << 53

// ParseSize reads a size in digits.
func ParseSize(s string) (Size, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0, refuse(Invalid, "InvalidSize", Details{"value": Excerpt(s)},
			"The size must be a whole number of bytes, not %q.", Excerpt(s))
	}
	return Size(n), nil
}

// UnmarshalJSON reads a number, or a string of digits: uploaders send either. To
// JSON, 5000.0 and 5e3 are the number 5000 too.
func (s *Size) UnmarshalJSON(data []byte) (err error) {
	text := string(data)
	if data[0] == '"' {
		if err := json.Unmarshal(data, &text); err != nil {
			return err
		}
	} else if strings.ContainsAny(text, ".eE") {
		if f, err := strconv.ParseFloat(text, 64); err == nil && f == math.Trunc(f) && math.Abs(f) <= maxExact {
			text = strconv.FormatFloat(f, 'f', 0, 64)
		}
	}
	*s, err = ParseSize(text)
	return err
}

// Values are strings by name.
type Values map[string]string

// UnmarshalJSON reads an object as Uppy sends it: numbers, true and false are
// kept as they are written, and null members are left out. It stops at S3's
// limit.
func (v *Values) UnmarshalJSON(data []byte) error {
	*v = nil
	if string(data) == "null" {
		return nil
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	if token, err := decoder.Token(); err != nil || token != json.Delim('{') {
		return refuse(Invalid, "InvalidMetadata", nil, `The metadata must be an object such as {"album":"summer"}.`)
	}
	*v = Values{}
	size := 0
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return err
		}
		name := token.(string) // in an object, always a string
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return err
		}
		text := string(value)
		switch value[0] {
		case 'n':
			delete(*v, name)
			continue
		case '{', '[':
			return refuse(Invalid, "InvalidMetadataValue", Details{"name": Excerpt(name)},
				"The metadata %q must be a string, a number, true or false.", Excerpt(name))
		case '"':
			if err := json.Unmarshal(value, &text); err != nil {
				return err
			}
		}
		if size += len(metadataPrefix) + len(name) + len(text); size > maxMetadataBytes {
			return metadataTooLarge
		}
		(*v)[name] = text
	}
	return nil
}
