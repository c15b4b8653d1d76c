package s3

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// dial connects to the server.
func (w *world) dial() (net.Conn, error) {
	if transport, ok := w.http.Transport.(*http.Transport); ok {
		return transport.DialContext(context.Background(), "", "")
	}
	return net.Dial("tcp", strings.TrimPrefix(w.url, "http://"))
}

// breakOff sends half of a body to a presigned URL and closes the connection.
func (w *world) breakOff(t *testing.T, presigned string) {
	t.Helper()
	u, err := url.Parse(presigned)
	if err != nil {
		t.Fatal(err)
	}
	connection, err := w.dial()
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(connection, "PUT %s HTTP/1.1\r\nHost: %s\r\nContent-Length: 1000000\r\n\r\n%s",
		u.RequestURI(), u.Host, strings.Repeat("x", 500_000))
	connection.(interface{ CloseWrite() error }).CloseWrite()
	io.Copy(io.Discard, connection) // until the server has closed it
	connection.Close()
}

func TestPutThatBreaksOffIsNotStored(t *testing.T) {
	data := t.TempDir()
	w := startServer(t, data)
	client := w.ownerClient()
	presign := s3.NewPresignClient(client)
	name, key := &bucket.Name, aws.String("uploads/a")
	upload, err := client.CreateMultipartUpload(t.Context(), &s3.CreateMultipartUploadInput{Bucket: name, Key: key})
	if err != nil {
		t.Fatal(err)
	}
	part, err := presign.PresignUploadPart(t.Context(), &s3.UploadPartInput{Bucket: name, Key: key, UploadId: upload.UploadId, PartNumber: aws.Int32(1)})
	if err != nil {
		t.Fatal(err)
	}
	object, err := presign.PresignPutObject(t.Context(), &s3.PutObjectInput{Bucket: name, Key: key})
	if err != nil {
		t.Fatal(err)
	}
	w.breakOff(t, part.URL)
	w.breakOff(t, object.URL)

	w.Close() // waits for the gateway
	again := startServer(t, data)
	parts, err := again.ownerClient().ListParts(t.Context(), &s3.ListPartsInput{Bucket: name, Key: key, UploadId: upload.UploadId})
	if err != nil || len(parts.Parts) != 0 {
		t.Errorf("%d parts, %v", len(parts.Parts), err)
	}
	again.wantKeys(t)
}
