package main

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"slipway/functions/internal/content"
)

// The tags of a verdict. The bucket's policy and its lifecycle rule go by the
// first.
const (
	verdictTag = "slipway-verdict"
	typeTag    = "slipway-type"
	reasonTag  = "slipway-reason"
	scanTag    = "GuardDutyMalwareScanStatus" // GuardDuty's own
)

// readTags returns the tags of a version.
func (o *object) readTags() (map[string]string, error) {
	o.calls++
	answer, err := o.s3.GetObjectTagging(o.ctx, &s3.GetObjectTaggingInput{Bucket: &o.bucket, Key: &o.version.key, VersionId: &o.version.id})
	if err != nil {
		return nil, goneOr(err)
	}
	tags := make(map[string]string, len(answer.TagSet))
	for _, tag := range answer.TagSet {
		tags[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
	}
	return tags, nil
}

// tag puts the verdict on the version, and keeps the tags that others have put
// there: S3 replaces all of them at once.
func (o *object) tag(ctx context.Context, present map[string]string, verdict content.Verdict) error {
	tags := maps.Clone(present)
	delete(tags, reasonTag)
	tags[verdictTag], tags[typeTag] = "accepted", tagValue(verdict.Type)
	if !verdict.Accepted() {
		tags[verdictTag], tags[reasonTag] = "rejected", string(verdict.Reason)
	}
	if maps.Equal(tags, present) {
		return nil
	}
	var set []types.Tag
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		set = append(set, types.Tag{Key: aws.String(key), Value: aws.String(tags[key])})
	}
	o.calls++
	_, err := o.s3.PutObjectTagging(ctx, &s3.PutObjectTaggingInput{
		Bucket: &o.bucket, Key: &o.version.key, VersionId: &o.version.id, Tagging: &types.Tagging{TagSet: set},
	})
	return goneOr(err)
}

// tagValue returns a media type with "_" for the characters that a tag's value
// may not have.
func tagValue(t string) string {
	return strings.Map(func(c rune) rune {
		if strings.ContainsRune("!#&^$", c) {
			return '_'
		}
		return c
	}, t)
}
