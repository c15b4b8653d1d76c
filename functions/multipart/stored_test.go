package main

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// An upload is reported as stored only if S3 has it, even if S3's answers are
// lost. The attempts to complete an upload get these answers in order; head is the
// answer to the request for the object.
func TestCompleteAfterLostAnswers(t *testing.T) {
	const good, other = `"` + goodETag + `"`, `"5d41402abc4b2a76b9719d911017c592-2"`
	lost := func(*http.Request) (int, string) { return 0, "" }
	gone := failing(404, "NoSuchUpload")
	broken := failing(500, "InternalError")
	broken200 := func(request *http.Request) (int, string) {
		_, body := broken(request)
		return 200, `<?xml version="1.0" encoding="UTF-8"?>` + "\n   \n" + body
	}
	head := func(status int, etag string) s3Answers {
		return func(*http.Request) (int, string) { return status, etag }
	}
	for _, test := range []struct {
		name     string
		complete []s3Answers
		head     s3Answers // nil: S3 is not asked
		status   int
		code     string
	}{
		{"completed", []s3Answers{goodAnswers}, nil, 200, ""},
		{"one answer lost", []s3Answers{lost, gone}, head(200, good), 200, ""},
		{"two answers lost", []s3Answers{lost, lost, gone}, head(200, good), 200, ""},
		{"a request lost", []s3Answers{lost, goodAnswers}, nil, 200, ""},
		{"aborted meanwhile", []s3Answers{gone}, head(404, ""), 404, "NoSuchUpload"},
		{"completed by another request", []s3Answers{gone}, head(200, good), 200, ""},
		{"a request lost, then aborted", []s3Answers{lost, gone}, head(404, ""), 404, "NoSuchUpload"},
		{"no right to tell 404", []s3Answers{lost, gone}, head(403, ""), 404, "NoSuchUpload"},
		{"another object", []s3Answers{lost, gone}, head(200, other), 404, "NoSuchUpload"},
		{"an object of one form", []s3Answers{lost, gone}, head(200, `"5d41402abc4b2a76b9719d911017c592"`), 404, "NoSuchUpload"},
		{"an object without an ETag", []s3Answers{lost, gone}, head(200, ""), 404, "NoSuchUpload"},
		{"an error, then gone, not stored", []s3Answers{broken, gone}, head(404, ""), 404, "NoSuchUpload"},
		{"an error, then gone, stored", []s3Answers{broken, gone}, head(200, good), 200, ""},
		{"an error behind 200, not stored", []s3Answers{broken200, gone}, head(404, ""), 404, "NoSuchUpload"},
		{"errors", []s3Answers{broken, broken, broken}, nil, 503, "ServiceUnavailable"},
		{"errors behind 200", []s3Answers{broken200, broken200, broken200}, nil, 503, "ServiceUnavailable"},
		{"all answers lost", []s3Answers{lost, lost, lost}, nil, 503, "ServiceUnavailable"},
		{"gone, and no answer about the object", []s3Answers{gone}, head(503, ""), 503, "ServiceUnavailable"},
		{"a part changed", []s3Answers{failing(400, "InvalidPart")}, nil, 400, "UploadChanged"},
		{"no right", []s3Answers{failing(403, "AccessDenied")}, nil, 500, "InternalError"},
	} {
		f := testFunction(t, io.Discard, nil, goodAnswers)
		asked, looked := 0, false
		f.s3 = s3.New(f.s3.Options(), func(o *s3.Options) {
			o.Retryer = retry.NewStandard(func(o *retry.StandardOptions) { o.MaxBackoff = time.Millisecond })
			o.HTTPClient = smithyhttp.ClientDoFunc(func(request *http.Request) (*http.Response, error) {
				answers := s3Answers(goodAnswers)
				switch request.Method {
				case http.MethodPost:
					answers = test.complete[asked]
					asked++
				case http.MethodHead:
					looked = true
					if test.head == nil {
						t.Fatalf("%s: S3 is asked for the object", test.name)
					}
					answers = test.head
				}
				response, err := answers.Do(request)
				if response.StatusCode == 0 {
					return nil, &url.Error{Op: "Post", URL: request.URL.String(), Err: io.EOF}
				}
				return response, err
			})
		})
		status, body := f.answer(t, readEvent(t, "complete"))
		if status != test.status || body.Code != test.code || status == 200 && body.ETag != good {
			t.Errorf("%s: %d %s, want %d %q", test.name, status, body.text, test.status, test.code)
		}
		if asked != len(test.complete) || looked != (test.head != nil) {
			t.Errorf("%s: S3 was asked %d times, and for the object: %v", test.name, asked, looked)
		}
	}
}

