package e2e

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// Files in a form and in parts get the same attributes, which the uploader cannot
// change.
func TestAttributes(t *testing.T) {
	const profiles = `{"contract": {
		"fields": {"Cache-Control": "private, max-age=60", "Content-Disposition": "inline", "Content-Language": "de, en-GB",
			"Expires": "Thu, 01 Dec 2033 16:00:00 GMT", "x-amz-storage-class": "STANDARD"},
		"tags": {"team": "legal", "kept for": "10 years / +-=._:@"}}}`
	r := startWithProfiles(t, profiles, "TagKeys=team,kept for", "MaxMultipartBytes=10000000",
		"CacheControl=no-cache", "ContentDisposition=attachment", "StorageClass=STANDARD_IA")
	const (
		name     = "Über \"100 %\" \u202e$x.pdf"
		filename = `filename="_ber _100 __ _x.pdf"; filename*=UTF-8''%C3%9Cber%20%22100%20%25%22%20%24x.pdf`
	)
	for profile, want := range map[string]map[string]string{
		"": {"Cache-Control": "no-cache", "Content-Disposition": "attachment; " + filename},
		"contract": {
			"Cache-Control": "private, max-age=60", "Content-Disposition": "inline; " + filename,
			"Content-Language": "de, en-GB", "Expires": "Thu, 01 Dec 2033 16:00:00 GMT",
			"tag team": "legal", "tag kept for": "10 years / +-=._:@",
		},
	} {
		described, err := json.Marshal(map[string]any{"filename": name, "profile": profile, "size": 5})
		if err != nil {
			t.Fatal(err)
		}
		parts := newParts(t, r, string(described))
		_, first := parts.put(t, 1, "&size=5", "hello")
		parts.complete(t, "&size=5", first).want(t, "complete", 200, "")

		query := url.Values{"filename": {name}, "size": {"5"}}
		if profile != "" {
			query.Set("profile", profile)
		}
		action, fields := r.form(t, query.Encode())
		if answer, body := upload(t, action, fields, "hello"); answer.StatusCode != 201 {
			t.Fatalf("%d %s", answer.StatusCode, body)
		}
		for _, key := range []string{parts.Key, fields[0].value} {
			got := r.attributes(t, key)
			for name, value := range want {
				if got[name] != value {
					t.Errorf("%s: %s is %q, want %q", key, name, got[name], value)
				}
			}
			for name := range got { // the file may have a verdict already
				if strings.HasPrefix(name, "tag slipway-") {
					delete(got, name)
				}
			}
			if len(got) != len(want) {
				t.Errorf("%s has %q, want %q", key, got, want)
			}
		}
		for _, f := range fields {
			if !slices.Contains([]string{"Cache-Control", "Content-Disposition", "Content-Language", "Expires", "x-amz-storage-class", "tagging"}, f.name) {
				continue
			}
			if answer, body := upload(t, action, with(fields, f.name, f.value+"x"), "hello"); answer.StatusCode != 403 {
				t.Errorf("%s with another value: %d %s", f.name, answer.StatusCode, body)
			}
			if answer, body := upload(t, action, without(fields, f.name), "hello"); answer.StatusCode != 403 {
				t.Errorf("%s left out: %d %s", f.name, answer.StatusCode, body)
			}
		}
	}
}

// attributes returns the headers and tags of an object.
func (r *running) attributes(t *testing.T, key string) map[string]string {
	t.Helper()
	bucket := r.variables["S3_BUCKET"]
	head, err := r.ownerClient().HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: &bucket, Key: &key})
	if err != nil {
		t.Fatal(err)
	}
	tagging, err := r.ownerClient().GetObjectTagging(t.Context(), &s3.GetObjectTaggingInput{Bucket: &bucket, Key: &key})
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for name, value := range map[string]*string{
		"Cache-Control": head.CacheControl, "Content-Disposition": head.ContentDisposition,
		"Content-Language": head.ContentLanguage, "Expires": head.ExpiresString,
	} {
		if aws.ToString(value) != "" {
			all[name] = *value
		}
	}
	for _, tag := range tagging.TagSet {
		all["tag "+*tag.Key] = *tag.Value
	}
	return all
}
