package gatetest

import (
	"context"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// An operation reads a version.
type operation struct {
	name     string
	copies   bool // stores what it reads
	signs    bool // needs credentials
	optional bool // not supported by every server
	read     func(ctx context.Context, s Server, client *s3.Client, v version) (status int)
}

var operations = []operation{
	{name: "GET", read: func(ctx context.Context, s Server, client *s3.Client, v version) int {
		_, _, err := s.get(ctx, client, v)
		return status(err)
	}},
	{name: "HEAD", read: func(ctx context.Context, s Server, client *s3.Client, v version) int {
		_, err := client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &s.Bucket, Key: &v.key, VersionId: v.named()})
		return status(err)
	}},
	{name: "range", read: func(ctx context.Context, s Server, client *s3.Client, v version) int {
		_, err := client.GetObject(ctx, &s3.GetObjectInput{Bucket: &s.Bucket, Key: &v.key, VersionId: v.named(), Range: aws.String("bytes=0-1")})
		return status(err)
	}},
	{name: "If-None-Match", read: func(ctx context.Context, s Server, client *s3.Client, v version) int {
		_, err := client.GetObject(ctx, &s3.GetObjectInput{Bucket: &s.Bucket, Key: &v.key, VersionId: v.named(), IfNoneMatch: aws.String(`"other"`)})
		return status(err)
	}},
	{name: "presigned", signs: true, read: func(ctx context.Context, s Server, client *s3.Client, v version) int {
		return s.presigned(ctx, client, v, "")
	}},
	{name: "torrent", signs: true, optional: true, read: func(ctx context.Context, s Server, client *s3.Client, v version) int {
		return s.presigned(ctx, client, v, "&torrent")
	}},
	{name: "GetObjectAttributes", optional: true, read: func(ctx context.Context, s Server, client *s3.Client, v version) int {
		_, err := client.GetObjectAttributes(ctx, &s3.GetObjectAttributesInput{
			Bucket: &s.Bucket, Key: &v.key, VersionId: v.named(), ObjectAttributes: []types.ObjectAttributes{types.ObjectAttributesObjectSize},
		})
		return status(err)
	}},
	{name: "SelectObjectContent", optional: true, read: func(ctx context.Context, s Server, client *s3.Client, v version) int {
		if v.id != "" { // it has no version id
			return 0
		}
		out, err := client.SelectObjectContent(ctx, &s3.SelectObjectContentInput{
			Bucket: &s.Bucket, Key: &v.key, Expression: aws.String("SELECT * FROM s3object"), ExpressionType: types.ExpressionTypeSql,
			InputSerialization:  &types.InputSerialization{CSV: &types.CSVInput{}},
			OutputSerialization: &types.OutputSerialization{CSV: &types.CSVOutput{}},
		})
		if err != nil {
			return status(err)
		}
		defer out.GetStream().Close()
		for event := range out.GetStream().Events() { // an error may follow the status
			if _, ok := event.(*types.SelectObjectContentEventStreamMemberRecords); ok {
				return http.StatusOK
			}
		}
		return 0
	}},
	{name: "CopyObject", copies: true, read: func(ctx context.Context, s Server, client *s3.Client, v version) int {
		_, err := client.CopyObject(ctx, &s3.CopyObjectInput{
			Bucket: &s.Bucket, Key: aws.String("copies/" + v.key), CopySource: aws.String(s.source(v)),
		})
		return status(err)
	}},
	{name: "UploadPartCopy", copies: true, read: func(ctx context.Context, s Server, client *s3.Client, v version) int {
		key := aws.String("copies/" + v.key + "/parts")
		upload, err := client.CreateMultipartUpload(ctx, &s3.CreateMultipartUploadInput{Bucket: &s.Bucket, Key: key})
		if err != nil {
			return 0
		}
		_, err = client.UploadPartCopy(ctx, &s3.UploadPartCopyInput{
			Bucket: &s.Bucket, Key: key, UploadId: upload.UploadId, PartNumber: aws.Int32(1), CopySource: aws.String(s.source(v)),
		})
		return status(err)
	}},
}

