package upload

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxMetadataBytes is S3's limit on all names and values together. S3 does not
// count the prefix "x-amz-meta-"; counting it is on the safe side.
const maxMetadataBytes = 2048

var metadataTooLarge = refuse(Invalid, "MetadataTooLarge", Details{"limit": maxMetadataBytes},
	"The metadata is larger than the limit of S3, %d bytes.", maxMetadataBytes)

const metadataPrefix = "x-amz-meta-"

// callerMetadata is the signed name of the caller. It is reserved even if
// callers are anonymous, because readers trust it.
const callerMetadata = "caller"

// Metadata is one entry as S3 stores it: the name in lower case, the value as
// encodeMetadata returns it.
type Metadata struct{ Name, Value string }

// readMetadata returns the entry for the caller, if any, and the uploader's
// entries in the order of their names.
func readMetadata(wanted map[string]string, caller string) ([]Metadata, error) {
	var metadata []Metadata
	size := 0
	add := func(name, value string) error {
		value = encodeMetadata(value)
		if size += len(metadataPrefix) + len(name) + len(value); size > maxMetadataBytes {
			return metadataTooLarge
		}
		metadata = append(metadata, Metadata{name, value})
		return nil
	}
	if caller != "" {
		if err := add(callerMetadata, caller); err != nil {
			return nil, err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		lower := strings.ToLower(name)
		switch {
		case !isMetadataName(lower):
			return nil, refuse(Invalid, "InvalidMetadataName", Details{"name": Excerpt(name)},
				`The metadata name %q may have ASCII letters, digits, "-", "_" and "." only.`, Excerpt(name))
		case lower == callerMetadata:
			return nil, refuse(Invalid, "MetadataNameReserved", Details{"name": name},
				"The metadata name %q is reserved for the caller who signed in.", name)
		case !utf8.ValidString(wanted[name]):
			return nil, refuse(Invalid, "MetadataNotUnicode", Details{"name": Excerpt(name)},
				"The metadata %q is not valid UTF-8.", Excerpt(name))
		case slices.ContainsFunc(metadata, func(m Metadata) bool { return m.Name == lower }):
			return nil, refuse(Invalid, "RepeatedMetadata", Details{"name": Excerpt(lower)},
				"The metadata name %q is repeated: S3 ignores the case of names.", Excerpt(lower))
		}
		if err := add(lower, wanted[name]); err != nil {
			return nil, err
		}
	}
	return metadata, nil
}

func isMetadataName(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && strings.IndexByte("-_.", c) < 0 {
			return false
		}
	}
	return s != ""
}

// encodeMetadata returns a value for a header: printable ASCII as it is,
// anything else percent-encoded as by encodeURIComponent. Values with "%" are
// encoded too, so that decodeURIComponent always returns the original; so are
// values with "$", which could begin a variable of a policy, and with spaces at
// their ends, which a header would lose.
func encodeMetadata(value string) string {
	special := func(r rune) bool { return r < ' ' || r > '~' || r == '%' || r == '$' }
	if strings.Trim(value, " ") == value && !strings.ContainsFunc(value, special) {
		return value
	}
	return strings.ReplaceAll(url.QueryEscape(value), "+", "%20")
}

// DecodeMetadata returns the caller, if any, and the uploader's entries, from
// the metadata of an object as S3 returns it. Values that were not encoded here
// are returned unchanged.
func DecodeMetadata(stored map[string]string) (caller string, metadata map[string]string) {
	metadata = make(map[string]string, len(stored))
	for name, value := range stored {
		if decoded, err := url.PathUnescape(value); err == nil && utf8.ValidString(decoded) {
			value = decoded
		}
		metadata[strings.ToLower(name)] = value
	}
	caller = metadata[callerMetadata]
	delete(metadata, callerMetadata)
	return caller, metadata
}
