package main

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

// errGone means that there is nothing left to judge.
var errGone = errors.New("the version is gone")

// An object is a version of one, read in ranges. It is an io.ReaderAt.
type object struct {
	ctx      context.Context // an io.ReaderAt is given none
	s3       *s3.Client
	bucket   string
	version  version
	head     []byte
	size     int64
	declared string // its Content-Type
	metadata map[string]string

	calls, bytes int64 // of S3, and what they have brought
}

// open reads the head of a version, and with it what is stored beside.
func (i *inspector) open(ctx context.Context, v version) (*object, error) {
	o := &object{ctx: ctx, s3: i.s3, bucket: i.bucket, version: v}
	answer, err := o.get(0, content.HeadSize)
	if awserr.Status(err) == http.StatusRequestedRangeNotSatisfiable {
		return o, o.stat() // no range of nothing can be had
	}
	if err != nil {
		return nil, err
	}
	o.declared, o.metadata = aws.ToString(answer.ContentType), answer.Metadata
	_, total, found := strings.Cut(aws.ToString(answer.ContentRange), "/")
	if o.size, err = strconv.ParseInt(total, 10, 64); !found || err != nil {
		answer.Body.Close()
		return nil, fmt.Errorf("S3 answers a range with the Content-Range %q", aws.ToString(answer.ContentRange))
	}
	o.head = make([]byte, min(o.size, content.HeadSize))
	return o, o.read(answer.Body, o.head)
}

// stat is for an object without bytes.
func (o *object) stat() error {
	o.calls++
	answer, err := o.s3.HeadObject(o.ctx, &s3.HeadObjectInput{
		Bucket: &o.bucket, Key: &o.version.key, VersionId: &o.version.id, IfMatch: &o.version.etag,
	})
	if err != nil {
		return goneOr(err)
	}
	o.declared, o.metadata = aws.ToString(answer.ContentType), answer.Metadata
	return nil
}

// ReadAt reads from the head, or asks S3 once.
func (o *object) ReadAt(p []byte, offset int64) (int, error) {
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

// get asks for a range of the version that the event names, of those bytes and
// no others.
func (o *object) get(offset, length int64) (*s3.GetObjectOutput, error) {
	o.calls++
	answer, err := o.s3.GetObject(o.ctx, &s3.GetObjectInput{
		Bucket: &o.bucket, Key: &o.version.key, VersionId: &o.version.id, IfMatch: &o.version.etag,
		Range: aws.String(fmt.Sprintf("bytes=%d-%d", offset, offset+length-1)),
	})
	if err != nil {
		return nil, goneOr(err)
	}
	return answer, nil
}

func (o *object) read(body io.ReadCloser, p []byte) error {
	defer body.Close()
	n, err := io.ReadFull(body, p)
	o.bytes += int64(n)
	return err
}

// goneOr returns errGone for what S3 answers of a version that is there no more,
// or is not the one that was meant, and else err. A role that may not list the
// bucket is told 403 of the first, and so is one whose rights were taken away:
// that stays an error, or else files would wait for a verdict in silence.
func goneOr(err error) error {
	switch awserr.Status(err) {
	case http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusPreconditionFailed: // 405: a delete marker
		return errGone
	}
	return err
}
