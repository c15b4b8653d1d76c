package main

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

func checkCORS(ctx context.Context, b *bucket, w *wanted, r *report) error {
	const setting = "CORS"
	found, known, err := ask(ctx, r, setting, b.client.GetBucketCors, &s3.GetBucketCorsInput{Bucket: &b.name})
	if err != nil || !known {
		return err
	}
	var has []types.CORSRule
	if found != nil {
		has = found.CORSRules
	}
	var lacks []types.CORSRule
	for _, rule := range w.bucket.CorsConfiguration.CorsRules {
		var origins, exposed []string
		for _, origin := range rule.AllowedOrigins {
			for _, method := range rule.AllowedMethods {
				first := firstRule(has, origin, method)
				if first != nil && covers(first.AllowedHeaders, rule.AllowedHeaders) &&
					covers(first.ExposeHeaders, rule.ExposedHeaders) {
					continue
				}
				if !slices.Contains(origins, origin) {
					origins = append(origins, origin)
				}
				if first != nil {
					exposed = append(exposed, first.ExposeHeaders...)
				}
			}
		}
		if origins == nil {
			r.ok(setting, strings.Join(rule.AllowedMethods, " and ")+" from "+strings.Join(rule.AllowedOrigins, ", "))
			continue
		}
		exposed = append(slices.Clone(rule.ExposedHeaders), exposed...)
		slices.Sort(exposed)
		lacks = append(lacks, types.CORSRule{
			ID:             aws.String("slipway"),
			AllowedOrigins: origins, AllowedMethods: rule.AllowedMethods, AllowedHeaders: rule.AllowedHeaders,
			ExposeHeaders: slices.Compact(exposed), MaxAgeSeconds: aws.Int32(rule.MaxAge),
		})
	}
	if lacks == nil {
		return nil
	}
	var origins []string
	for _, rule := range lacks {
		origins = append(origins, strings.Join(rule.AllowedMethods, " and ")+" from "+strings.Join(rule.AllowedOrigins, ", "))
	}
	// S3 applies the first rule that matches, so these come first. They also expose
	// the headers of the rules that they override.
	all := slices.Clone(lacks)
	for _, rule := range has {
		if aws.ToString(rule.ID) == "slipway" { // from an earlier command
			others := func(origin string) bool { return !slices.Contains(lacks[0].AllowedOrigins, origin) }
			if !slices.ContainsFunc(rule.AllowedOrigins, others) {
				continue
			}
			rule.ID = nil // still needed for other origins
		}
		all = append(all, rule)
	}
	r.missing(setting, strings.Join(origins, "; "), lacks,
		"put-bucket-cors", "cors-configuration", types.CORSConfiguration{CORSRules: all})
	return nil
}

// firstRule returns the rule that S3 applies to a request, or nil.
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html
func firstRule(rules []types.CORSRule, origin, method string) *types.CORSRule {
	for i, rule := range rules {
		fits := func(pattern string) bool { return !strings.Contains(pattern, "?") && matches(pattern, origin) }
		if slices.Contains(rule.AllowedMethods, method) && slices.ContainsFunc(rule.AllowedOrigins, fits) {
			return &rules[i]
		}
	}
	return nil
}

// covers reports whether each of the headers matches one of patterns.
func covers(patterns, headers []string) bool {
	for _, header := range headers {
		fits := func(pattern string) bool { return matches(strings.ToLower(pattern), strings.ToLower(header)) }
		if !slices.ContainsFunc(patterns, fits) {
			return false
		}
	}
	return true
}
