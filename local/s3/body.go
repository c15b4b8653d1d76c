package s3

import (
	"context"
	"io"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/versity/versitygw/backend"
	"github.com/versity/versitygw/s3api/middlewares"
	"github.com/versity/versitygw/s3err"
	"github.com/versity/versitygw/s3response"
)

// wholeBackend stores no body that broke off. The gateway's HTTP server takes
// the end of a connection for the end of the body, and the gateway would keep
// what has come so far, with zeros behind it, as an object or a part. So an
// upload that is paused and resumed would end with other bytes than the file's.
//
// https://github.com/versity/versitygw/issues/2414, fixed after v1.8.0
type wholeBackend struct{ backend.Backend }

// PutObject stores an object.
func (b wholeBackend) PutObject(ctx context.Context, object s3response.PutObjectInput) (s3response.PutObjectOutput, error) {
	object.Body = whole(object.Body, object.ContentLength)
	return b.Backend.PutObject(ctx, object)
}

// UploadPart stores a part.
func (b wholeBackend) UploadPart(ctx context.Context, part *s3.UploadPartInput) (*s3.UploadPartOutput, error) {
	part.Body = whole(part.Body, part.ContentLength)
	return b.Backend.UploadPart(ctx, part)
}

// whole returns a body that must have length bytes. A body in chunks, which the
// backend knows by its type, has an end of its own and is left as it is.
func whole(body io.Reader, length *int64) io.Reader {
	if _, chunked := body.(middlewares.ChecksumReader); chunked || body == nil || length == nil {
		return body
	}
	return &wholeReader{body, *length}
}

type wholeReader struct {
	body io.Reader
	left int64 // bytes to come
}

func (r *wholeReader) Read(p []byte) (int, error) {
	n, err := r.body.Read(p)
	r.left -= int64(n)
	if err == io.EOF && r.left > 0 {
		err = s3err.GetAPIError(s3err.ErrIncompleteBody)
	}
	return n, err
}
