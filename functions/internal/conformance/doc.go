// Package conformance holds one table of upload forms, good and tampered with,
// and posts each to a real S3 server: what S3 should take must be stored byte
// for byte, what it should refuse must leave nothing behind.
//
// The table knows no server. The tests take one from the environment and skip
// without it; `go run -C local . -- go test ./functions/internal/conformance`
// gives them the local one. They need
//
//	S3_ENDPOINT   its URL; buckets are the first part of the path
//	S3_BUCKET     the bucket to upload to
//	AWS_REGION    its region
//	AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN
//	              a session that may do s3:PutObject on uploads/* and no more
//	OWNER_ACCESS_KEY_ID, OWNER_SECRET_ACCESS_KEY
//	              the bucket's owner, to look at what is stored
package conformance
