package upload

import (
	"encoding/base64"
	"maps"
	"net/url"
	"slices"
	"strings"

	"slipway/functions/internal/postpolicy"
)

// maxMetadataBytes is S3's limit on all names and values together. S3 counts
// without the prefix "x-amz-meta-"; counting with it errs on the safe side.
const maxMetadataBytes = 2048

const metadataPrefix = "x-amz-meta-"

// callerMetadata is the name under which the caller is signed in. Nobody else
// may use it, also where callers are anonymous: it would be believed.
const callerMetadata = "caller"

// appendMetadata appends a field for each entry, in the order of the names,
// after one for the caller, if any.
func appendMetadata(fields []postpolicy.Field, metadata map[string]string, caller string) ([]postpolicy.Field, error) {
	size := 0
	if caller != "" {
		field := postpolicy.Field{Name: metadataPrefix + callerMetadata, Value: encodeMetadata(caller)}
		size = len(field.Name) + len(field.Value)
		fields = append(fields, field)
	}
	seen := make(map[string]bool, len(metadata))
	for _, name := range slices.Sorted(maps.Keys(metadata)) {
		lower := strings.ToLower(name)
		if !isMetadataName(lower) {
			return nil, refuse(Invalid, "InvalidMetadata", "The metadata name %q may have ASCII letters, digits, \"-\", \"_\" and \".\" only.", name)
		}
		if lower == callerMetadata {
			return nil, refuse(Invalid, "InvalidMetadata", "The metadata name %q is kept for the caller who signed in.", name)
		}
		if seen[lower] {
			return nil, refuse(Invalid, "InvalidMetadata", "The metadata name %q is there twice: S3 does not tell upper from lower case.", lower)
		}
		seen[lower] = true
		field := postpolicy.Field{Name: metadataPrefix + lower, Value: encodeMetadata(metadata[name])}
		if size += len(field.Name) + len(field.Value); size > maxMetadataBytes {
			return nil, refuse(Invalid, "MetadataTooLarge", "The metadata is larger than the %d bytes that S3 takes.", maxMetadataBytes)
		}
		fields = append(fields, field)
	}
	return fields, nil
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

// appendChecksum appends the fields that make S3 refuse any content but the
// one with this SHA-256.
func appendChecksum(fields []postpolicy.Field, sha256 string) ([]postpolicy.Field, error) {
	if sha256 == "" {
		return fields, nil
	}
	raw, err := base64.StdEncoding.Strict().DecodeString(sha256)
	if err != nil || len(raw) != 32 || len(sha256) != 44 {
		return nil, refuse(Invalid, "InvalidSHA256", "The sha256 must be the 32 bytes of the digest in base64, 44 characters (in a query, send \"+\" as %%2B).")
	}
	return append(fields,
		postpolicy.Field{Name: "x-amz-checksum-algorithm", Value: "SHA256"},
		postpolicy.Field{Name: "x-amz-checksum-sha256", Value: sha256}), nil
}
