package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

func checkLifecycle(ctx context.Context, b *bucket, w *wanted, r *report) error {
	const setting = "lifecycle"
	found, known, err := ask(ctx, r, setting, b.client.GetBucketLifecycleConfiguration,
		&s3.GetBucketLifecycleConfigurationInput{Bucket: &b.name})
	if err != nil || !known {
		return err
	}
	var has []types.LifecycleRule
	if found != nil {
		has = found.Rules
	}
	for i, rule := range has {
		//lint:ignore SA1019 older rules have it; S3 accepts both in one configuration
		if rule.Prefix != nil {
			//lint:ignore SA1019 as above
			has[i].Filter, has[i].Prefix = &types.LifecycleRuleFilter{Prefix: rule.Prefix}, nil
		}
		prefix, tags := filter(has[i])
		if days := days(rule.Expiration); rule.Status == types.ExpirationStatusEnabled && days > 0 && tags == nil &&
			(strings.HasPrefix(prefix, w.prefix) || strings.HasPrefix(w.prefix, prefix)) {
			r.note(setting, fmt.Sprintf("the rule %s deletes files under %s after %d days",
				aws.ToString(rule.ID), max(prefix, w.prefix), days))
		}
	}
	var lacks []types.LifecycleRule
	var fine, names []string
	for _, wanted := range w.bucket.LifecycleConfiguration.Rules {
		rule, err := wanted.translate(w.prefix)
		if err != nil {
			return err
		}
		if done(has, rule) {
			fine = append(fine, wanted.Id)
			continue
		}
		names, lacks = append(names, wanted.Id), append(lacks, rule)
	}
	if fine != nil {
		r.ok(setting, strings.Join(fine, ", "))
	}
	if lacks == nil {
		return nil
	}
	all := slices.Clone(has)
	for i, rule := range lacks {
		taken := func(other types.LifecycleRule) bool { return aws.ToString(other.ID) == *rule.ID }
		for n := 2; slices.ContainsFunc(has, taken); n++ {
			rule.ID = aws.String(fmt.Sprint(names[i], "-", n))
		}
		all = append(all, rule)
	}
	var more []string
	if found != nil && found.TransitionDefaultMinimumObjectSize != "" {
		more = append(more, "--transition-default-minimum-object-size "+string(found.TransitionDefaultMinimumObjectSize))
	}
	r.missing(setting, strings.Join(names, ", "), lacks, "put-bucket-lifecycle-configuration", "lifecycle-configuration",
		types.BucketLifecycleConfiguration{Rules: all}, more...)
	return nil
}

// translate converts the rule to the types of S3's API, limited to prefix.
func (rule lifecycleRule) translate(prefix string) (types.LifecycleRule, error) {
	if rule.Prefix != "" {
		prefix = rule.Prefix
	}
	t := types.LifecycleRule{
		ID: &rule.Id, Status: types.ExpirationStatus(rule.Status), Filter: &types.LifecycleRuleFilter{Prefix: &prefix},
	}
	if rule.TagFilters != nil {
		t.Filter = &types.LifecycleRuleFilter{And: &types.LifecycleRuleAndOperator{Prefix: &prefix}}
		for _, tag := range rule.TagFilters {
			t.Filter.And.Tags = append(t.Filter.And.Tags, types.Tag{Key: &tag.Key, Value: &tag.Value})
		}
	}
	if rule.ExpirationInDays != "" {
		days, err := strconv.ParseInt(string(rule.ExpirationInDays), 10, 32)
		if err != nil {
			return t, err
		}
		t.Expiration = &types.LifecycleExpiration{Days: aws.Int32(int32(days))}
	}
	if rule.ExpiredObjectDeleteMarker != nil {
		t.Expiration = &types.LifecycleExpiration{ExpiredObjectDeleteMarker: rule.ExpiredObjectDeleteMarker}
	}
	if n := rule.NoncurrentVersionExpiration; n != nil {
		t.NoncurrentVersionExpiration = &types.NoncurrentVersionExpiration{NoncurrentDays: &n.NoncurrentDays}
	}
	if a := rule.AbortIncompleteMultipartUpload; a != nil {
		t.AbortIncompleteMultipartUpload = &types.AbortIncompleteMultipartUpload{DaysAfterInitiation: &a.DaysAfterInitiation}
	}
	return t, nil
}

// done reports whether rules do all that wanted does, at the same time or earlier.
func done(rules []types.LifecycleRule, wanted types.LifecycleRule) bool {
	prefix, tags := filter(wanted)
	some := func(does func(types.LifecycleRule) bool) bool {
		return slices.ContainsFunc(rules, func(rule types.LifecycleRule) bool {
			p, t := filter(rule)
			return rule.Status == types.ExpirationStatusEnabled && !sized(rule.Filter) && strings.HasPrefix(prefix, p) &&
				!slices.ContainsFunc(t, func(tag string) bool { return !slices.Contains(tags, tag) }) && does(rule)
		})
	}
	if e := wanted.Expiration; e != nil && e.Days != nil && !some(func(rule types.LifecycleRule) bool {
		return days(rule.Expiration) > 0 && days(rule.Expiration) <= *e.Days
	}) {
		return false
	}
	markers := func(rule types.LifecycleRule) bool {
		return rule.Expiration != nil && aws.ToBool(rule.Expiration.ExpiredObjectDeleteMarker)
	}
	if e := wanted.Expiration; e != nil && e.ExpiredObjectDeleteMarker != nil && !some(markers) {
		return false
	}
	if n := wanted.NoncurrentVersionExpiration; n != nil && !some(func(rule types.LifecycleRule) bool {
		e := rule.NoncurrentVersionExpiration
		return e != nil && e.NewerNoncurrentVersions == nil && aws.ToInt32(e.NoncurrentDays) <= *n.NoncurrentDays
	}) {
		return false
	}
	a := wanted.AbortIncompleteMultipartUpload
	return a == nil || some(func(rule types.LifecycleRule) bool {
		e := rule.AbortIncompleteMultipartUpload
		return e != nil && aws.ToInt32(e.DaysAfterInitiation) <= *a.DaysAfterInitiation
	})
}

// sized reports whether a rule is only for files of certain sizes. A rule that
// excludes only empty files, which cost nothing, is not.
func sized(f *types.LifecycleRuleFilter) bool {
	if f == nil {
		return false
	}
	all := types.LifecycleRuleAndOperator{
		ObjectSizeGreaterThan: f.ObjectSizeGreaterThan, ObjectSizeLessThan: f.ObjectSizeLessThan,
	}
	if f.And != nil {
		all = *f.And
	}
	return aws.ToInt64(all.ObjectSizeGreaterThan) > 0 || all.ObjectSizeLessThan != nil
}

// filter returns the prefix of a rule, and its tags as Key=Value.
func filter(rule types.LifecycleRule) (prefix string, tags []string) {
	f := rule.Filter
	if f == nil {
		return "", nil
	}
	all := types.LifecycleRuleAndOperator{Prefix: f.Prefix}
	if f.And != nil {
		all = *f.And
	}
	if f.Tag != nil {
		all.Tags = []types.Tag{*f.Tag}
	}
	for _, tag := range all.Tags {
		tags = append(tags, aws.ToString(tag.Key)+"="+aws.ToString(tag.Value))
	}
	return aws.ToString(all.Prefix), tags
}

// days returns the days after which a rule deletes files, or 0.
func days(e *types.LifecycleExpiration) int32 {
	if e == nil {
		return 0
	}
	return aws.ToInt32(e.Days)
}
