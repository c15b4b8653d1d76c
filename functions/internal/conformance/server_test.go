package conformance

import (
	"context"
	"fmt"
	"os"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"slipway/functions/internal/postpolicy"
)

// A server is the S3 server under test.
type server struct {
	name, endpoint, bucket, region string
	statusOnly                     bool // its error codes are not compared

	session postpolicy.Credentials // with the function's rights
	owner   postpolicy.Credentials
	client  *s3.Client // the owner's

	other  string            // a second bucket, empty
	origin string            // that CORS allows
	known  map[string]string // what is stored, as ETags by key
}

// serverOf returns the server that the variables name.
func serverOf(t *testing.T, variable func(string) string) *server {
	t.Helper()
	env := func(name string) string {
		value := variable(name)
		if value == "" {
			t.Fatalf("%s is not set", name)
		}
		return value
	}
	s := &server{
		name: env("S3_SERVER"), endpoint: env("S3_ENDPOINT"), bucket: env("S3_BUCKET"), region: env("AWS_REGION"),
		session: postpolicy.Credentials{
			AccessKeyID: env("AWS_ACCESS_KEY_ID"), SecretAccessKey: env("AWS_SECRET_ACCESS_KEY"), SessionToken: env("AWS_SESSION_TOKEN"),
		},
		owner: postpolicy.Credentials{AccessKeyID: env("OWNER_ACCESS_KEY_ID"), SecretAccessKey: env("OWNER_SECRET_ACCESS_KEY")},
	}
	s.statusOnly = s.name == "radosgw" // has codes of its own
	s.client = s3.New(s3.Options{
		BaseEndpoint: &s.endpoint, Region: s.region, UsePathStyle: true,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: s.owner.AccessKeyID, SecretAccessKey: s.owner.SecretAccessKey}, nil
		}),
	})
	cors, err := s.client.GetBucketCors(t.Context(), &s3.GetBucketCorsInput{Bucket: &s.bucket})
	if err != nil {
		t.Fatal(err)
	}
	s.origin = cors.CORSRules[0].AllowedOrigins[0]
	s.makeOther(t)
	if _, err := s.changes(); err != nil {
		t.Fatal(err)
	}
	return s
}

// newServer returns the server that the environment names.
func newServer(t *testing.T) *server {
	t.Helper()
	if os.Getenv("S3_ENDPOINT") == "" {
		t.Skip("S3_ENDPOINT names no server: run by `make test` and `make conformance`")
	}
	return serverOf(t, os.Getenv)
}

// makeOther creates the second bucket.
func (s *server) makeOther(t *testing.T) {
	t.Helper()
	s.other = s.bucket + "-other"
	create := &s3.CreateBucketInput{Bucket: &s.other}
	if s.region != "us-east-1" { // S3 refuses its name as a LocationConstraint
		create.CreateBucketConfiguration = &types.CreateBucketConfiguration{LocationConstraint: types.BucketLocationConstraint(s.region)}
	}
	if _, err := s.client.CreateBucket(t.Context(), create); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := s.client.DeleteBucket(context.Background(), &s3.DeleteBucketInput{Bucket: &s.other}); err != nil {
			t.Errorf("the other bucket is not empty: %v", err)
		}
	})
}

// changes returns the keys that have been written since the last call.
func (s *server) changes() ([]string, error) {
	var written []string
	now := make(map[string]string)
	pages := s3.NewListObjectsV2Paginator(s.client, &s3.ListObjectsV2Input{Bucket: &s.bucket})
	for pages.HasMorePages() {
		page, err := pages.NextPage(context.Background())
		if err != nil {
			return nil, fmt.Errorf("cannot list the bucket: %w", err)
		}
		for _, object := range page.Contents {
			now[*object.Key] = *object.ETag
			if s.known[*object.Key] != *object.ETag {
				written = append(written, *object.Key)
			}
		}
	}
	s.known = now
	return written, nil
}
