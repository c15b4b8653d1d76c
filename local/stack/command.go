package stack

import (
	"context"
	"io"

	"slipway/local/internal/process"
)

// Environment returns the environment variables that tell a command the stack's
// addresses and keys.
func (s *Stack) Environment() []string {
	session := s.Sessions.Assume(s.Template.Functions[0].Role.ARN)
	return []string{
		"SLIPWAY_URL=" + s.URL(), // of the API and the pages
		"S3_SERVER=versitygw",    // radosgw in tools/radosgw
		"S3_ENDPOINT=" + s.S3URL(),
		"S3_BUCKET=" + s.Template.Buckets[0].Name,
		"AWS_REGION=" + s.bucketRegion,
		// A session of the first function's role.
		"AWS_ACCESS_KEY_ID=" + session.AccessKeyID,
		"AWS_SECRET_ACCESS_KEY=" + session.SecretAccessKey,
		"AWS_SESSION_TOKEN=" + session.SessionToken,
		// The bucket's owner, for reading what is stored.
		"OWNER_ACCESS_KEY_ID=" + s.owner.AccessKeyID,
		"OWNER_SECRET_ACCESS_KEY=" + s.owner.SecretAccessKey,
	}
}

// Run runs a command against the stack, with Environment and more variables,
// and returns its exit status.
func (s *Stack) Run(ctx context.Context, stdout io.Writer, command []string, more ...string) (status int, err error) {
	status, err = process.Run(ctx, s.options.Directory, stdout, command, append(s.Environment(), more...))
	if status != 0 {
		s.showLogs()
	}
	return status, err
}
