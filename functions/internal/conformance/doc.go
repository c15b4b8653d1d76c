// Package conformance holds one table of upload forms, good and tampered with,
// and posts each to an S3 server. What S3 accepts must be stored as it was
// signed; what S3 refuses must leave nothing behind.
//
// The fields that the owner of a deployment sets are in the table twice, by form
// and in parts: both must store the same object.
//
// The table describes S3, from AWS's documentation ("POST Object", "POST Policy"
// and "Browser-Based Uploads Using HTTP POST" of the Amazon S3 API reference)
// and from recordings of the real service. Statuses, error codes and what is
// stored are compared, error messages are not; of a server with codes of its own
// (radosgw), only the statuses. Differences of a server from S3 are listed with
// their reasons (deviations_test.go). A listed difference that no longer exists
// is an error too.
//
// TestForms takes a server from the environment and is skipped without one. Two
// programs provide one:
//
//	go run -C local . -parameter Inspection=off -- go test ./functions/internal/conformance
//	go run -C local ./tools/radosgw -- go test ./functions/internal/conformance
//
// Without inspection, stored files have only the tags of their forms. With
// `go test -C functions/internal/conformance` after the dashes, each row is
// printed. The programs set
//
//	S3_SERVER     its name, as deviations_test.go has it
//	S3_ENDPOINT   its URL; buckets are the first part of the path
//	S3_BUCKET     the bucket to upload to, with the template's CORS and policy
//	AWS_REGION    its region
//	AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN
//	              a session of a role that may put objects under uploads/, and
//	              nothing else
//	OWNER_ACCESS_KEY_ID, OWNER_SECRET_ACCESS_KEY
//	              the bucket's owner, to look at what is stored
//
// TestControl and TestControlOfCodes need no server. The first runs the table
// against one that stores everything, and fails if a tampered form counts as
// refused. The second runs it against one that refuses everything, and fails if
// a refusal with a wrong code counts as S3's.
package conformance
