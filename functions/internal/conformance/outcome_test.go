package conformance

import (
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// outcome describes the result of a form: its status, whether the file is
// stored, and what differs from what was signed and sent.
func (a *attempt) outcome(got answer) (string, error) {
	text := a.status(got) + ", nothing stored"
	written, err := a.changes()
	if err != nil {
		return "", err
	}
	if len(written) > 0 {
		text = a.status(got) + ", stored"
		if a.where == "" {
			a.where = a.fields.Get("key")
		}
		if len(written) > 1 || written[0] != a.where {
			return text + " elsewhere", nil
		}
		lost, err := a.lost(got)
		if err != nil {
			return "", err
		}
		if len(lost) > 0 {
			text += " without " + strings.Join(lost, ", ")
		}
	}
	if origin := a.header.Get("Origin"); origin != "" {
		text += ", " + readable(got, origin)
	}
	return text, nil
}

// status is the status of an answer, with the error code if the server's codes
// are compared.
func (s *server) status(got answer) string {
	switch {
	case got.status < 400 || s.statusOnly:
		return fmt.Sprint(got.status)
	case got.Code == "":
		return fmt.Sprintf("%d without a code", got.status)
	}
	return fmt.Sprintf("%d %s", got.status, got.Code)
}

// readable describes what a script of this origin may read of the answer.
func readable(got answer, origin string) string {
	allowed := got.header.Get("Access-Control-Allow-Origin")
	exposed := strings.Contains(strings.ToLower(got.header.Get("Access-Control-Expose-Headers")), "etag")
	switch {
	case allowed != origin && allowed != "*":
		return "hidden from the page"
	case !exposed:
		return "readable but for the ETag"
	}
	return "readable"
}

// lost names what is not stored, or not in the answer, as it should be.
func (a *attempt) lost(got answer) ([]string, error) {
	ctx := context.Background()
	object, err := a.client.GetObject(ctx, &s3.GetObjectInput{Bucket: &a.bucket, Key: &a.where, ChecksumMode: types.ChecksumModeEnabled})
	if err != nil {
		return []string{"a way to read it"}, nil
	}
	defer object.Body.Close()
	content, err := io.ReadAll(object.Body)
	if err != nil {
		return nil, fmt.Errorf("cannot read what is stored: %w", err)
	}
	stored := map[string]string{
		"content-type":                                aws.ToString(object.ContentType),
		"cache-control":                               aws.ToString(object.CacheControl),
		"content-disposition":                         aws.ToString(object.ContentDisposition),
		"content-encoding":                            aws.ToString(object.ContentEncoding),
		"content-language":                            aws.ToString(object.ContentLanguage),
		"expires":                                     aws.ToString(object.ExpiresString),
		"x-amz-website-redirect-location":             aws.ToString(object.WebsiteRedirectLocation),
		"x-amz-server-side-encryption":                string(object.ServerSideEncryption),
		"x-amz-checksum-crc32":                        aws.ToString(object.ChecksumCRC32),
		"x-amz-checksum-crc32c":                       aws.ToString(object.ChecksumCRC32C),
		"x-amz-checksum-sha1":                         aws.ToString(object.ChecksumSHA1),
		"x-amz-checksum-sha256":                       aws.ToString(object.ChecksumSHA256),
		"x-amz-storage-class":                         string(object.StorageClass),
		"x-amz-server-side-encryption-aws-kms-key-id": aws.ToString(object.SSEKMSKeyId),
	}
	metadata := make(map[string]string) // must be there, and nothing else
	var lost []string
	for _, f := range a.fields {
		name := strings.ToLower(f.Name)
		if value, kept := stored[name]; kept && value != f.Value {
			lost = append(lost, f.Name)
		}
		if name, ok := strings.CutPrefix(name, "x-amz-meta-"); ok {
			metadata[name] = f.Value
		}
		if name == "tagging" && !a.tagged(f.Value) {
			lost = append(lost, f.Name)
		}
	}
	if !maps.Equal(object.Metadata, metadata) {
		lost = append(lost, "metadata")
	}
	if !bytes.Equal(content, a.file) {
		lost = append(lost, "content")
	}
	if !got.names(a.bucket, a.where, aws.ToString(object.ETag)) {
		lost = append(lost, "its name in the answer")
	}
	slices.Sort(lost)
	return lost, nil
}

// tagged reports whether the object has the tags of this XML.
func (a *attempt) tagged(text string) bool {
	var want struct {
		TagSet struct{ Tag []struct{ Key, Value string } }
	}
	if err := xml.Unmarshal([]byte(text), &want); err != nil {
		return false
	}
	got, err := a.client.GetObjectTagging(context.Background(), &s3.GetObjectTaggingInput{Bucket: &a.bucket, Key: &a.where})
	return err == nil && slices.EqualFunc(got.TagSet, want.TagSet.Tag, func(g types.Tag, w struct{ Key, Value string }) bool {
		return *g.Key == w.Key && *g.Value == w.Value
	})
}
