package upload

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
)

// Inspection has the limits that a profile sets for the inspection of files. A
// limit of 0 is not set.
type Inspection struct {
	MaxPixels        int64 // of a picture
	MaxEntries       int64 // of an archive
	MaxUnpackedBytes int64 // of an archive's files together
	MaxRatio         int64 // of an archive's unpacked size to its own
	Unknown          Unknown
}

// Unknown says what happens to a file whose content is not understood. An empty
// one is not set.
type Unknown string

const (
	AcceptUnknown Unknown = "accept"
	RejectUnknown Unknown = "reject"
)

// set reads the member inspect of a profile. It returns what the value must be,
// or "" if it is valid.
func (i *Inspection) set(value json.RawMessage) (want string) {
	all, err := readObject(value)
	if err != nil {
		return `an object such as {"maxPixels": 25000000}, each member once`
	}
	for _, m := range all {
		switch m.name {
		case "maxPixels":
			want = setNumber(&i.MaxPixels, m.value, 1, math.MaxInt32*math.MaxInt32)
		case "maxEntries":
			want = setNumber(&i.MaxEntries, m.value, 1, math.MaxUint16)
		case "maxUnpackedBytes":
			want = setNumber(&i.MaxUnpackedBytes, m.value, 1, MaxMultipartBytes)
		case "maxRatio":
			want = setNumber(&i.MaxRatio, m.value, 1, 1_000_000)
		case "unknown":
			want = setText(&i.Unknown, m.value, `"accept" or "reject"`, func(u Unknown) bool { return u == AcceptUnknown || u == RejectUnknown })
		default:
			return fmt.Sprintf("an object without %.60q: there are %s", m.name,
				strings.Join([]string{"maxPixels", "maxEntries", "maxUnpackedBytes", "maxRatio", "unknown"}, ", "))
		}
		if want != "" {
			return "an object whose " + m.name + " is " + want
		}
	}
	return ""
}

// ReadInspections reads the limits for inspections from file, the text of
// profiles.json. It returns a function that returns the profile of a key under
// prefix, and its limits; for a key without a profile, an empty name and no
// limits.
func ReadInspections(file []byte, prefix string) (func(key string) (profile string, i Inspection), error) {
	p, err := readProfiles(file, &widest)
	if err != nil {
		return nil, err
	}
	return func(key string) (string, Inspection) {
		folder, _, found := strings.Cut(strings.TrimPrefix(key, prefix), "/")
		if r := p.named[folder]; found && r != nil {
			return folder, r.Inspect
		}
		return "", Inspection{}
	}, nil
}
