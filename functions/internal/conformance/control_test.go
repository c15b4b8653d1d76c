package conformance

import (
	"crypto/rand"
	"encoding/xml"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// TestControl runs the table against a server that stores everything and allows
// every origin: each row that S3 refuses must fail.
func TestControl(t *testing.T) {
	gullible := httptest.NewServer(&gullible{objects: make(map[string]map[string]object)})
	t.Cleanup(gullible.Close)
	s := serverOf(t, func(name string) string {
		if name == "S3_ENDPOINT" {
			return gullible.URL
		}
		return "anything"
	})
	var bad, failed, good, passed int
	for _, row := range table() {
		got, err := row.try(s)
		if err == nil {
			err = row.judge(s.name, got)
		}
		switch {
		case row.refuses() && err == nil:
			t.Errorf("%s: the row passes although nothing is refused: %s", row.name, got)
			fallthrough
		case row.refuses():
			bad++
			if err != nil {
				failed++
			}
		default:
			good++
			if err == nil {
				passed++
			}
		}
	}
	fmt.Printf("a server that checks nothing: %d of %d rows about refusals fail, as they must; %d of %d others pass\n", failed, bad, passed, good)
	// Rows about good forms must not fail on every server.
	if passed < good*9/10 {
		t.Errorf("only %d of %d good forms pass", passed, good)
	}
}

// TestControlOfCodes runs the table against a server that refuses everything with
// the status of the row: the row must pass with its code, and fail with another or
// none.
func TestControlOfCodes(t *testing.T) {
	refuser := &refuser{}
	server := httptest.NewServer(refuser)
	t.Cleanup(server.Close)
	s := serverOf(t, func(name string) string {
		if name == "S3_ENDPOINT" {
			return server.URL
		}
		return "anything"
	})
	codes, rows := 0, 0
	for _, row := range table() {
		for want := range strings.SplitSeq(row.want, " or ") {
			parts := regexp.MustCompile(`^(4\d\d) (\w+), `).FindStringSubmatch(want)
			if parts == nil {
				continue
			}
			rows++
			status, _ := strconv.Atoi(parts[1])
			for answered, right := range map[string]bool{parts[2]: true, "WrongCode": false, "": false} {
				refuser.status, refuser.code = status, answered
				refuser.readable = strings.HasSuffix(want, ", readable")
				got, err := row.try(s)
				if err != nil {
					t.Fatal(err)
				}
				if err := row.judge(s.name, got); (err == nil) != right {
					t.Errorf("%s: refused with the code %q: %s, %v", row.name, answered, got, err)
					continue
				}
				codes++
			}
		}
	}
	fmt.Printf("a server that refuses all: each of %d refusals passes with its code, and fails with another or none\n", codes/3)
	if rows < 100 || codes != 3*rows {
		t.Errorf("%d of %d codes are compared", codes, 3*rows)
	}
}

// refuser refuses every form and preflight, and shows an empty bucket.
type refuser struct {
	status   int
	code     string // "": an answer without XML
	readable bool   // by a page
}

func (f *refuser) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Query().Has("cors"):
		io.WriteString(w, corsOfAll)
	case r.URL.Query().Has("uploads"):
		io.WriteString(w, beginsAll)
	case r.Method == http.MethodPut && !r.URL.Query().Has("partNumber"), r.Method == http.MethodDelete:
	case r.Method == http.MethodGet:
		io.WriteString(w, `<ListBucketResult></ListBucketResult>`)
	default:
		io.Copy(io.Discard, r.Body)
		if f.readable {
			w.Header().Set("Access-Control-Allow-Origin", "*")
			w.Header().Set("Access-Control-Expose-Headers", "ETag")
		}
		w.WriteHeader(f.status)
		if f.code != "" {
			fmt.Fprintf(w, "<Error><Code>%s</Code></Error>", f.code)
		}
	}
}

// corsOfAll is the CORS configuration of both control servers.
const corsOfAll = `<CORSConfiguration><CORSRule><AllowedOrigin>http://localhost:3000</AllowedOrigin></CORSRule></CORSConfiguration>`

// beginsAll is the answer of both to a request that creates a multipart upload.
const beginsAll = `<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>`

// gullible is the part of S3 that the table needs, without any check.
type gullible struct {
	mu      sync.Mutex
	objects map[string]map[string]object // by bucket and key
}

// An object is the fields of its form, as headers, and its content.
type object struct {
	header  http.Header
	content []byte
}

