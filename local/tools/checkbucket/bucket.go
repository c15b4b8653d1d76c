package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3control"
	"github.com/aws/smithy-go"
)

// A bucket is an existing bucket, with clients in its region.
type bucket struct {
	name, region string
	client       *s3.Client
	account      *s3control.Client
}

// openBucket finds the region of a bucket.
func openBucket(ctx context.Context, cfg aws.Config, name string) (*bucket, error) {
	if strings.Contains(name, ".") {
		return nil, fmt.Errorf("the bucket %s has a dot in its name, which S3's certificates do not cover: "+
			"browsers cannot upload to it", name)
	}
	if cfg.Region == "" {
		cfg.Region = "us-east-1" // S3 there returns the region of every bucket
	}
	b := &bucket{name: name, region: cfg.Region, client: s3.NewFromConfig(cfg), account: s3control.NewFromConfig(cfg)}
	head, err := b.client.HeadBucket(ctx, &s3.HeadBucketInput{Bucket: &name})
	if err == nil {
		if head.BucketRegion != nil {
			b.region = *head.BucketRegion
		}
		return b, nil
	}
	// S3 also returns the region to a request in another one.
	failed := (*awshttp.ResponseError)(nil)
	if !errors.As(err, &failed) {
		return nil, err
	}
	switch region := failed.Response.Header.Get("X-Amz-Bucket-Region"); {
	case failed.HTTPStatusCode() == http.StatusNotFound:
		return nil, fmt.Errorf("there is no bucket %s", name)
	case region != "" && region != cfg.Region:
		b.region, cfg.Region = region, region
		b.client = s3.NewFromConfig(cfg)
		_, err = b.client.HeadBucket(ctx, &s3.HeadBucketInput{Bucket: &name})
	}
	if err != nil {
		return nil, fmt.Errorf("the bucket %s: %w", name, err)
	}
	return b, nil
}

// absent are S3's error codes for settings that a bucket does not have.
var absent = []string{
	"NoSuchCORSConfiguration", "NoSuchBucketPolicy", "NoSuchLifecycleConfiguration",
	"NoSuchPublicAccessBlockConfiguration", "ServerSideEncryptionConfigurationNotFoundError",
	"OwnershipControlsNotFoundError",
}

// ask returns one of the bucket's settings, or nil if the bucket does not have it.
// If it cannot be read, known is false, and r has the reason.
func ask[In, Out, Options any](ctx context.Context, r *report, setting string,
	call func(context.Context, *In, ...func(*Options)) (*Out, error), in *In) (out *Out, known bool, err error) {
	out, err = call(ctx, in)
	if err == nil {
		return out, true, nil
	}
	answer := smithy.APIError(nil)
	if !errors.As(err, &answer) {
		return nil, false, fmt.Errorf("%s: %w", setting, err)
	}
	status, failed := 0, (*awshttp.ResponseError)(nil)
	if errors.As(err, &failed) {
		status = failed.HTTPStatusCode()
	}
	switch {
	case slices.Contains(absent, answer.ErrorCode()):
		return nil, true, nil
	case status == http.StatusNotImplemented || status == http.StatusMethodNotAllowed:
		r.unknown(setting, "this S3 server does not implement it")
	case status == http.StatusForbidden:
		r.unknown(setting, "you may not read it ("+answer.ErrorCode()+")")
	default:
		return nil, false, fmt.Errorf("%s: %w", setting, err)
	}
	return nil, false, nil
}

// convert decodes properties of the template into v. It refuses a property without a
// field in v, which would not be compared.
func convert(properties map[string]any, v any) error {
	text, err := json.Marshal(properties)
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(strings.NewReader(string(text)))
	decoder.DisallowUnknownFields()
	return decoder.Decode(v)
}
