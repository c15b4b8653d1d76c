package main

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// failing answers every request with one of S3's errors, whose message must not
// leak.
func failing(status int, code string) s3Answers {
	return func(*http.Request) (int, string) {
		return status, `<Error><Code>` + code + `</Code><Message>MARKED arn:aws:sts::123456789012:assumed-role/role may not do this with uploads/holiday.mp4</Message></Error>`
	}
}

func TestS3Errors(t *testing.T) {
	for _, test := range []struct {
		status int
		code   string
		want   int
		answer string
	}{
		{404, "NoSuchUpload", 404, "NoSuchUpload"},
		{400, "EntityTooSmall", 400, "PartTooSmall"},
		{400, "InvalidPart", 400, "UploadChanged"},
		{400, "InvalidPartOrder", 400, "UploadChanged"},
		{400, "BadDigest", 400, "ChecksumMismatch"},
		{409, "OperationAborted", 503, "ServiceUnavailable"},
		{503, "SlowDown", 503, "ServiceUnavailable"},
		{503, "ServiceUnavailable", 503, "ServiceUnavailable"},
		{400, "RequestTimeout", 503, "ServiceUnavailable"},
		{429, "TooManyRequestsException", 503, "ServiceUnavailable"},
		{502, "", 503, "ServiceUnavailable"}, // of a proxy
		{500, "InternalError", 503, "ServiceUnavailable"},
		{403, "AccessDenied", 500, "InternalError"},
		{404, "NoSuchBucket", 500, "InternalError"},
		{400, "ExpiredToken", 500, "InternalError"},
		{403, "InvalidAccessKeyId", 500, "InternalError"},
		{403, "RequestTimeTooSkewed", 500, "InternalError"},
		{400, "InvalidArgument", 500, "InternalError"},
		{405, "MethodNotAllowed", 500, "InternalError"},
		{301, "PermanentRedirect", 500, "InternalError"},
	} {
		for _, event := range []string{"create", "list", "complete", "abort"} {
			var log bytes.Buffer
			status, body := testFunction(t, &log, nil, failing(test.status, test.code)).answer(t, readEvent(t, event))
			if status != test.want || body.Code != test.answer || body.Message == "" {
				t.Errorf("%s, %s: %d %s", event, test.code, status, body.text)
			}
			refused := 1
			if status >= 500 {
				refused = 0
				for _, word := range []string{`"level":"ERROR"`, test.code, "S3ID"} {
					if !strings.Contains(log.String(), word) {
						t.Errorf("%s, %s: the log lacks %s: %s", event, test.code, word, log.String())
					}
				}
			}
			checkLog(t, log.String(), test.want, test.answer, 0, refused)
			if strings.Contains(body.text, "MARKED") || strings.Contains(body.text, "uploads/") {
				t.Errorf("%s, %s: the answer has S3's message: %s", event, test.code, body.text)
			}
		}
	}
}

// Errors that may pass, and those that do not: see awserr.TestNoAnswer.
func TestWithoutAnAnswer(t *testing.T) {
	for _, test := range []struct {
		err  error // of the HTTP client
		busy bool
	}{
		{&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, true},
		{errors.New("unsupported protocol scheme"), false}, // a setting
	} {
		for _, cause := range []error{test.err, &url.Error{Op: "Get", URL: "https://bucket/MARKED", Err: test.err}} {
			var log bytes.Buffer
			f := testFunction(t, &log, nil, goodAnswers)
			f.s3 = s3.New(f.s3.Options(), func(o *s3.Options) {
				o.Retryer = aws.NopRetryer{}
				o.HTTPClient = smithyhttp.ClientDoFunc(func(*http.Request) (*http.Response, error) { return nil, cause })
			})
			want, code := 500, "InternalError"
			if test.busy {
				want, code = 503, "ServiceUnavailable"
			}
			status, body := f.answer(t, readEvent(t, "list"))
			if status != want || body.Code != code {
				t.Errorf("%v: %d %s, want %d", cause, status, body.text, want)
			}
			checkLog(t, log.String(), want, code, 0, 0)
			if !strings.Contains(log.String(), "S3 ListParts: ") {
				t.Errorf("%v: the log does not say what failed: %s", cause, &log)
			}
		}
	}
}

