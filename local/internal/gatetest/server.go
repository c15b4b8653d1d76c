// Package gatetest tests that a server enforces the template's gate: only the
// inspector can read a version that was not accepted. The table is the same for
// each server.
package gatetest

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// A Server has a versioned bucket with the template's policy. Only the test tags
// its versions.
type Server struct {
	Bucket, Prefix string
	Owner          *s3.Client // stores and deletes
	Inspector      *s3.Client // of the role that judges
	Files          *s3.Client // of the role that reads files back
	Anybody        *s3.Client // of a role with all rights
	Nobody         *s3.Client // without credentials
	Refuses        []string   // operations that it refuses even for accepted versions
}

// A version of a key. The id is empty for the latest.
type version struct{ key, id string }

func (s Server) put(t *testing.T, key, content string) version {
	t.Helper()
	out, err := s.Owner.PutObject(t.Context(), &s3.PutObjectInput{Bucket: &s.Bucket, Key: &key, Body: strings.NewReader(content)})
	if err != nil {
		t.Fatal(err)
	}
	return version{key, aws.ToString(out.VersionId)}
}

// tag puts tags on a version as the inspector does.
func (s Server) tag(t *testing.T, v version, pairs ...string) {
	t.Helper()
	s.tagBy(t, s.Inspector, v, pairs...)
}

func (s Server) tagBy(t *testing.T, client *s3.Client, v version, pairs ...string) {
	t.Helper()
	var set []types.Tag
	for i := 0; i < len(pairs); i += 2 {
		set = append(set, types.Tag{Key: &pairs[i], Value: &pairs[i+1]})
	}
	if _, err := client.PutObjectTagging(t.Context(), &s3.PutObjectTaggingInput{
		Bucket: &s.Bucket, Key: &v.key, VersionId: &v.id, Tagging: &types.Tagging{TagSet: set},
	}); err != nil && status(err) != 404 { // deleted meanwhile
		t.Fatal(err)
	}
}

// remove deletes a version, or adds a delete marker and returns it.
func (s Server) remove(t *testing.T, v version) version {
	t.Helper()
	out, err := s.Owner.DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: &s.Bucket, Key: &v.key, VersionId: v.named()})
	if err != nil {
		t.Fatal(err)
	}
	return version{v.key, aws.ToString(out.VersionId)}
}

func (v version) named() *string {
	if v.id == "" {
		return nil
	}
	return &v.id
}

// get reads a version, and returns its id.
func (s Server) get(ctx context.Context, client *s3.Client, v version) (content, id string, err error) {
	out, err := client.GetObject(ctx, &s3.GetObjectInput{Bucket: &s.Bucket, Key: &v.key, VersionId: v.named()})
	if err != nil {
		return "", "", err
	}
	defer out.Body.Close()
	text, err := io.ReadAll(out.Body)
	return string(text), aws.ToString(out.VersionId), err
}

// status returns the HTTP status of S3's answer: 200 if err is nil, 0 if there was
// no answer.
func status(err error) int {
	if err == nil {
		return http.StatusOK
	}
	if answer := (*awshttp.ResponseError)(nil); errors.As(err, &answer) {
		return answer.HTTPStatusCode()
	}
	return 0
}
