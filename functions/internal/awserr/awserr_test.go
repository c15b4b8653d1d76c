package awserr

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"slipway/functions/internal/api"
)

// failed returns the error of an S3 client that gets this answer.
func failed(answer func() (*http.Response, error)) error {
	client := s3.New(s3.Options{
		Region: "eu-central-1", Retryer: aws.NopRetryer{},
		HTTPClient: smithyhttp.ClientDoFunc(func(*http.Request) (*http.Response, error) { return answer() }),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "a", SecretAccessKey: "b"}, nil
		}),
	})
	_, err := client.ListParts(context.Background(), &s3.ListPartsInput{
		Bucket: aws.String("bucket"), Key: aws.String("SECRET"), UploadId: aws.String("SECRET"),
	})
	return err
}

// answeredWith returns the error of an S3 client that gets this response.
func answeredWith(status int, body string) error {
	return failed(func() (*http.Response, error) {
		return &http.Response{
			StatusCode: status, Header: http.Header{"X-Amz-Request-Id": {"ID"}}, Body: io.NopCloser(strings.NewReader(body)),
		}, nil
	})
}

func coded(code string) string {
	return "<Error><Code>" + code + "</Code><Message>role/SECRET may not do this with SECRET</Message></Error>"
}

func TestAnswersOfS3(t *testing.T) {
	for _, test := range []struct {
		status int
		code   string
		busy   bool
	}{
		{404, "NoSuchUpload", false},
		{403, "AccessDenied", false},
		{499, "Odd", false},
		{500, "InternalError", true},
		{503, "ServiceUnavailable", true},
		{429, "TooManyRequestsException", true},
		{400, "SlowDown", true},
		{400, "RequestTimeout", true},
		{409, "OperationAborted", true}, // another completion is running
		{409, "BucketNotEmpty", false},
		{400, "ExpiredToken", false},
	} {
		err := answeredWith(test.status, coded(test.code))
		if Status(err) != test.status || Code(err) != test.code {
			t.Errorf("%d %s: is read as %d %s", test.status, test.code, Status(err), Code(err))
		}
		wantAnswer(t, err, test.busy, "S3 ListParts: "+test.code+" (request id: ID)")
	}
	// A proxy before S3 has no code.
	wantAnswer(t, answeredWith(502, "<html></html>"), true, "S3 ListParts: ")
}

// Only errors that may pass mean busy. A mistake is an internal error: trying again
// does not help, and an alarm should report it.
func TestNoAnswer(t *testing.T) {
	refused := &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}
	for _, test := range []struct {
		err  error // of the HTTP client
		busy bool
	}{
		{refused, true},
		{&net.OpError{Op: "read", Err: syscall.ECONNRESET}, true},
		{&net.OpError{Op: "write", Err: syscall.EPIPE}, true},
		{fmt.Errorf("proxy: %w", refused), true},
		{syscall.ETIMEDOUT, true},
		{&net.DNSError{Err: "no such host", Name: "bucket.s3.eu-central-1.amazonaws.com", IsNotFound: true}, true},
		{io.EOF, true},
		{io.ErrUnexpectedEOF, true},
		{os.ErrDeadlineExceeded, true},
		{context.DeadlineExceeded, true},
		{errors.New("unsupported protocol scheme"), false},          // a setting
		{errors.New("no Host in request URL"), false},               // a setting
		{errors.New("net/http: invalid header field value"), false}, // a mistake
		{x509.UnknownAuthorityError{}, false},                       // another server than S3
		{&tls.CertificateVerificationError{Err: errors.New("x")}, false},
		{errors.New("nil pointer"), false},
	} {
		for _, cause := range []error{test.err, &url.Error{Op: "Get", URL: "https://bucket/SECRET", Err: test.err}} {
			err := failed(func() (*http.Response, error) { return nil, cause })
			if Status(err) != 0 || Code(err) != "" {
				t.Errorf("%v: is read as %d %s", cause, Status(err), Code(err))
			}
			wantAnswer(t, err, test.busy, test.err.Error()+" (request id: ")
		}
	}
	wantAnswer(t, errors.New("nil pointer"), false, "request: nil pointer (request id: none)")
}

// wantAnswer fails unless the API answers 503 if busy is set, and otherwise with an
// internal error, and the log has the text.
func wantAnswer(t *testing.T, err error, busy bool, logged string) {
	t.Helper()
	answer := Answer(err)
	e, ok := api.AsError(answer)
	if ok != busy || busy && (e.Status != http.StatusServiceUnavailable || e.Code != "ServiceUnavailable") {
		t.Errorf("%v: the answer is %+v; busy is %v", err, e, busy)
	}
	if text := answer.Error(); !strings.Contains(text, logged) || strings.Contains(text, "SECRET") {
		t.Errorf("the log has %q, want %q", text, logged)
	}
}