// A request that cannot be sent, and an answer that is not S3's.
func TestMistakes(t *testing.T) {
	f := testFunction(t, io.Discard, nil, goodAnswers)
	f.s3 = s3.New(f.s3.Options(), func(o *s3.Options) { o.Region = "no region" })
	if status, body := f.answer(t, readEvent(t, "list")); status != 500 || body.Code != "InternalError" {
		t.Errorf("a request that cannot be made: %d %s", status, body.text)
	}
	f.s3 = s3.New(f.s3.Options(), func(o *s3.Options) {
		o.Region = "eu-central-1"
		o.HTTPClient = smithyhttp.ClientDoFunc(func(request *http.Request) (*http.Response, error) {
			body := io.MultiReader(strings.NewReader("<ListPartsResult>"), iotest.ErrReader(io.ErrUnexpectedEOF))
			return &http.Response{StatusCode: 200, Body: io.NopCloser(body), Request: request}, nil
		})
	})
	if status, body := f.answer(t, readEvent(t, "list")); status != 503 {
		t.Errorf("an answer that breaks off: %d %s", status, body.text)
	}
	f = testFunction(t, io.Discard, nil, func(*http.Request) (int, string) { return 403, "<html></html>" })
	if status, body := f.answer(t, readEvent(t, "list")); status != 500 {
		t.Errorf("an answer that is not S3's: %d %s", status, body.text)
	}
}

// The function never aborts by itself: after a lost answer, a client that retries
// would find no upload and take the file for stored.
func TestCompleteNeverAborts(t *testing.T) {
	for _, test := range []struct{ query, largest, code string }{
		{"", "5242880", "FileTooLarge"},
		{"&size=5", "5242880", "FileTooLarge"}, // even if less was declared
		{"&size=5", "5242885", "SizeMismatch"},
		{"&size=5242886", "5242886", "IncompleteUpload"},
	} {
		query, code, largest := test.query, test.code, map[string]string{"MAX_MULTIPART_BYTES": test.largest}
		f := testFunction(t, io.Discard, largest, func(request *http.Request) (int, string) {
			if request.Method != http.MethodGet {
				t.Errorf("%s: asks S3 for %s", code, request.Method)
			}
			return goodAnswers(request)
		})
		event := readEvent(t, "complete")
		event.RawQueryString += query
		if status, body := f.answer(t, event); status < 400 || status > 499 || body.Code != code {
			t.Errorf("%d %s, want %s", status, body.text, code)
		}
	}
}

// The parts are completed as S3 lists them, not as the client names them.
func TestCompletesWhatWasListed(t *testing.T) {
	var sent []byte
	var header http.Header
	f := testFunction(t, io.Discard, nil, func(request *http.Request) (int, string) {
		if request.Method == http.MethodPost {
			sent, _ = io.ReadAll(request.Body)
			header = request.Header
		}
		return goodAnswers(request)
	})
	event := readEvent(t, "complete")
	event.Body = strings.ReplaceAll(event.Body, `\"`, "") // ETags without their quotes
	if status, body := f.answer(t, event); status != 200 {
		t.Fatal(body.text)
	}
	if n := bytes.Count(sent, []byte("<Part>")); n != 2 || !bytes.Contains(sent, []byte(`&#34;5d41402abc4b2a76b9719d911017c592&#34;`)) {
		t.Errorf("completed %s", sent)
	}
	if got := header.Get("X-Amz-Mp-Object-Size"); got != "5242885" {
		t.Errorf("the size is %q", got)
	}
}
