package conformance

import (
	"slices"
	"strings"
)

// A row is one line of the table.
type row struct {
	name string
	want string // what S3 does, in the words of outcome; see refused
	try  func(*server) (string, error)
}

const (
	stored    = "201, stored"
	badForm   = "400, nothing stored"
	forbidden = "403, nothing stored"

	// refused is for what S3 refuses with the one status or the other, and no
	// two servers agree: a session token that is malformed is 400, one that is
	// missing 403.
	refused = badForm + " or " + forbidden
)

// refuses reports whether the row is about something that S3 refuses, to store
// or to show.
func (r row) refuses() bool {
	return slices.ContainsFunc([]string{"nothing stored", "not allowed", "hidden"}, func(what string) bool {
		return strings.Contains(r.want, what)
	})
}

// agrees reports whether an outcome is what S3 does.
func (r row) agrees(outcome string) bool {
	return slices.Contains(strings.Split(r.want, " or "), outcome)
}

// table returns all rows.
func table() []row {
	return slices.Concat(goodForms, optionalFields(), ownFields(), conditions, documents, tampered, rights, pages)
}
