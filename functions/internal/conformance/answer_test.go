package conformance

import (
	"bytes"
	"context"
	"encoding/xml"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"time"

	"slipway/functions/internal/postpolicy"
)

// An answer is S3's response to a form; its XML is a PostResponse or an Error.
type answer struct {
	status int
	header http.Header
	body   string

	Location, Bucket, Key, ETag string
	Code                        string
}

// direct does not follow redirects: the rows are about S3's own answer.
var direct = http.Client{
	Timeout:       time.Minute,
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// boundary is the boundary of all forms.
const boundary = "slipway-conformance"

// post sends the form as a browser does: the fields in their order, and the
// file behind them.
func (a *attempt) post() (answer, error) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	form.SetBoundary(boundary)
	write := func(fields postpolicy.Fields) {
		for _, f := range fields {
			form.WriteField(f.Name, f.Value)
		}
	}
	write(a.fields)
	if a.file != nil {
		part, err := form.CreateFormFile("file", a.filename)
		if err != nil {
			return answer{}, err
		}
		part.Write(a.file)
	}
	write(a.after)
	form.Close()
	text := body.String()
	if a.body != nil {
		text = a.body(text)
	}

	to := a.endpoint + "/" + a.to + "/"
	request, err := http.NewRequestWithContext(context.Background(), http.MethodPost, to, strings.NewReader(text))
	if err != nil {
		return answer{}, err
	}
	if a.chunked {
		request.ContentLength = -1
	}
	request.Host = a.host
	request.Header = a.header.Clone()
	if request.Header.Get("Content-Type") == "" {
		request.Header.Set("Content-Type", form.FormDataContentType())
	}
	return send(request)
}

func send(request *http.Request) (answer, error) {
	response, err := direct.Do(request)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return answer{}, err
	}
	got := answer{status: response.StatusCode, header: response.Header, body: string(text)}
	xml.Unmarshal(text, &got) // an answer without XML has no members
	return got, nil
}

// names reports whether the answer names what was stored, in the way of its
// status.
func (got answer) names(bucket, key, etag string) bool {
	same := func(b, k, e string) bool {
		return b == bucket && k == key && strings.Trim(e, `"`) == strings.Trim(etag, `"`)
	}
	switch got.status {
	case http.StatusCreated:
		return got.Location != "" && same(got.Bucket, got.Key, got.ETag)
	case http.StatusSeeOther:
		to, err := url.Parse(got.header.Get("Location"))
		return err == nil && same(to.Query().Get("bucket"), to.Query().Get("key"), to.Query().Get("etag"))
	}
	return got.body == ""
}
