package upload

import (
	"maps"
	"net/url"
	"slices"
	"strings"
)

// maxMetadataBytes is S3's limit on all names and values together. S3 counts
// without the prefix "x-amz-meta-"; counting with it errs on the safe side.
const maxMetadataBytes = 2048

const metadataPrefix = "x-amz-meta-"

// callerMetadata is the name under which the caller is signed in. Nobody else
// may use it, also where callers are anonymous: it would be believed.
const callerMetadata = "caller"

// Metadata is one entry as S3 stores it: the name in lower case, the value
// encoded as encodeMetadata says.
type Metadata struct{ Name, Value string }

// readMetadata returns the entry for the caller, if any, and those that the
// uploader asks for in the order of their names.
func readMetadata(wanted map[string]string, caller string) ([]Metadata, error) {
	var metadata []Metadata
	size := 0
	add := func(name, value string) {
		value = encodeMetadata(value)
		size += len(metadataPrefix) + len(name) + len(value)
		metadata = append(metadata, Metadata{name, value})
	}
	if caller != "" {
		add(callerMetadata, caller)
	}
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		lower := strings.ToLower(name)
		switch {
		case !isMetadataName(lower):
			return nil, refuse(Invalid, "InvalidMetadata", "The metadata name %.60q may have ASCII letters, digits, \"-\", \"_\" and \".\" only.", name)
		case lower == callerMetadata:
			return nil, refuse(Invalid, "InvalidMetadata", "The metadata name %q is kept for the caller who signed in.", name)
		case slices.ContainsFunc(metadata, func(m Metadata) bool { return m.Name == lower }):
			return nil, refuse(Invalid, "InvalidMetadata", "The metadata name %.60q is there twice: S3 does not tell upper from lower case.", lower)
		}
		if add(lower, wanted[name]); size > maxMetadataBytes {
			return nil, refuse(Invalid, "MetadataTooLarge", "The metadata is larger than the %d bytes that S3 takes.", maxMetadataBytes)
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

// encodeMetadata returns a value as it can travel in a header: printable ASCII
// as it is, anything else percent-encoded as encodeURIComponent does. As a
// value with "%" is encoded too, decodeURIComponent always gives back the
// original. So is one with "$", which a policy could take for a variable, and
// one with spaces at its ends, which a header would lose.
func encodeMetadata(value string) string {
	special := func(r rune) bool { return r < ' ' || r > '~' || r == '%' || r == '$' }
	if strings.Trim(value, " ") == value && !strings.ContainsFunc(value, special) {
		return value
	}
	return strings.ReplaceAll(url.QueryEscape(value), "+", "%20")
}
