// Package s3test creates versioned buckets for tests, on the S3 server that the
// environment names.
package s3test

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"slipway/functions/internal/version"
)

// A Bucket belongs to one test, and is deleted at its end.
type Bucket struct {
	Name   string
	Config aws.Config // of its owner
	*s3.Client
}

// New returns a new bucket, or skips the test where no server is named.
func New(t *testing.T) *Bucket {
	t.Helper()
	if os.Getenv("S3_ENDPOINT") == "" {
		t.Skip("S3_ENDPOINT names no server: run by `make test` and `make conformance`")
	}
	b := &Bucket{Name: strings.ToLower("of-" + t.Name()), Config: aws.Config{
		Region: os.Getenv("AWS_REGION"), RetryMaxAttempts: 1,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: os.Getenv("OWNER_ACCESS_KEY_ID"), SecretAccessKey: os.Getenv("OWNER_SECRET_ACCESS_KEY")}, nil
		}),
	}}
	b.Client = s3.NewFromConfig(b.Config, At(os.Getenv("S3_ENDPOINT")))
	create := &s3.CreateBucketInput{Bucket: &b.Name}
	if b.Config.Region != "us-east-1" { // S3 refuses its name as a LocationConstraint
		create.CreateBucketConfiguration = &types.CreateBucketConfiguration{LocationConstraint: types.BucketLocationConstraint(b.Config.Region)}
	}
	if _, err := b.CreateBucket(t.Context(), create); err != nil {
		t.Fatal(err)
	}
	if _, err := b.PutBucketVersioning(t.Context(), &s3.PutBucketVersioningInput{
		Bucket: &b.Name, VersioningConfiguration: &types.VersioningConfiguration{Status: types.BucketVersioningStatusEnabled},
	}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.remove(t) })
	return b
}

// At sets a client's endpoint.
func At(url string) func(*s3.Options) {
	return func(o *s3.Options) { o.BaseEndpoint, o.UsePathStyle = &url, true }
}

// remove deletes all versions and the bucket.
func (b *Bucket) remove(t *testing.T) {
	ctx := context.Background()
	all, err := b.ListObjectVersions(ctx, &s3.ListObjectVersionsInput{Bucket: &b.Name})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range all.Versions {
		b.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &b.Name, Key: v.Key, VersionId: v.VersionId})
	}
	for _, v := range all.DeleteMarkers {
		b.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &b.Name, Key: v.Key, VersionId: v.VersionId})
	}
	if _, err := b.DeleteBucket(ctx, &s3.DeleteBucketInput{Bucket: &b.Name}); err != nil {
		t.Errorf("the bucket is not empty: %v", err)
	}
}

// Put stores a version.
func (b *Bucket) Put(t *testing.T, key string, data []byte, declared string, metadata map[string]string) version.ID {
	t.Helper()
	input := &s3.PutObjectInput{Bucket: &b.Name, Key: &key, Body: bytes.NewReader(data), Metadata: metadata}
	if declared != "" {
		input.ContentType = &declared
	}
	answer, err := b.PutObject(t.Context(), input)
	if err != nil {
		t.Fatal(err)
	}
	return version.ID{Bucket: b.Name, Key: key, Version: aws.ToString(answer.VersionId), ETag: *answer.ETag}
}

// Delete deletes a version, or adds a delete marker if id is empty.
func (b *Bucket) Delete(t *testing.T, id version.ID) {
	t.Helper()
	input := &s3.DeleteObjectInput{Bucket: &b.Name, Key: &id.Key}
	if id.Version != "" {
		input.VersionId = &id.Version
	}
	if _, err := b.DeleteObject(t.Context(), input); err != nil {
		t.Fatal(err)
	}
}

// Tags returns the tags of a version.
func (b *Bucket) Tags(t *testing.T, id version.ID) map[string]string {
	t.Helper()
	tags, err := version.Tags(t.Context(), b.Client, id)
	if err != nil {
		t.Fatal(err)
	}
	return tags
}

// PutTags replaces the tags of a version.
func (b *Bucket) PutTags(t *testing.T, id version.ID, tags map[string]string) {
	t.Helper()
	var set []types.Tag
	for key, value := range tags {
		set = append(set, types.Tag{Key: aws.String(key), Value: aws.String(value)})
	}
	if _, err := b.PutObjectTagging(t.Context(), &s3.PutObjectTaggingInput{
		Bucket: &b.Name, Key: &id.Key, VersionId: &id.Version, Tagging: &types.Tagging{TagSet: set},
	}); err != nil {
		t.Fatal(err)
	}
}
