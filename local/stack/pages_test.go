package stack

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"slipway/local/internal/repository"
)

func TestPages(t *testing.T) {
	folder := t.TempDir()
	outside := filepath.Join(t.TempDir(), "secret")
	for path, content := range map[string]string{
		filepath.Join(folder, "index.html"):       "<p>home",
		filepath.Join(folder, "js", "page.js"):    "let a",
		filepath.Join(folder, "more/index.html"):  "<p>more",
		filepath.Join(folder, "with space/ä.txt"): "text",
		outside: "secret",
	} {
		os.MkdirAll(filepath.Dir(path), 0o755)
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(outside, filepath.Join(folder, "link")); err != nil {
		t.Fatal(err)
	}
	pages, err := openPages(folder, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		method, path, contentType, body string // no body: there is no such page
	}{
		{"GET", "/", "text/html; charset=utf-8", "<p>home"},
		{"GET", "/more/", "text/html; charset=utf-8", "<p>more"},
		{"GET", "/js/page.js", "text/javascript; charset=utf-8", "let a"},
		{"GET", "/with%20space/%C3%A4.txt", "text/plain; charset=utf-8", "text"},
		{"GET", "/js/", "", ""}, // no listing
		{"GET", "/nothing", "", ""},
		{"GET", "/link", "", ""}, // leads out of the folder
		{"GET", "/..%2f" + filepath.Base(folder) + "/index.html", "", ""}, // leads out and in again
		{"POST", "/index.html", "", ""},                                   // nothing to post to
	} {
		request := httptest.NewRequest(test.method, test.path, nil)
		request.Header.Set("If-Modified-Since", "Fri, 31 Dec 2099 23:59:59 GMT")
		if has := pages.has(request); has != (test.body != "") {
			t.Errorf("%s: has is %v", test.path, has)
		} else if !has {
			continue
		}
		answer := httptest.NewRecorder()
		pages.ServeHTTP(answer, request)
		if h := answer.Header(); answer.Code != http.StatusOK || answer.Body.String() != test.body ||
			h.Get("Content-Type") != test.contentType || h.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d %q %v", test.path, answer.Code, answer.Body, h)
		}
	}
}

func TestSettings(t *testing.T) {
	folder := t.TempDir()
	const page = `<meta name="a" content=""><meta name="b" content=""><meta name="c" content="kept"><meta name="d" content="">`
	if err := os.WriteFile(filepath.Join(folder, "index.html"), []byte(page), 0o644); err != nil {
		t.Fatal(err)
	}
	pages, err := openPages(folder, map[string]string{"a": "https://a.example/?b&c", "b": `"><script>`, "c": "no"})
	if err != nil {
		t.Fatal(err)
	}
	answer := httptest.NewRecorder()
	pages.ServeHTTP(answer, httptest.NewRequest("GET", "/", nil))
	want := `<meta name="a" content="https://a.example/?b&amp;c"><meta name="b" content="&#34;&gt;&lt;script&gt;">` +
		`<meta name="c" content="kept"><meta name="d" content="">`
	if answer.Body.String() != want {
		t.Errorf("%s, want %s", answer.Body, want)
	}
}

func TestHeaders(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"index.html", "page.js"} {
		if err := os.WriteFile(filepath.Join(folder, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	pages, err := openPages(folder, nil, "http://127.0.0.1:9000", "http://localhost:9000")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
	for path, want := range map[string]map[string]string{
		"/page.js": {"Content-Security-Policy": "", "Cross-Origin-Opener-Policy": ""},
		"/": {
			"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; " +
				"img-src 'self' http://127.0.0.1:9000 http://localhost:9000 blob:; " +
				"connect-src 'self' http://127.0.0.1:9000 http://localhost:9000; " +
				"base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
			"Cross-Origin-Opener-Policy": "same-origin",
		},
	} {
		answer := httptest.NewRecorder()
		pages.ServeHTTP(answer, httptest.NewRequest("GET", path, nil))
		maps.Copy(want, all)
		for name, value := range want {
			if got := answer.Header().Get(name); got != value {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
	}
}

// OPERATIONS.md has the page's headers, for hosting it elsewhere.
func TestHostingIsDocumented(t *testing.T) {
	root, err := repository.Root()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(root, "functions/OPERATIONS.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(text), "## Hosting the page\n")
	section, _, _ = strings.Cut(section, "\n## ")
	pages, err := openPages(filepath.Join(root, "web"), nil, "API", "BUCKET", "ISSUER")
	if err != nil {
		t.Fatal(err)
	}
	answer := httptest.NewRecorder()
	pages.ServeHTTP(answer, httptest.NewRequest("GET", "/", nil))
	header := answer.Header()
	for _, own := range []string{"Accept-Ranges", "Cache-Control", "Content-Length", "Content-Type"} {
		header.Del(own)
	}
	var want []string
	for name := range header {
		want = append(want, name+": "+header.Get(name))
	}
	slices.Sort(want)
	_, block, _ := strings.Cut(section, "\n```\n")
	block, _, _ = strings.Cut(block, "\n```\n")
	if got := slices.Sorted(strings.SplitSeq(block, "\n")); !slices.Equal(got, want) {
		t.Errorf("OPERATIONS.md has\n%s\nand the page\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
