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

// pages are the files of a folder. Nothing outside of it can be reached,
// through links neither, and no folder is listed.
type pages struct {
	files    fs.FS
	server   http.Handler
	settings *strings.Replacer
	policy   string // the Content-Security-Policy of index.html
}

// contentPolicy is the Content-Security-Policy of the upload page, which sends
// to the addresses and shows pictures from there. It is the one of web/README.md.
func contentPolicy(addresses []string) string {
	allowed := strings.Join(append([]string{"'self'"}, addresses...), " ")
	return "default-src 'none'; script-src 'self'; style-src 'self'; img-src " + allowed + " blob:; connect-src " +
		allowed + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}

// openPages opens a folder of pages. settings are filled in where its index.html has
// <meta name="NAME" content="">, as whoever publishes it would write them there.
// addresses are those it sends to, besides its own.
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

// has reports whether a request asks for a page: for a file, or for a folder
// with an index.html.
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

// ServeHTTP answers with a page that has has reported. The browser may not keep
// it: a change to a page is there at the next look.
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
