package main

import (
	"maps"
	"strings"

	"slipway/functions/internal/content"
	"slipway/functions/internal/version"
)

// tag stores the verdict as tags of the version. S3 replaces all tags at once, so
// tag also sends the present ones of others.
func tag(o *version.Object, present map[string]string, verdict content.Verdict) error {
	tags := maps.Clone(present)
	delete(tags, version.ReasonTag)
	delete(tags, version.DimensionsTag)
	tags[version.TypeTag] = tagValue(verdict.Type)
	if !verdict.Accepted() {
		tags[version.VerdictTag], tags[version.ReasonTag] = version.Rejected, string(verdict.Reason)
	} else {
		tags[version.VerdictTag] = version.Accepted
		if verdict.Width > 0 {
			tags[version.DimensionsTag] = version.FormatDimensions(verdict.Width, verdict.Height)
		}
	}
	if maps.Equal(tags, present) {
		return nil
	}
	return o.PutTags(tags)
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
