package conformance

import (
	"regexp"
	"slices"
	"strings"
)

// A row is one line of the table.
type row struct {
	name string
	want string // what S3 does, in the words of outcome; see refused
	try  func(*server) (string, error)
}

const stored = "201, stored"

// Refusals, by S3's codes for them.
var (
	forbidden    = refused("403 AccessDenied") // by the policy, the role or the bucket
	badSignature = refused("403 SignatureDoesNotMatch")
	badArgument  = refused("400 InvalidArgument")
	badPolicy    = refused("400 InvalidPolicyDocument")
	badChecksum  = refused("400 BadDigest", "400 XAmzContentChecksumMismatch")
	// A malformed token is 400, a missing one 403.
	badToken = refused("400 InvalidToken", "403 InvalidAccessKeyId")
)

// refused returns the outcome of what S3 refuses with one of these statuses
// and codes.
func refused(answers ...string) string {
	return strings.Join(answers, ", nothing stored or ") + ", nothing stored"
}

// refuses reports whether S3 refuses the form of the row, or to show its
// answer.
func (r row) refuses() bool {
	return slices.ContainsFunc([]string{"nothing stored", "not allowed", "hidden"}, func(what string) bool {
		return strings.Contains(r.want, what)
	})
}

// code is the error code in an outcome, after the status.
var code = regexp.MustCompile(`^(\d+) \w+`)

// agrees reports whether an outcome is that of S3. An outcome without a code is
// of a server whose codes are not compared.
func (r row) agrees(outcome string) bool {
	return slices.ContainsFunc(strings.Split(r.want, " or "), func(want string) bool {
		return outcome == want || outcome == code.ReplaceAllString(want, "$1")
	})
}

// table returns all rows.
func table() []row {
	return slices.Concat(goodForms, optionalFields(), inParts(), ownFields(), conditions, documents, bodies, tampered, rights, pages)
}
