package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"testing"

	"slipway/local/internal/requesttest"
)

// field is one field of a form.
type field struct{ name, value string }

// credentialsFor requests a form for a file, with headers as for requesttest.Send,
// and returns its action and its fields in order.
func (r *running) credentialsFor(t *testing.T, filename string, headers ...string) (action string, fields []field) {
	t.Helper()
	return r.form(t, "filename="+url.QueryEscape(filename), headers...)
}

// form is like credentialsFor, for a query.
func (r *running) form(t *testing.T, query string, headers ...string) (action string, fields []field) {
	t.Helper()
	answer, body := requesttest.Send(t, http.DefaultClient, "GET", r.variables["SLIPWAY_URL"]+"/getS3UploadCredentials?"+query, nil, headers...)
	var form struct {
		UploadURL string          `json:"upload_url"`
		Params    json.RawMessage `json:"params"`
	}
	if err := json.Unmarshal([]byte(body), &form); err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("credentials for %s: %d %s %v\n%s", query, answer.StatusCode, body, err, r.log)
	}
	decoder := json.NewDecoder(bytes.NewReader(form.Params))
	decoder.Token() // {
	for decoder.More() {
		name, _ := decoder.Token()
		value, _ := decoder.Token()
		fields = append(fields, field{fmt.Sprint(name), fmt.Sprint(value)})
	}
	return form.UploadURL, fields
}

// without returns the fields except one.
func without(fields []field, name string) []field {
	var rest []field
	for _, f := range fields {
		if f.name != name {
			rest = append(rest, f)
		}
	}
	return rest
}

// with returns the fields with another value for one.
func with(fields []field, name, value string) []field {
	var all []field
	for _, f := range fields {
		if f.name == name {
			f.value = value
		}
		all = append(all, f)
	}
	return all
}

// upload posts a form, the file last.
func upload(t *testing.T, action string, fields []field, content string, headers ...string) (*http.Response, string) {
	t.Helper()
	body, contentType := formBody(fields, content)
	return requesttest.Send(t, http.DefaultClient, "POST", action, body, append(headers, "Content-Type", contentType)...)
}

// formBody returns a form with a file, and its media type.
func formBody(fields []field, content string) (io.Reader, string) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for _, f := range fields {
		form.WriteField(f.name, f.value)
	}
	file, _ := form.CreateFormFile("file", "file")
	io.WriteString(file, content)
	form.Close()
	return &body, form.FormDataContentType()
}
