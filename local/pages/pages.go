// Package pages serves the folder of the web pages.
package pages

import (
	"io/fs"
	"net/http"
	"os"
	"path"
	"strings"
)

// Pages are the files of a folder. Nothing outside of it can be reached,
// through links neither, and no folder is listed.
type Pages struct {
	files  fs.FS
	server http.Handler
}

// Open opens a folder of pages.
func Open(folder string) (*Pages, error) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, err
	}
	return &Pages{files: root.FS(), server: http.FileServerFS(root.FS())}, nil
}

// Has reports whether a request asks for a page: for a file, or for a folder
// with an index.html.
func (p *Pages) Has(r *http.Request) bool {
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

// ServeHTTP answers with a page that Has reported. The browser may not keep
// it: a change to a page is there at the next look.
func (p *Pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	r.Header.Del("If-Modified-Since")
	p.server.ServeHTTP(w, r)
}
