package s3

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"

	"slipway/local/template"
)

// NewClient returns a client of the server at endpoint, with the keys of the
// buckets' owner.
func NewClient(endpoint, region, accessKeyID, secretAccessKey string) *s3.Client {
	return s3.New(s3.Options{
		BaseEndpoint: &endpoint,
		Region:       region,
		UsePathStyle: true,
		Credentials:  credentials.NewStaticCredentialsProvider(accessKeyID, secretAccessKey, ""),
	})
}

// SetUpBucket creates a bucket, or updates the settings of an existing one, through
// the server's S3 API, as CloudFormation does on AWS. It returns the names of the
// settings that the server does not enforce.
func SetUpBucket(ctx context.Context, client *s3.Client, region string, b template.Bucket) (
	unenforced []string, err error) {
	if err := create(ctx, client, region, b); err != nil {
		return nil, err
	}
	if b.Versioned {
		if _, err := client.PutBucketVersioning(ctx, &s3.PutBucketVersioningInput{
			Bucket:                  &b.Name,
			VersioningConfiguration: &types.VersioningConfiguration{Status: types.BucketVersioningStatusEnabled},
		}); err != nil {
			return nil, err
		}
	}
	if err := putCORS(ctx, client, b); err != nil {
		return nil, err
	}
	if unenforced, err = putPolicy(ctx, client, b); err != nil {
		return nil, err
	}
	return append(unenforced, b.Unsupported...), nil
}

func create(ctx context.Context, client *s3.Client, region string, b template.Bucket) error {
	ownership := types.ObjectOwnership(b.Ownership)
	_, err := client.HeadBucket(ctx, &s3.HeadBucketInput{Bucket: &b.Name})
	if missing := (*types.NotFound)(nil); errors.As(err, &missing) {
		create := &s3.CreateBucketInput{Bucket: &b.Name, ObjectOwnership: ownership}
		if region != "us-east-1" { // whose name S3 refuses as a LocationConstraint
			create.CreateBucketConfiguration = &types.CreateBucketConfiguration{
				LocationConstraint: types.BucketLocationConstraint(region),
			}
		}
		_, err = client.CreateBucket(ctx, create)
		return err
	}
	if err != nil || ownership == "" {
		return err
	}
	_, err = client.PutBucketOwnershipControls(ctx, &s3.PutBucketOwnershipControlsInput{
		Bucket:            &b.Name,
		OwnershipControls: &types.OwnershipControls{Rules: []types.OwnershipControlsRule{{ObjectOwnership: ownership}}},
	})
	return err
}

func putCORS(ctx context.Context, client *s3.Client, b template.Bucket) error {
	if len(b.CORS) == 0 {
		_, err := client.DeleteBucketCors(ctx, &s3.DeleteBucketCorsInput{Bucket: &b.Name})
		return err
	}
	var rules []types.CORSRule
	for _, r := range b.CORS {
		rules = append(rules, types.CORSRule{
			AllowedOrigins: r.AllowedOrigins,
			AllowedMethods: r.AllowedMethods,
			AllowedHeaders: r.AllowedHeaders,
			ExposeHeaders:  r.ExposedHeaders,
			MaxAgeSeconds:  aws.Int32(int32(r.MaxAge.Seconds())),
		})
	}
	_, err := client.PutBucketCors(ctx, &s3.PutBucketCorsInput{
		Bucket:            &b.Name,
		CORSConfiguration: &types.CORSConfiguration{CORSRules: rules},
	})
	return err
}

// putPolicy puts those statements of the bucket's policy that the server accepts,
// and returns the names of the others.
func putPolicy(ctx context.Context, client *s3.Client, b template.Bucket) (unenforced []string, err error) {
	if _, err := client.DeleteBucketPolicy(ctx, &s3.DeleteBucketPolicyInput{Bucket: &b.Name}); err != nil {
		return nil, err
	}
	if b.Policy == nil {
		return nil, nil
	}
	var document struct {
		Version   string `json:",omitempty"`
		Statement []json.RawMessage
	}
	if err := json.Unmarshal(b.Policy, &document); err != nil {
		return nil, fmt.Errorf("the policy is not a JSON document with a list of statements: %w", err)
	}
	all := document.Statement
	document.Statement = nil
	for i, statement := range all {
		var s struct {
			Sid       string
			Condition json.RawMessage
		}
		if err := json.Unmarshal(statement, &s); err != nil {
			return nil, fmt.Errorf("statement %d of the policy: %w", i+1, err)
		}
		if s.Sid == "" {
			s.Sid = fmt.Sprintf("statement %d", i+1)
		}
		// The server has no TLS: this statement would refuse every request.
		if strings.Contains(strings.ToLower(string(s.Condition)), `"aws:securetransport"`) {
			unenforced = append(unenforced, s.Sid)
			continue
		}
		document.Statement = append(document.Statement, statement)
		text, err := json.Marshal(document)
		if err != nil {
			return nil, err
		}
		_, err = client.PutBucketPolicy(ctx, &s3.PutBucketPolicyInput{Bucket: &b.Name, Policy: aws.String(string(text))})
		if refused := smithy.APIError(nil); errors.As(err, &refused) && refused.ErrorCode() == "MalformedPolicy" {
			unenforced = append(unenforced, s.Sid)
			document.Statement = document.Statement[:len(document.Statement)-1]
		} else if err != nil {
			return nil, err
		}
	}
	return unenforced, nil
}
