package version

import (
	"context"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// The tags of a verdict. The bucket policy and the lifecycle rule use the
// first.
const (
	VerdictTag = "slipway-verdict" // Accepted or Rejected
	TypeTag    = "slipway-type"
	ReasonTag  = "slipway-reason"
)

// The values of VerdictTag.
const (
	Accepted = "accepted"
	Rejected = "rejected"
)

// Tags returns the tags of a version. If id names none, not every server
// reports which version it is.
func Tags(ctx context.Context, client *s3.Client, id ID) (map[string]string, error) {
	answer, err := client.GetObjectTagging(ctx, &s3.GetObjectTaggingInput{
		Bucket: &id.Bucket, Key: &id.Key, VersionId: notEmpty(id.Version),
	})
	if err != nil {
		return nil, goneOr(err)
	}
	tags := make(map[string]string, len(answer.TagSet))
	for _, tag := range answer.TagSet {
		tags[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
	}
	return tags, nil
}

// Tags returns the version's tags.
func (o *Object) Tags() (map[string]string, error) {
	o.Calls++
	return Tags(o.ctx, o.s3, o.ID)
}

// PutTags replaces all of the version's tags.
func (o *Object) PutTags(tags map[string]string) error {
	var set []types.Tag
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		set = append(set, types.Tag{Key: aws.String(key), Value: aws.String(tags[key])})
	}
	o.Calls++
	_, err := o.s3.PutObjectTagging(o.ctx, &s3.PutObjectTaggingInput{
		Bucket: &o.Bucket, Key: &o.Key, VersionId: &o.Version, Tagging: &types.Tagging{TagSet: set},
	})
	return goneOr(err)
}