func (s Server) source(v version) string {
	source := s.Bucket + "/" + v.key
	if v.id != "" {
		source += "?versionId=" + v.id
	}
	return source
}

// presigned reads with a presigned URL, with more appended unsigned.
func (s Server) presigned(ctx context.Context, client *s3.Client, v version, more string) int {
	signed, err := s3.NewPresignClient(client).PresignGetObject(ctx, &s3.GetObjectInput{Bucket: &s.Bucket, Key: &v.key, VersionId: v.named()})
	if err != nil {
		return 0
	}
	response, err := http.Get(signed.URL + more)
	if err != nil {
		return 0
	}
	defer response.Body.Close()
	io.Copy(io.Discard, response.Body)
	return response.StatusCode
}

// Table tests all operations on versions in all states.
func Table(t *testing.T, s Server) {
	latest := func(v version) version { return version{key: v.key} }
	readable := func(what string, v version, want bool) {
		t.Helper()
		s.wantReadable(t, what, v, want)
	}
	p := s.Prefix

	v := s.put(t, p+"a/unread", "good")
	readable("not judged", latest(v), false)
	readable("not judged", v, false)
	if content, _, err := s.get(t.Context(), s.Inspector, v); err != nil || content != "good" {
		t.Errorf("the inspector reads %q, %v", content, err)
	}

	s.tag(t, v, "slipway-verdict", "accepted", "slipway-type", "text/plain")
	readable("accepted", latest(v), true)
	readable("accepted", v, true)

	second := s.put(t, v.key, "other bytes")
	readable("replaced", latest(v), false)
	readable("replaced, the new one", second, false)
	readable("replaced, the old one", v, true)
	s.tag(t, second, "slipway-verdict", "rejected", "slipway-reason", "Malware")
	readable("rejected", latest(v), false)
	readable("rejected", second, false)
	readable("beside a rejected one", v, true)
	s.tag(t, v, "slipway-type", "text/plain")
	readable("without its verdict again", v, false)
	s.tag(t, v, "slipway-verdict", "accepted")

	mark := s.remove(t, latest(v))
	readable("deleted", latest(v), false)
	readable("deleted, the old one", v, true)
	readable("deleted, the rejected one", second, false)
	s.remove(t, mark)
	s.remove(t, second)
	readable("restored", latest(v), true)

	for name, tags := range map[string][]string{
		"tags of the application": {"team", "legal"},
		"another value":           {"slipway-verdict", "Accepted"},
		"a longer value":          {"slipway-verdict", "accepted too"},
		"an empty value":          {"slipway-verdict", ""},
		"another tag":             {"slipway-reason", "accepted"},
	} {
		v := s.put(t, p+"a/"+name, "good")
		s.tagBy(t, s.Owner, v, tags...)
		readable(name, v, false)
	}
	readable("outside of the prefix", s.put(t, "elsewhere/a", "good"), true)
}

// wantReadable tries every operation on a version as each caller but the inspector
// and the owner. want is whether the gate is open.
func (s Server) wantReadable(t *testing.T, what string, v version, want bool) {
	t.Helper()
	which := "the latest"
	if v.id != "" {
		which = "by its id"
	}
	for _, o := range operations {
		for name, client := range map[string]*s3.Client{"files": s.Files, "anybody": s.Anybody, "nobody": s.Nobody} {
			if name == "nobody" && o.signs {
				continue
			}
			got := o.read(t.Context(), s, client, v)
			allowed := want && name != "nobody"
			if name == "files" { // may only read, and only under the prefix
				allowed = allowed && !o.copies && strings.HasPrefix(v.key, s.Prefix)
			}
			switch {
			case got == 200 && !allowed && !(want && o.optional):
				t.Errorf("%s, %s, %s by %s: read", what, which, o.name, name)
			case got != 200 && allowed && !o.optional && !slices.Contains(s.Refuses, o.name):
				t.Errorf("%s, %s, %s by %s: %d, want 200", what, which, o.name, name, got)
			}
		}
	}
}
