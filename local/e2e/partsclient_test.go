package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"slipway/local/internal/requesttest"
)

// withParts are the parameters of a stack that accepts files in parts.
var withParts = []string{"MaxMultipartBytes=100000000"}

// mebibytes returns n MiB of data; S3 accepts parts from 5 MiB.
func mebibytes(n int) string { return strings.Repeat("0123456789abcdef", n<<16) }

// An uploadInParts is an upload in parts, as its client sees it.
type uploadInParts struct {
	r             *running
	headers       []string // of its requests to the API
	Key, UploadID string
	Bucket        string
	PartSize      int64
}

// newParts begins an upload in parts, described by body.
func newParts(t *testing.T, r *running, body string, headers ...string) *uploadInParts {
	t.Helper()
	answer, text := requesttest.Send(t, http.DefaultClient, "POST", r.variables["SLIPWAY_URL"]+"/s3/multipart", strings.NewReader(body), headers...)
	u := &uploadInParts{r: r, headers: headers}
	if err := json.Unmarshal([]byte(text), u); err != nil || answer.StatusCode != 200 || u.Key == "" || u.UploadID == "" {
		t.Fatalf("begin: %d %s\n%s", answer.StatusCode, text, r.log)
	}
	return u
}

// ask sends a request about the upload and decodes the answer.
func (u *uploadInParts) ask(t *testing.T, method, path, query, body string) answerOfParts {
	t.Helper()
	target := u.r.variables["SLIPWAY_URL"] + "/s3/multipart/" + url.PathEscape(u.UploadID) + path + "?key=" + url.QueryEscape(u.Key) + query
	answer, text := requesttest.Send(t, http.DefaultClient, method, target, strings.NewReader(body), u.headers...)
	a := answerOfParts{status: answer.StatusCode, text: text}
	var into any = &a
	if strings.HasPrefix(text, "[") {
		into = &a.list
	}
	if err := json.Unmarshal([]byte(text), into); err != nil {
		t.Fatalf("%s: %v in %s", target, err, text)
	}
	return a
}

// answerOfParts has the members of every answer of the routes for parts.
type answerOfParts struct {
	status int
	text   string

	Code, Message string
	list          []struct {
		PartNumber int
		ETag       string
		Size       int64
	}
	URL           string
	Expires       int
	Headers       map[string]string
	PresignedURLs map[string]string
	Location      string
	Key, Bucket   string
	ETag          string
}

// want checks the status of an answer and, of an error, the code.
func (a answerOfParts) want(t *testing.T, what string, status int, code string) {
	t.Helper()
	if a.status != status || a.Code != code || (code == "") != (a.Message == "") {
		t.Errorf("%s: %d %s, want %d %s", what, a.status, a.text, status, code)
	}
}

// put uploads a part as a browser does, with the signed headers, and returns
// S3's answer and the part's entry for the completion.
func (u *uploadInParts) put(t *testing.T, number int, query, content string) (*http.Response, string) {
	t.Helper()
	signed := u.ask(t, "GET", "/"+strconv.Itoa(number), query, "")
	if signed.status != 200 {
		t.Fatalf("part %d is not signed: %s", number, signed.text)
	}
	var headers []string
	for name, value := range signed.Headers {
		headers = append(headers, name, value)
	}
	answer, body := requesttest.Send(t, http.DefaultClient, "PUT", signed.URL, strings.NewReader(content), headers...)
	if answer.StatusCode != 200 {
		return answer, body
	}
	return answer, fmt.Sprintf(`{"PartNumber":%d,"ETag":%q}`, number, answer.Header.Get("ETag"))
}

func (u *uploadInParts) complete(t *testing.T, query string, parts ...string) answerOfParts {
	t.Helper()
	return u.ask(t, "POST", "/complete", query, `{"parts":[`+strings.Join(parts, ",")+`]}`)
}

// wantNoParts fails if an upload in parts is unfinished.
func wantNoParts(t *testing.T, r *running) {
	t.Helper()
	list, err := r.ownerClient().ListMultipartUploads(t.Context(), &s3.ListMultipartUploadsInput{Bucket: aws.String(r.variables["S3_BUCKET"])})
	if err != nil {
		t.Fatal(err)
	}
	for _, upload := range list.Uploads {
		t.Errorf("unfinished upload: %s", *upload.Key)
	}
}