// An upload that S3 no longer knows is stored if the object is that of the
// named parts.
func TestCompleteAgain(t *testing.T) {
	const first, second = `"9b2cf535f27731c974343645a3985328"`, `"5d41402abc4b2a76b9719d911017c592"`
	part := func(number int, etag string) string { return fmt.Sprintf(`{"PartNumber":%d,"ETag":%q}`, number, etag) }
	const good = `"` + goodETag + `"`
	for _, test := range []struct {
		parts  string
		object string // its ETag
		status int
	}{
		{part(1, first) + "," + part(2, second), good, 200},
		{part(2, second) + "," + part(1, first), good, 200}, // sorted by number
		{part(3, first) + "," + part(7, second), good, 200}, // S3 does not keep the numbers
		{part(1, strings.Trim(first, `"`)) + "," + part(2, second), good, 200},
		{part(1, strings.ToUpper(first)) + "," + part(2, second), good, 200},
		{part(1, first) + "," + part(2, second), goodETag, 200}, // a server that writes no quotes
		{part(1, second) + "," + part(2, first), good, 404},     // in another order
		{part(1, first), good, 404},                             // not all
		{part(1, first) + "," + part(2, first), good, 404},      // another part
		{part(1, first) + "," + part(2, second) + "," + part(3, second), good, 404},
		{part(1, first) + `,{"PartNumber":2}`, good, 404},                                            // cannot be compared without its ETag
		{part(1, first) + "," + part(2, ""), good, 404},                                              //
		{part(1, first) + "," + part(2, "x"), good, 404},                                             // no MD5
		{part(1, first) + "," + part(2, second+second), good, 404},                                   // no MD5
		{part(1, strings.Trim(first, `"`)+strings.Trim(second, `"`)) + "," + part(2, ""), good, 404}, // both in one
		{"", good, 404}, // nothing named
		{"", `"d41d8cd98f00b204e9800998ecf8427e-0"`, 404},              // the MD5 of nothing
		{part(1, first) + "," + part(2, second), second, 404},          // another object
		{part(1, first) + "," + part(2, second), "", 404},              //
		{part(1, first) + "," + part(2, second), good[:20] + `"`, 404}, //
	} {
		f := testFunction(t, io.Discard, nil, func(request *http.Request) (int, string) {
			switch request.Method {
			case http.MethodGet:
				return failing(404, "NoSuchUpload")(request)
			case http.MethodHead:
				return 200, test.object
			}
			t.Errorf("%s: S3 is asked to %s", test.parts, request.Method)
			return 500, ""
		})
		event := readEvent(t, "complete")
		event.Body = `{"parts":[` + test.parts + `]}`
		status, body := f.answer(t, event)
		if status != test.status || (status == 200) != (body.ETag == good) || (status == 404) != (body.Code == "NoSuchUpload") {
			t.Errorf("%s, the object %s: %d %s, want %d", test.parts, test.object, status, body.text, test.status)
		}
	}
}