func (g *gullible) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Access-Control-Expose-Headers", "ETag")
	bucket, key, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	switch {
	case r.URL.Query().Has("uploads"):
		g.begin(r, bucket, key)
		io.WriteString(w, beginsAll)
	case r.URL.Query().Has("partNumber"):
		g.put(w, r, bucket, key)
	case r.URL.Query().Has("uploadId"):
		fmt.Fprintf(w, `<CompleteMultipartUploadResult><ETag>%s</ETag></CompleteMultipartUploadResult>`, g.objects[bucket][key].header.Get("ETag"))
	case r.Method == http.MethodPut:
		g.objects[bucket] = nil
	case r.Method == http.MethodDelete:
		delete(g.objects, bucket)
		w.WriteHeader(http.StatusNoContent)
	case r.Method == http.MethodPost:
		g.store(w, r, bucket)
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
	case r.URL.Query().Has("cors"):
		io.WriteString(w, corsOfAll)
	case key == "":
		var list struct {
			XMLName  xml.Name `xml:"ListBucketResult"`
			Contents []struct{ Key, ETag string }
		}
		for key, o := range g.objects[bucket] {
			list.Contents = append(list.Contents, struct{ Key, ETag string }{key, o.header.Get("ETag")})
		}
		xml.NewEncoder(w).Encode(list)
	case r.URL.Query().Has("tagging"):
		io.WriteString(w, g.objects[bucket][key].header.Get("Tagging"))
	default:
		for name, values := range g.objects[bucket][key].header {
			w.Header()[name] = values
		}
		w.Write(g.objects[bucket][key].content)
	}
}

// begin keeps the headers of an upload in parts.
func (g *gullible) begin(r *http.Request, bucket, key string) {
	o := object{header: r.Header.Clone()}
	o.header.Del("Content-Length")
	if query, err := url.ParseQuery(r.Header.Get("x-amz-tagging")); err == nil {
		var tagging struct {
			XMLName xml.Name `xml:"Tagging"`
			TagSet  struct{ Tag []struct{ Key, Value string } }
		}
		for key := range query {
			tagging.TagSet.Tag = append(tagging.TagSet.Tag, struct{ Key, Value string }{key, query.Get(key)})
		}
		text, _ := xml.Marshal(tagging)
		o.header.Set("Tagging", string(text))
	}
	if g.objects[bucket] == nil {
		g.objects[bucket] = make(map[string]object)
	}
	g.objects[bucket][key] = o
}

// put stores a part as the whole file, with all headers of its request.
func (g *gullible) put(w http.ResponseWriter, r *http.Request, bucket, key string) {
	o := g.objects[bucket][key]
	o.content, _ = io.ReadAll(r.Body)
	for name, values := range r.Header {
		if name != "Content-Length" && name != "Content-Type" {
			o.header[name] = values
		}
	}
	o.header.Set("ETag", fmt.Sprintf("%q", rand.Text()))
	w.Header().Set("ETag", o.header.Get("ETag"))
	g.objects[bucket][key] = o
}

// store stores a form under its key, in its bucket.
func (g *gullible) store(w http.ResponseWriter, r *http.Request, bucket string) {
	o := object{header: make(http.Header)}
	_, parameters, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	form := multipart.NewReader(r.Body, parameters["boundary"])
	for o.content == nil {
		part, err := form.NextPart()
		if err != nil {
			break
		}
		value, _ := io.ReadAll(part)
		if part.FormName() == "file" {
			o.content = value
		} else {
			o.header.Set(part.FormName(), string(value))
		}
	}
	etag := fmt.Sprintf("%q", rand.Text())
	o.header.Set("ETag", etag)
	if g.objects[bucket] == nil {
		g.objects[bucket] = make(map[string]object)
	}
	key := o.header.Get("key")
	g.objects[bucket][key] = o

	status := http.StatusNoContent
	fmt.Sscan(o.header.Get("success_action_status"), &status)
	if to := o.header.Get("success_action_redirect"); to != "" {
		w.Header().Set("Location", to+"?"+url.Values{"bucket": {bucket}, "key": {key}, "etag": {etag}}.Encode())
		status = http.StatusSeeOther
	}
	w.WriteHeader(status)
	if status == http.StatusCreated {
		xml.NewEncoder(w).Encode(struct {
			XMLName                     xml.Name `xml:"PostResponse"`
			Location, Bucket, Key, ETag string
		}{Location: r.URL.Path + key, Bucket: bucket, Key: key, ETag: etag})
	}
}
