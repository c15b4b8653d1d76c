package conformance

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"slipway/functions/internal/postpolicy"
)

// ownersFields are those that the owner of a deployment may set for every file.
// The stored object must not depend on how the file was uploaded.
var ownersFields = []postpolicy.Field{
	field("Cache-Control", "public, max-age=31536000, immutable"),
	field("Content-Disposition", `attachment; filename="a b; c.pdf"`),
	field("Content-Disposition", `inline; filename="__ _{filename}.pdf"; filename*=UTF-8''%E6%9D%B1%E4%BA%AC%20%24%7Bfilename%7D.pdf`),
	field("Content-Language", "de, en-GB"),
	field("Expires", "Thu, 01 Dec 2033 16:00:00 GMT"),
	field("x-amz-storage-class", "STANDARD_IA"),
	field("x-amz-meta-place", "Z%C3%BCrich"),
	field("tagging", tags),
	field("tagging", `<Tagging><TagSet><Tag><Key>kept for</Key><Value>10 years / +-=._:@</Value></Tag></TagSet></Tagging>`),
}

// inParts returns three rows for each of the owner's fields: a file in parts, where
// the field is a header of the request that creates the upload; the same compared
// with a form; and a part that sends another value, which tags cannot.
func inParts() []row {
	var rows []row
	seen := make(map[string]int)
	for _, f := range ownersFields {
		name := f.Name
		if seen[name]++; seen[name] > 1 {
			name = fmt.Sprintf("%s (%d)", name, seen[name])
		}
		rows = append(rows,
			row{name + ": in parts", "200, stored", parts(f, nil)},
			row{name + ": in parts, as by a form", "200, stored, alike", partsAndForm(f)},
		)
		if f.Name == "tagging" {
			continue
		}
		// S3 requires that its own headers are signed, and ignores others.
		want := "200, stored"
		if strings.HasPrefix(f.Name, "x-amz-") {
			want = forbidden
		}
		rows = append(rows, row{name + ": another value with a part", want, parts(f, func(r *http.Request) {
			r.Header.Set(f.Name, "x"+f.Value)
		})})
	}
	const name = "tags of a file in parts that the role may not set"
	return append(rows, row{name, forbidden, func(s *server) (string, error) {
		a := newAttempt(s)
		got, err := a.sendInParts(field("tagging", tags), nil)
		if err != nil {
			return "", err
		}
		return a.outcome(got)
	}})
}

// parts returns a trial that sends a file in one part, with the field in the
// request that creates the upload. tamper may change the part's signed request.
func parts(f postpolicy.Field, tamper func(*http.Request)) func(*server) (string, error) {
	return func(s *server) (string, error) {
		a := newAttempt(s)
		if f.Name == "tagging" {
			a.credentials = a.owner // they need a right that the role lacks
		}
		got, err := a.sendInParts(f, tamper)
		if err != nil {
			return "", err
		}
		return a.outcome(got)
	}
}

// partsAndForm returns a trial that sends a file in parts and by a form, and
// compares what S3 stores with both.
func partsAndForm(f postpolicy.Field) func(*server) (string, error) {
	return func(s *server) (string, error) {
		a := newAttempt(s)
		a.credentials = a.owner
		got, err := a.sendInParts(f, nil)
		if err != nil {
			return "", err
		}
		if got.status != http.StatusOK {
			return a.outcome(got)
		}
		text := a.status(got) + ", stored"
		inParts, err := a.kept()
		if err != nil {
			return "", err
		}
		byForm := newAttempt(s)
		byForm.credentials = byForm.owner
		byForm.add(f.Name, f.Value)
		var signer postpolicy.Signer
		signed, err := signer.Sign(byForm.policy, byForm.credentials, byForm.now)
		if err != nil {
			return "", err
		}
		byForm.fields = signed.Fields
		if got, err := byForm.post(); err != nil || got.status != http.StatusCreated {
			return "", fmt.Errorf("the form: %d %s %v", got.status, got.body, err)
		}
		formed, err := byForm.kept()
		if err != nil {
			return "", err
		}
		if _, err := s.changes(); err != nil {
			return "", err
		}
		if inParts != formed {
			return text + ", but a form's is not alike", nil
		}
		return text + ", alike", nil
	}
}

