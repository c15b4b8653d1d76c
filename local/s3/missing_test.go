package s3

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"slipway/local/session"
	"slipway/local/template"
)

// For a missing object, callers who may list the bucket get 404, all others 403.
func TestMissing(t *testing.T) {
	config, _ := bare(t)
	sessions := config.Sessions.(*session.Store)
	config.Buckets = []template.Bucket{{Name: "files", Versioned: true, Policy: json.RawMessage(strings.ReplaceAll(gatePolicy, ":::b/", ":::files/"))}}
	server, err := Start(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	owner := NewClient("http://"+config.Listeners[0].Addr().String(), region, config.Owner.AccessKeyID, config.Owner.SecretAccessKey)
	// gone stores an object and deletes the version.
	gone := func(key string) *string {
		t.Helper()
		out, err := owner.PutObject(t.Context(), &s3.PutObjectInput{Bucket: aws.String("files"), Key: &key, Body: strings.NewReader("hello")})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := owner.DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: aws.String("files"), Key: &key, VersionId: out.VersionId}); err != nil {
			t.Fatal(err)
		}
		return out.VersionId
	}
	// as returns a client of a role with all rights to objects, and some to the
	// bucket.
	as := func(role, onBucket string) *s3.Client {
		t.Helper()
		arn := "arn:aws:iam::1:role/" + role
		if err := sessions.PutRole(arn, []json.RawMessage{json.RawMessage(`{"Version": "2012-10-17", "Statement": [
			{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::files/*"},
			{"Effect": "Allow", "Action": [` + onBucket + `], "Resource": "arn:aws:s3:::files"}]}`)}); err != nil {
			t.Fatal(err)
		}
		c := sessions.Assume(arn)
		options := owner.Options()
		options.Retryer = aws.NopRetryer{}
		options.Credentials = credentials.NewStaticCredentialsProvider(c.AccessKeyID, c.SecretAccessKey, c.SessionToken)
		return s3.New(options)
	}
	calls := map[string]func(ctx context.Context, client *s3.Client, key string, version *string) error{
		"GET": func(ctx context.Context, client *s3.Client, key string, version *string) error {
			_, err := client.GetObject(ctx, &s3.GetObjectInput{Bucket: aws.String("files"), Key: &key, VersionId: version})
			return err
		},
		"HEAD": func(ctx context.Context, client *s3.Client, key string, version *string) error {
			_, err := client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: aws.String("files"), Key: &key, VersionId: version})
			return err
		},
		"attributes": func(ctx context.Context, client *s3.Client, key string, version *string) error {
			_, err := client.GetObjectAttributes(ctx, &s3.GetObjectAttributesInput{
				Bucket: aws.String("files"), Key: &key, VersionId: version, ObjectAttributes: []types.ObjectAttributes{types.ObjectAttributesEtag},
			})
			return err
		},
		"GET of tags": func(ctx context.Context, client *s3.Client, key string, version *string) error {
			_, err := client.GetObjectTagging(ctx, &s3.GetObjectTaggingInput{Bucket: aws.String("files"), Key: &key, VersionId: version})
			return err
		},
		"PUT of tags": func(ctx context.Context, client *s3.Client, key string, version *string) error {
			_, err := client.PutObjectTagging(ctx, &s3.PutObjectTaggingInput{
				Bucket: aws.String("files"), Key: &key, VersionId: version,
				Tagging: &types.Tagging{TagSet: []types.Tag{{Key: aws.String("k"), Value: aws.String("v")}}},
			})
			return err
		},
		"DELETE of tags": func(ctx context.Context, client *s3.Client, key string, version *string) error {
			_, err := client.DeleteObjectTagging(ctx, &s3.DeleteObjectTaggingInput{Bucket: aws.String("files"), Key: &key, VersionId: version})
			return err
		},
	}
	const nothing, list, versions, both = `"s3:GetBucketLocation"`, `"s3:ListBucket"`, `"s3:ListBucketVersions"`, `"s3:ListBucket", "s3:ListBucketVersions"`
	for _, test := range []struct {
		role, key, onBucket string
		latest, version     int
	}{
		{"reader", "out/a", nothing, 403, 403},
		{"reader", "out/a", list, 404, 403},
		{"reader", "out/a", versions, 403, 403},
		{"reader", "out/a", both, 404, 404},
		{"reader", "in/a", both, 403, 403}, // the gate: not accepted
		{"judge", "in/a", both, 404, 404},
		{"judge", "in/a", nothing, 403, 403},
	} {
		client, id := as(test.role, test.onBucket), gone(test.key)
		for name, call := range calls {
			for version, want := range map[*string]int{nil: test.latest, id: test.version} {
				if strings.HasSuffix(name, "of tags") && test.role == "reader" && test.onBucket == both {
					want = 404 // the gate does not cover tags
				}
				var answer *awshttp.ResponseError
				if err := call(t.Context(), client, test.key, version); !errors.As(err, &answer) || answer.HTTPStatusCode() != want {
					t.Errorf("%s of %s by %s with %s, %q: %v, want %d", name, test.key, test.role, test.onBucket, aws.ToString(version), err, want)
				}
			}
		}
	}
	if _, err := owner.HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: aws.String("files"), Key: aws.String("in/a")}); !strings.Contains(err.Error(), "404") {
		t.Errorf("the owner: %v", err)
	}
}
