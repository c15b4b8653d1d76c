package main

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// failing answers every request with one of S3's errors, whose words hold what
// nobody should read.
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
		{400, "InvalidPart", 400, "InvalidPart"},
		{400, "InvalidPartOrder", 400, "InvalidPart"},
		{400, "BadDigest", 400, "InvalidChecksum"},
		{409, "OperationAborted", 503, "ServiceUnavailable"},
		{503, "SlowDown", 503, "ServiceUnavailable"},
		{500, "InternalError", 503, "ServiceUnavailable"},
		{403, "AccessDenied", 500, "InternalError"},
		{404, "NoSuchBucket", 500, "InternalError"},
		{400, "ExpiredToken", 500, "InternalError"},
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
				t.Errorf("%s, %s: the answer has S3's words: %s", event, test.code, body.text)
			}
		}
	}
}

// S3 answers a completion that takes long with 200, and may then still fail.
func TestErrorBehind200(t *testing.T) {
	f := testFunction(t, io.Discard, nil, func(request *http.Request) (int, string) {
		if request.Method == http.MethodPost {
			_, body := failing(500, "InternalError")(request)
			return 200, `<?xml version="1.0" encoding="UTF-8"?>` + "\n      \n" + body
		}
		return goodAnswers(request)
	})
	if status, body := f.answer(t, readEvent(t, "complete")); status != 503 {
		t.Errorf("%d %s", status, body.text)
	}
}

// unreachable is a server that cannot be reached, as http.Client tells it.
type unreachable struct{}

func (unreachable) Do(request *http.Request) (*http.Response, error) {
	return nil, &url.Error{Op: "Get", URL: request.URL.String(), Err: errors.New("connection refused")}
}

func TestUnreachable(t *testing.T) {
	var log bytes.Buffer
	f := testFunction(t, &log, nil, goodAnswers)
	f.s3 = s3.New(f.s3.Options(), func(o *s3.Options) { o.HTTPClient, o.Retryer = unreachable{}, aws.NopRetryer{} })
	if status, body := f.answer(t, readEvent(t, "list")); status != 503 || body.Code != "ServiceUnavailable" {
		t.Errorf("%d %s", status, body.text)
	}
	checkLog(t, log.String(), 503, "ServiceUnavailable", 0, 0)
	if !strings.Contains(log.String(), "S3 ListParts: ") || !strings.Contains(log.String(), "connection refused") {
		t.Errorf("the log does not tell what failed: %s", log.String())
	}
}

// S3 completes an upload, its answer is lost, and the SDK asks again: to the
// client, that is a success. Without a lost answer it is an upload that is gone.
func TestCompletedButTheAnswerIsLost(t *testing.T) {
	for lost, want := range map[int]int{0: 404, 1: 200} {
		f := testFunction(t, io.Discard, nil, goodAnswers)
		asked := 0
		f.s3 = s3.New(f.s3.Options(), func(o *s3.Options) {
			o.Retryer = retry.NewStandard(func(o *retry.StandardOptions) { o.MaxBackoff = time.Millisecond })
			o.HTTPClient = smithyhttp.ClientDoFunc(func(request *http.Request) (*http.Response, error) {
				if request.Method != http.MethodPost {
					return s3Answers(goodAnswers).Do(request)
				}
				if asked++; asked <= lost {
					return nil, &url.Error{Op: "Post", URL: request.URL.String(), Err: io.EOF}
				}
				return failing(404, "NoSuchUpload").Do(request)
			})
		})
		if status, body := f.answer(t, readEvent(t, "complete")); status != want {
			t.Errorf("%d answers lost: %d %s, want %d", lost, status, body.text, want)
		}
	}
}

// An upload that is too large and cannot be aborted is not called aborted.
func TestAbortFails(t *testing.T) {
	f := testFunction(t, io.Discard, map[string]string{"MAX_MULTIPART_BYTES": "5242880"}, func(request *http.Request) (int, string) {
		if request.Method == http.MethodDelete {
			return failing(503, "SlowDown")(request)
		}
		return goodAnswers(request)
	})
	if status, body := f.answer(t, readEvent(t, "complete")); status != 503 {
		t.Errorf("%d %s", status, body.text)
	}
}

// What S3 has, and nothing that a client says, is what gets completed.
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
