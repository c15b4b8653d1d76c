// Package version reads one version of an object in S3: ranges of its content, its
// metadata and its tags.
package version

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"slipway/functions/internal/awserr"
	"slipway/functions/internal/content"
)

// ErrGone means that the version no longer exists, or has another ETag.
var ErrGone = errors.New("the version is gone")

// An ID names a version of an object; an empty Version means the latest.
type ID struct {
	Bucket, Key, Version string
	ETag                 string // in quotes; empty for any
}

// An Object is a version, read in ranges. It is an io.ReaderAt.
type Object struct {
	ID
	Size     int64
	Declared string // its Content-Type
	Metadata map[string]string

	Calls, Bytes int64 // requests to S3, and the bytes read

	ctx  context.Context // io.ReaderAt has no parameter for it
	s3   *s3.Client
	head []byte
}

// Open reads the head and the metadata of a version. If id names no version, it
// opens the latest, and the Object names that.
func Open(ctx context.Context, client *s3.Client, id ID) (*Object, error) {
	o := &Object{ID: id, ctx: ctx, s3: client}
	answer, err := o.get(0, content.HeadSize)
	if awserr.Status(err) == http.StatusRequestedRangeNotSatisfiable {
		return o, o.stat() // an empty object has no ranges
	}
	if err != nil {
		return nil, err
	}
	if err := o.identify(answer.VersionId, answer.ETag); err != nil {
		answer.Body.Close()
		return nil, err
	}
	o.Declared, o.Metadata = aws.ToString(answer.ContentType), answer.Metadata
	_, total, found := strings.Cut(aws.ToString(answer.ContentRange), "/")
	if o.Size, err = strconv.ParseInt(total, 10, 64); !found || err != nil {
		answer.Body.Close()
		return nil, fmt.Errorf("S3 answered a request for a range with the Content-Range %q", aws.ToString(answer.ContentRange))
	}
	o.head = make([]byte, min(o.Size, content.HeadSize))
	return o, o.read(answer.Body, o.head)
}

// Stat reads the metadata of a version, and none of its bytes.
func Stat(ctx context.Context, client *s3.Client, id ID) (*Object, error) {
	o := &Object{ID: id, ctx: ctx, s3: client}
	return o, o.stat()
}

func (o *Object) stat() error {
	o.Calls++
	answer, err := o.s3.HeadObject(o.ctx, &s3.HeadObjectInput{
		Bucket: &o.Bucket, Key: &o.Key, VersionId: notEmpty(o.Version), IfMatch: notEmpty(o.ETag),
	})
	if err != nil {
		return goneOr(err)
	}
	// If id names no version, the latest may have changed since Open's request.
	o.Size = aws.ToInt64(answer.ContentLength)
	o.Declared, o.Metadata = aws.ToString(answer.ContentType), answer.Metadata
	return o.identify(answer.VersionId, answer.ETag)
}

// identify records which version S3 returned. It is an error if that is not the
// one that was requested: a verdict would land on other bytes.
func (o *Object) identify(version, etag *string) error {
	if o.Version != "" && o.Version != aws.ToString(version) {
		return errors.New("S3 returned another version than was requested")
	}
	if o.ETag != "" && o.ETag != aws.ToString(etag) {
		return errors.New("S3 returned other bytes than were requested")
	}
	o.Version, o.ETag = aws.ToString(version), aws.ToString(etag)
	return nil
}

// ReadAt reads from the head, or sends S3 one request.
func (o *Object) ReadAt(p []byte, offset int64) (int, error) {
	if end := offset + int64(len(p)); end <= int64(len(o.head)) {
		return copy(p, o.head[offset:]), nil
	}
	answer, err := o.get(offset, int64(len(p)))
	if err != nil {
		return 0, err
	}
	if err := o.read(answer.Body, p); err != nil {
		return 0, err
	}
	return len(p), nil
}

// get requests a range of exactly this version.
func (o *Object) get(offset, length int64) (*s3.GetObjectOutput, error) {
	o.Calls++
	answer, err := o.s3.GetObject(o.ctx, &s3.GetObjectInput{
		Bucket: &o.Bucket, Key: &o.Key, VersionId: notEmpty(o.Version), IfMatch: notEmpty(o.ETag),
		Range: aws.String(fmt.Sprintf("bytes=%d-%d", offset, offset+length-1)),
	})
	if err != nil {
		return nil, goneOr(err)
	}
	// A server or a proxy may ignore the range.
	if !strings.HasPrefix(aws.ToString(answer.ContentRange), fmt.Sprintf("bytes %d-", offset)) {
		answer.Body.Close()
		return nil, fmt.Errorf("S3 answered a request for a range with the Content-Range %q", aws.ToString(answer.ContentRange))
	}
	return answer, nil
}

// notEmpty returns nil for an empty string, which S3 would read as a value.
func notEmpty(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func (o *Object) read(body io.ReadCloser, p []byte) error {
	defer body.Close()
	n, err := io.ReadFull(body, p)
	o.Bytes += int64(n)
	return err
}

// goneOr returns ErrGone if S3's answer means that the version no longer exists or
// has another ETag, and otherwise err. S3 answers 404 only to roles that may list
// the bucket, so the functions' roles may. A 403 is a missing permission and stays
// an error: otherwise files could wait for a verdict unnoticed.
func goneOr(err error) error {
	switch awserr.Status(err) {
	case http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusPreconditionFailed: // 405: a delete marker
		return ErrGone
	}
	return err
}
