package apigateway

import (
	"context"
	"encoding/json"
	"io"
	"maps"
	"net"
	"strings"
	"testing"

	"slipway/local/template"
)

// Every query reaches the function unchanged. None is refused or logged.
func TestQuery(t *testing.T) {
	t.Parallel()
	var got event
	server, report := newServer(t, template.API{}, func(_ context.Context, payload []byte) ([]byte, error) {
		got = event{}
		return []byte(`{}`), json.Unmarshal(payload, &got)
	})

	type values = map[string]string
	for raw, want := range map[string]values{
		"filename=Smith;%20Jones.pdf":      {"filename": "Smith; Jones.pdf"},
		"filename=100%.pdf":                {"filename": "100%.pdf"},
		"filename=a;b;c.png":               {"filename": "a;b;c.png"},
		"filename=a;x=1":                   {"filename": "a;x=1"},
		"filename=;":                       {"filename": ";"},
		";=1":                              {";": "1"},
		"filename=a%3Bb":                   {"filename": "a;b"},
		"filename=%":                       {"filename": "%"},
		"filename=100%&size=5":             {"filename": "100%", "size": "5"},
		"filename=50%%20off.png":           {"filename": "50% off.png"},
		"filename=%C3%A4%zz%C3%BC":         {"filename": "ä%zzü"},
		"filename=100%25.pdf":              {"filename": "100%.pdf"},
		"filename=100%2":                   {"filename": "100%2"},
		"filename=%2":                      {"filename": "%2"},
		"filename=a+b%2Bc":                 {"filename": "a b+c"},
		"filename=a&filename=b":            {"filename": "a,b"},
		"filename":                         {"filename": ""},
		"a=b=c":                            {"a": "b=c"},
		"&&a=1&":                           {"a": "1"},
		"%zz=1":                            {"%zz": "1"},
		"metadata[a%]=1;2":                 {"metadata[a%]": "1;2"},
		"":                                 {},
		"filename=C:%5Cnew%5C100%;v1.tiff": {"filename": `C:\new\100%;v1.tiff`},
	} {
		// net/http's client might change the URL.
		connection, err := net.Dial("tcp", server.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(connection, "GET /a?"+raw+" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
		answer, _ := io.ReadAll(connection)
		connection.Close()
		if !strings.HasPrefix(string(answer), "HTTP/1.1 200 ") || got.RawQueryString != raw || !maps.Equal(got.QueryStringParameters, want) {
			t.Errorf("%s: %.20q, raw %s, read %q", raw, answer, got.RawQueryString, got.QueryStringParameters)
		}
	}
	if report.Len() > 0 {
		t.Errorf("reported: %s", report)
	}
}
