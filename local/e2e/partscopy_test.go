package e2e

import (
	"net/http"
	"strings"
	"testing"

	"slipway/local/internal/requesttest"
)

// The role for files in parts may read accepted files, and signs the URLs of parts.
// Such a URL does not copy another file into the upload, with or without a range: S3
// refuses an x-amz- header that is not signed.
func TestPartsCopyNothing(t *testing.T) {
	r := startStack(t, withParts...)
	if err := uploadWith(t, r, "filename=secret.txt"); err != nil {
		t.Fatal(err)
	}
	var secret string
	for secret = range r.stored(t) {
	}
	u := newParts(t, r, `{"filename":"a.txt","size":5}`)
	signed := u.ask(t, "GET", "/1", "", "").URL
	source := "/" + r.variables["S3_BUCKET"] + "/" + secret
	for _, headers := range [][]string{
		{"x-amz-copy-source", source},
		{"X-Amz-Copy-Source", source[1:]},
		{"x-amz-copy-source", source, "x-amz-copy-source-range", "bytes=0-4"},
	} {
		answer, body := requesttest.Send(t, http.DefaultClient, "PUT", signed, strings.NewReader(""), headers...)
		if answer.StatusCode != 403 {
			t.Errorf("%v: %d %s", headers, answer.StatusCode, body)
		}
	}
	if answer, body := requesttest.Send(t, http.DefaultClient, "PUT", signed+"&x-amz-copy-source="+source, strings.NewReader("")); answer.StatusCode != 403 {
		t.Errorf("in the query: %d %s", answer.StatusCode, body)
	}
	if listed := u.ask(t, "GET", "", "", ""); listed.text != "[]" {
		t.Errorf("stored: %s", listed.text)
	}
	// The URL itself is valid.
	if answer, body := requesttest.Send(t, http.DefaultClient, "PUT", signed, strings.NewReader("hello")); answer.StatusCode != 200 {
		t.Errorf("a part: %d %s", answer.StatusCode, body)
	}
	u.ask(t, "DELETE", "", "", "").want(t, "abort", 200, "")
}