// With AWS KMS, the form of ETags is not documented: an object under a key of only
// one upload is compared by its number of parts and its size.
func TestCompleteAgainUnderKMS(t *testing.T) {
	const etag = "4d186321c1a7f0f354b297e8914ab240"
	const first, second = "9b2cf535f27731c974343645a3985328", "5d41402abc4b2a76b9719d911017c592"
	for _, test := range []struct {
		encryption, style string
		object            string // its ETag
		declared          string // as the query has it
		etags             []string
		status            int
	}{
		{"aws:kms", "unique", etag + "-2", "", []string{etag, etag}, 200},
		{"aws:kms:dsse", "unique", etag + "-2", "", []string{etag, etag}, 200},
		{"aws:kms", "unique", etag + "-2", "5242885", []string{etag, etag}, 200},
		{"aws:kms", "unique", etag + "-2", "", []string{"no MD5", ""}, 200},
		{"aws:kms", "unique", etag + "-1", "", []string{etag}, 200},
		{"aws:kms", "filename", goodETag, "", []string{first, second}, 200},
		{"aws:kms", "unique", etag + "-2", "5242886", []string{etag, etag}, 404}, // of another size
		{"aws:kms", "unique", etag + "-2", "", []string{etag}, 404},              // not all parts
		{"aws:kms", "unique", etag + "-12", "", []string{etag, etag}, 404},       // only ends so
		{"aws:kms", "unique", etag, "", []string{etag, etag}, 404},               // from one request
		{"aws:kms", "unique", "", "", []string{etag, etag}, 404},                 // no ETag
		{"aws:kms", "unique", etag + "-0", "", nil, 404},                         // nothing named
		{"aws:kms", "filename", etag + "-2", "", []string{etag, etag}, 404},      // perhaps an older file of that name
		{"AES256", "unique", etag + "-2", "5242885", []string{etag, etag}, 404},  // its ETag decides
		{"", "unique", etag + "-2", "5242885", []string{etag, etag}, 404},        // likewise
		{"aws:fsx", "unique", etag + "-2", "5242885", []string{etag, etag}, 404}, // another service's
	} {
		f := testFunction(t, io.Discard, map[string]string{"KEY_STYLE": test.style}, goodAnswers)
		f.s3 = s3.New(f.s3.Options(), func(o *s3.Options) {
			o.HTTPClient = smithyhttp.ClientDoFunc(func(request *http.Request) (*http.Response, error) {
				if request.Method != http.MethodHead {
					return s3Answers(failing(404, "NoSuchUpload")).Do(request)
				}
				response, err := s3Answers(func(*http.Request) (int, string) { return 200, `"` + test.object + `"` }).Do(request)
				response.Header.Set("x-amz-server-side-encryption", test.encryption)
				response.Header.Set("Content-Length", "5242885")
				return response, err
			})
		})
		event := readEvent(t, "complete")
		key := "uploads/019ab1b8-0000-7000-8000-000000000000/holiday.mp4"
		if test.style == "filename" {
			key = "uploads/holiday.mp4"
		}
		query := url.Values{"key": {key}}
		if test.declared != "" {
			query.Set("size", test.declared)
		}
		event.RawQueryString = query.Encode()
		var parts []string
		for i, etag := range test.etags {
			parts = append(parts, fmt.Sprintf(`{"PartNumber":%d,"ETag":%q}`, i+1, etag))
		}
		event.Body = `{"parts":[` + strings.Join(parts, ",") + `]}`
		status, body := f.answer(t, event)
		if status != test.status || status == 200 && body.ETag != `"`+test.object+`"` ||
			status == 404 && body.Code != "NoSuchUpload" {
			t.Errorf("%+v: %d %s, want %d", test, status, body.text, test.status)
		}
	}
}

// A part whose ETag a proxy has hidden is compared by its number alone.
func TestPartsWithoutETags(t *testing.T) {
	const first = `"9b2cf535f27731c974343645a3985328"`
	for parts, want := range map[string]int{
		`{"PartNumber":1},{"PartNumber":2}`:                               200,
		`{"PartNumber":2,"ETag":""},{"PartNumber":1,"ETag":null}`:         200,
		fmt.Sprintf(`{"PartNumber":1,"ETag":%q},{"PartNumber":2}`, first): 200,
		fmt.Sprintf(`{"PartNumber":1},{"PartNumber":2,"ETag":%q}`, first): 400, // of another part
		`{"PartNumber":1},{"PartNumber":2,"ETag":"\"\""}`:                 400, // quotes around nothing are no ETag
		`{"PartNumber":1},{"PartNumber":3}`:                               400,
		`{"PartNumber":1},{"PartNumber":1},{"PartNumber":2}`:              400,
		`{"PartNumber":1}`: 400,
		`{"PartNumber":1},{"PartNumber":2},{"PartNumber":3}`:     400,
		`{},{"PartNumber":1}`:                                    400,
		`null,{"PartNumber":1}`:                                  400,
		`{"PartNumber":"1"},{"PartNumber":2}`:                    400,
		`{"PartNumber":1e9},{"PartNumber":2}`:                    400,
		`{"PartNumber":1,"ChecksumSHA256":"x"},{"PartNumber":2}`: 400, // S3 has no such checksum
	} {
		event := readEvent(t, "complete")
		event.Body = `{"parts":[` + parts + `]}`
		if status, body := testFunction(t, io.Discard, nil, goodAnswers).answer(t, event); status != want {
			t.Errorf("%s: %d %s, want %d", parts, status, body.text, want)
		}
	}
}
