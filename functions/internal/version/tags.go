package version

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// The tags of a verdict. The bucket policy and the lifecycle rule use the
// first.
const (
	VerdictTag    = "slipway-verdict" // Accepted or Rejected
	TypeTag       = "slipway-type"
	ReasonTag     = "slipway-reason"     // of a rejection
	DimensionsTag = "slipway-dimensions" // of an accepted picture, as 800x600
)

// The values of VerdictTag.
const (
	Accepted = "accepted"
	Rejected = "rejected"
)

// FormatDimensions returns the value of DimensionsTag.
func FormatDimensions(width, height int64) string { return fmt.Sprintf("%dx%d", width, height) }

// ParseDimensions reads a value of DimensionsTag. It returns zeros if it is not
// one.
func ParseDimensions(value string) (width, height int64) {
	before, after, _ := strings.Cut(value, "x")
	width, err := strconv.ParseInt(before, 10, 64)
	if err != nil || width <= 0 {
		return 0, 0
	}
	height, err = strconv.ParseInt(after, 10, 64)
	if err != nil || height <= 0 {
		return 0, 0
	}
	return width, height
}

// Tags returns the tags of a version, or of the latest if id names none.
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
