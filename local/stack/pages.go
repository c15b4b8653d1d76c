package stack

import (
	"fmt"
	"html"
	"io/fs"
	"net/http"
	"os"
	"path"
	"strings"
	"time"
)

// pages serves the files of a folder. It lists no folders and follows no links
// out of the folder.
type pages struct {
	files    fs.FS
	server   http.Handler
	settings *strings.Replacer
	policy   string // the Content-Security-Policy of index.html
}

// contentPolicy returns the Content-Security-Policy of the upload page, as in
// functions/OPERATIONS.md. The page connects to addresses and shows pictures from there.
func contentPolicy(addresses []string) string {
	allowed := strings.Join(append([]string{"'self'"}, addresses...), " ")
	return "default-src 'none'; script-src 'self'; style-src 'self'; img-src " + allowed + " blob:; connect-src " +
		allowed + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}

// openPages opens a folder of pages. In index.html, each setting fills in the
// element <meta name="NAME" content="">, as the page's publisher does by hand.
// addresses are the other origins that the page connects to.
func openPages(folder string, settings map[string]string, addresses ...string) (*pages, error) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, err
	}
	var replacements []string
	for name, content := range settings {
		replacements = append(replacements, meta(name, ""), meta(name, content))
	}
	return &pages{
		files:    root.FS(),
		server:   http.FileServerFS(root.FS()),
		settings: strings.NewReplacer(replacements...),
		policy:   contentPolicy(addresses),
	}, nil
}

func meta(name, content string) string {
	return fmt.Sprintf(`<meta name="%s" content="%s">`, name, html.EscapeString(content))
}

// has reports whether a request is for a file, or for a folder with an
// index.html.
func (p *pages) has(r *http.Request) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
	info, err := fs.Stat(p.files, path.Join(".", name))
	if err == nil && info.IsDir() {
		info, err = fs.Stat(p.files, path.Join(name, "index.html"))
	}
	return err == nil && !info.IsDir()
}

// ServeHTTP serves a request for which has returned true. Browsers may not cache
// the answer, so that each change is visible at once.
func (p *pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	r.Header.Del("If-Modified-Since")
	if r.URL.Path != "/" {
		p.server.ServeHTTP(w, r)
		return
	}
	h.Set("Content-Security-Policy", p.policy)
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	page, err := fs.ReadFile(p.files, "index.html")
	if err != nil {
		http.Error(w, "the page cannot be read", http.StatusInternalServerError)
		return
	}
	http.ServeContent(w, r, "index.html", time.Time{}, strings.NewReader(p.settings.Replace(string(page))))
}
