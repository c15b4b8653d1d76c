// Package conformance holds one table of upload forms, good and tampered with,
// and posts each to an S3 server: what S3 takes must be stored as it was
// signed, what S3 refuses must leave nothing behind.
//
// What the owner of a deployment has S3 keep with every file is in the table
// twice, by form and in parts: the same object must come of both.
//
// The table says what S3 does, from AWS's documentation ("POST Object",
// "POST Policy" and "Browser-Based Uploads Using HTTP POST" of the Amazon S3
// API reference) and from what others have recorded of the real service.
// Statuses, the codes of refusals and what is stored are compared, the words of
// errors are not; of a server that has codes of its own (radosgw) the statuses.
// Where the server under test does otherwise, that is listed with its reason
// (deviations_test.go), and a deviation that is no longer one is an error too.
//
// The table knows no server. TestForms takes one from the environment and is
// skipped without it; two programs provide one:
//
//	go run -C local . -- go test ./functions/internal/conformance
//	go run -C local ./tools/radosgw -- go test ./functions/internal/conformance
//
// With `go test -C functions/internal/conformance` after the dashes, each row
// is printed. They give it
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
// TestControl and TestControlOfCodes need none of it. The first runs the table
// against a server that stores whatever comes, and fails if a tampered form
// counts as refused; the second against one that refuses whatever comes, and
// fails if a refusal with a wrong code counts as S3's.
package conformance
