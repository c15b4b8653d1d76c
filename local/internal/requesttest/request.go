// Package requesttest sends HTTP requests for tests.
package requesttest

import (
	"io"
	"net/http"
	"testing"
)

// Send sends a request with headers as name, value, name, value…, and returns
// the answer and its body.
func Send(t *testing.T, client *http.Client, method, url string, body io.Reader, headers ...string) (
	*http.Response, string) {
	t.Helper()
	request, err := http.NewRequest(method, url, body)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		request.Header.Add(headers[i], headers[i+1])
	}
	answer, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(text)
}
