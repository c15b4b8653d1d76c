package s3

import (
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestCORS(t *testing.T) {
	w := startServer(t, t.TempDir())
	c := w.sessions.Assume(w.role)
	for _, test := range []struct{ origin, allowed string }{
		{page, page},
		{"https://www.example.com", "https://www.example.com"},
		{"https://example.org", ""},
		{"null", ""},
		// The origin of an app is compared without being parsed.
		{"capacitor://localhost", "capacitor://localhost"},
		{"ionic://localhost", "ionic://localhost"},
		{"tauri://localhost", "tauri://localhost"},
		{"capacitor://localhost/", ""},
		{"capacitor://localhost:80", ""},
		{"capacitor://LOCALHOST", ""},
		{"Capacitor://localhost", ""},
		{"capacitor://localhost.example.org", ""},
		{"capacitor://", ""},
		{"capacitor:", ""},
		{"localhost", ""},
		{"http://localhost", ""},
		{"https://localhost", ""},
		{"tauri://", ""},
		{"file://", ""},
		{"app://localhost", ""},
		{"", ""},
	} {
		good := w.form(t, c, "uploads/a")
		bad := w.form(t, c, "uploads/a")
		bad["X-Amz-Signature"] = strings.Repeat("0", 64)
		for status, fields := range map[int]map[string]string{201: good, 403: bad} {
			answer, _ := w.post(t, fields, "hello", test.origin)
			h := answer.Header
			exposed := ""
			if test.allowed != "" {
				exposed = "ETag, Location"
			}
			if answer.StatusCode != status || h.Get("Access-Control-Allow-Origin") != test.allowed || h.Get("Access-Control-Expose-Headers") != exposed {
				t.Errorf("origin %q: %d, want %d; %v", test.origin, answer.StatusCode, status, h)
			}
		}
	}
	for _, test := range []struct {
		origin, method, headers string
		status                  int
	}{
		{page, "POST", "", 200},
		{"capacitor://localhost", "POST", "", 200},
		{"ionic://localhost", "PUT", "", 200},
		{"tauri://localhost", "POST", "", 200},
		{"capacitor://localhost:80", "POST", "", 403},
		{"capacitor://localhost.example.org", "POST", "", 403},
		{"app://localhost", "POST", "", 403},
		{page, "DELETE", "", 403},
		{page, "POST", "x-requested-with", 403},
		{"https://example.org", "POST", "", 403},
	} {
		request, _ := http.NewRequest("OPTIONS", w.url+"/"+bucket.Name+"/", nil)
		request.Header.Set("Origin", test.origin)
		request.Header.Set("Access-Control-Request-Method", test.method)
		if test.headers != "" {
			request.Header.Set("Access-Control-Request-Headers", test.headers)
		}
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		allowed := answer.Header.Get("Access-Control-Allow-Origin") != ""
		if answer.StatusCode != test.status || allowed != (test.status == 200) {
			t.Errorf("preflight %+v: %d %v", test, answer.StatusCode, answer.Header)
		}
	}
}

// The cause of an internal error is logged, but not sent to the client.
func TestCauseIsReported(t *testing.T) {
	var reported strings.Builder
	report := log.New(&reported, "", 0)
	request := func(folder string) (*httptest.ResponseRecorder, string) {
		reported.Reset()
		answer := httptest.NewRecorder()
		body := strings.NewReader(part("key", "", "uploads/secret") + part("file", `; filename="secret.txt"`, "secret") + "--B--")
		r := httptest.NewRequest("POST", "/some-uploads/?secret", body)
		r.Header.Set("Content-Type", "multipart/form-data; boundary=B")
		newProxy(dialSocket("/nowhere/s3"), nil, folder, func(form) bool { return true }, report).ServeHTTP(answer, r)
		return answer, reported.String()
	}

	answer, logged := request(t.TempDir())
	if answer.Code != 503 || code(answer.Body.String()) != "ServiceUnavailable" || strings.Contains(answer.Body.String(), "nowhere") ||
		logged != "The local S3 server does not answer. (dial unix /nowhere/s3: connect: no such file or directory)\n" {
		t.Errorf("no gateway: %d %s, logged %q", answer.Code, answer.Body, logged)
	}
	answer, logged = request("/nowhere")
	if answer.Code != 500 || code(answer.Body.String()) != "InternalError" || strings.Contains(answer.Body.String(), "nowhere") ||
		!strings.HasPrefix(logged, "The local S3 server cannot store the form. (open /nowhere/.form-") {
		t.Errorf("no folder: %d %s, logged %q", answer.Code, answer.Body, logged)
	}
	if strings.Contains(logged, "secret") {
		t.Errorf("logged %q", logged)
	}
}