// sendInParts sends the file in one part, as the function for files in parts
// would, and returns S3's answer to its completion, or S3's refusal before. The
// field is a header of the request that begins the upload.
func (a *attempt) sendInParts(f postpolicy.Field, tamper func(*http.Request)) (answer, error) {
	ctx := context.Background()
	a.fields = append(a.policy.Fields[:2:2], f) // key and type, the only ones of a file in parts
	a.where = *a.value("key")
	client := s3.New(a.client.Options(), func(o *s3.Options) {
		o.RetryMaxAttempts = 1
		o.Credentials = aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			c := a.credentials
			key := aws.Credentials{AccessKeyID: c.AccessKeyID, SecretAccessKey: c.SecretAccessKey, SessionToken: c.SessionToken}
			return key, nil
		})
	})
	input := &s3.CreateMultipartUploadInput{Bucket: &a.bucket, Key: &a.where, ContentType: a.value("Content-Type")}
	switch f.Name {
	case "Cache-Control":
		input.CacheControl = &f.Value
	case "Content-Disposition":
		input.ContentDisposition = &f.Value
	case "Content-Language":
		input.ContentLanguage = &f.Value
	case "Expires":
		t, err := time.Parse(http.TimeFormat, f.Value)
		if err != nil {
			return answer{}, err
		}
		input.Expires = &t
	case "x-amz-storage-class":
		input.StorageClass = types.StorageClass(f.Value)
	case "tagging":
		query, err := tagQuery(f.Value)
		if err != nil {
			return answer{}, err
		}
		input.Tagging = &query
	default:
		input.Metadata = map[string]string{strings.TrimPrefix(f.Name, "x-amz-meta-"): f.Value}
	}
	created, err := client.CreateMultipartUpload(ctx, input)
	var refusal *smithyhttp.ResponseError
	if code := smithy.APIError(nil); errors.As(err, &refusal) && errors.As(err, &code) {
		return answer{status: refusal.HTTPStatusCode(), Code: code.ErrorCode()}, nil
	}
	if err != nil {
		return answer{}, fmt.Errorf("cannot begin: %w", err)
	}
	signed, err := s3.NewPresignClient(client).PresignUploadPart(ctx, &s3.UploadPartInput{
		Bucket: &a.bucket, Key: &a.where, UploadId: created.UploadId, PartNumber: aws.Int32(1),
	})
	if err != nil {
		return answer{}, err
	}
	request, err := http.NewRequest(http.MethodPut, signed.URL, bytes.NewReader(a.file))
	if err != nil {
		return answer{}, err
	}
	if tamper != nil {
		tamper(request)
	}
	part, err := send(request)
	if err != nil || part.status != http.StatusOK {
		return part, err
	}
	object, err := client.CompleteMultipartUpload(ctx, &s3.CompleteMultipartUploadInput{
		Bucket: &a.bucket, Key: &a.where, UploadId: created.UploadId,
		MultipartUpload: &types.CompletedMultipartUpload{Parts: []types.CompletedPart{
			{PartNumber: aws.Int32(1), ETag: aws.String(part.header.Get("ETag"))},
		}},
	})
	if err != nil {
		return answer{}, fmt.Errorf("cannot complete: %w", err)
	}
	return answer{status: http.StatusOK, header: http.Header{"ETag": {aws.ToString(object.ETag)}}}, nil
}

// tagQuery returns the tags of a form's XML as the header has them.
func tagQuery(text string) (string, error) {
	var tagging struct {
		TagSet struct{ Tag []struct{ Key, Value string } }
	}
	if err := xml.Unmarshal([]byte(text), &tagging); err != nil {
		return "", err
	}
	query := url.Values{}
	for _, tag := range tagging.TagSet.Tag {
		query.Set(tag.Key, tag.Value)
	}
	return strings.ReplaceAll(query.Encode(), "+", "%20"), nil
}

// kept returns what S3 stores with an object besides its bytes.
func (a *attempt) kept() (string, error) {
	key := a.where
	if key == "" {
		key = a.fields.Get("key")
	}
	ctx := context.Background()
	head, err := a.client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &a.bucket, Key: &key})
	if err != nil {
		return "", err
	}
	tagging, err := a.client.GetObjectTagging(ctx, &s3.GetObjectTaggingInput{Bucket: &a.bucket, Key: &key})
	if err != nil {
		return "", err
	}
	text := fmt.Sprintf("%q %q %q %q %q %q %q", aws.ToString(head.ContentType), aws.ToString(head.CacheControl),
		aws.ToString(head.ContentDisposition), aws.ToString(head.ContentLanguage), aws.ToString(head.ExpiresString),
		head.StorageClass, head.Metadata)
	for _, tag := range tagging.TagSet {
		text += fmt.Sprintf(" %q=%q", *tag.Key, *tag.Value)
	}
	return text, nil
}
