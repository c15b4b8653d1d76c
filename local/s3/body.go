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

// wholeBackend refuses incomplete bodies. For the gateway's HTTP server, the end of
// a connection is the end of the body; the gateway would store what has arrived,
// padded with zeros, as an object or a part.
//
// https://github.com/versity/versitygw/issues/2414, fixed after v1.8.0
type wholeBackend struct{ backend.Backend }

func (b wholeBackend) PutObject(ctx context.Context, object s3response.PutObjectInput) (
	s3response.PutObjectOutput, error) {
	object.Body = whole(object.Body, object.ContentLength)
	return b.Backend.PutObject(ctx, object)
}

func (b wholeBackend) UploadPart(ctx context.Context, part *s3.UploadPartInput) (*s3.UploadPartOutput, error) {
	part.Body = whole(part.Body, part.ContentLength)
	return b.Backend.UploadPart(ctx, part)
}

// whole returns a body that must have length bytes. A chunked body marks its own
// end and stays as it is: the backend recognizes it by its type.
func whole(body io.Reader, length *int64) io.Reader {
	if _, chunked := body.(middlewares.ChecksumReader); chunked || body == nil || length == nil {
		return body
	}
	return &wholeReader{body, *length}
}

type wholeReader struct {
	body io.Reader
	left int64 // bytes
}

func (r *wholeReader) Read(p []byte) (int, error) {
	n, err := r.body.Read(p)
	r.left -= int64(n)
	if err == io.EOF && r.left > 0 {
		err = s3err.GetAPIError(s3err.ErrIncompleteBody)
	}
	return n, err
}
