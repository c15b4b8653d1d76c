package version

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// A server gives the answers in order, and records the requests.
type server struct {
	answers  answers
	requests []string // method, path, range, ETag and body
}

type answers []struct {
	status  int
	headers string // each as Name: value, one a line
	body    string
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	request := fmt.Sprintln(r.Method, r.URL.RequestURI(), r.Header.Get("Range"), r.Header.Get("If-Match"), string(body))
	s.requests = append(s.requests, strings.Join(strings.Fields(request), " "))
	next := s.answers[0]
	s.answers = s.answers[1:]
	for line := range strings.Lines(next.headers) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		w.Header().Set(name, value)
	}
	w.WriteHeader(next.status)
	io.WriteString(w, next.body)
}

// client returns a client of a server with these answers.
func client(t *testing.T, a answers) *s3.Client {
	t.Helper()
	return (&server{answers: a}).client(t)
}

func (s *server) client(t *testing.T) *s3.Client {
	t.Helper()
	listening := httptest.NewServer(s)
	t.Cleanup(listening.Close)
	return s3.New(s3.Options{
		BaseEndpoint: &listening.URL, UsePathStyle: true, Region: "eu-central-1", Retryer: aws.NopRetryer{},
		ResponseChecksumValidation: aws.ResponseChecksumValidationWhenRequired,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "a", SecretAccessKey: "b"}, nil
		}),
	})
}

const asked = "ETag: \"e\"\nx-amz-version-id: v\nContent-Range: bytes 0-4/5\n"

// Whatever a server or a proxy answers, Open fails or reads the requested version.
func TestOpen(t *testing.T) {
	empty := answers{{416, "", ""}}
	for name, test := range map[string]struct {
		id      ID
		answers answers
		want    string // of the Object, or the error
	}{
		"the version":         {ID{Version: "v", ETag: `"e"`}, answers{{206, asked, "hello"}}, `v "e" 5`},
		"the latest":          {ID{}, answers{{206, asked, "hello"}}, `v "e" 5`},
		"no versions":         {ID{}, answers{{206, strings.Replace(asked, "x-amz-version-id: v\n", "", 1), "hello"}}, ` "e" 5`},
		"another version":     {ID{Version: "w"}, answers{{206, asked, "hello"}}, "another version"},
		"no version's id":     {ID{Version: "v"}, answers{{206, strings.Replace(asked, "x-amz-version-id: v\n", "", 1), "hello"}}, "another version"},
		"other bytes":         {ID{Version: "v", ETag: `"f"`}, answers{{206, asked, "hello"}}, "other bytes"},
		"the whole":           {ID{Version: "v"}, answers{{200, strings.Split(asked, "Content-Range")[0], "hello"}}, "Content-Range"},
		"no size":             {ID{Version: "v"}, answers{{206, strings.Replace(asked, "/5", "/*", 1), "hello"}}, "Content-Range"},
		"cut off":             {ID{Version: "v"}, answers{{206, asked + "Content-Length: 5", "hell"}}, "unexpected EOF"},
		"gone":                {ID{Version: "v"}, answers{{404, "", ""}}, ErrGone.Error()},
		"changed":             {ID{Version: "v", ETag: `"f"`}, answers{{412, "", ""}}, ErrGone.Error()},
		"a delete marker":     {ID{Version: "v"}, answers{{405, "", ""}}, ErrGone.Error()},
		"empty":               {ID{Version: "v"}, append(empty, answers{{200, asked, ""}}...), `v "e" 0`},
		"empty, another":      {ID{Version: "w"}, append(empty, answers{{200, asked, ""}}...), "another version"},
		"empty, then not":     {ID{}, append(empty, answers{{200, asked + "Content-Length: 5", ""}}...), `v "e" 5`},
		"empty, gone by then": {ID{}, append(empty, answers{{404, "", ""}}...), ErrGone.Error()},
	} {
		test.id.Bucket, test.id.Key = "bucket", "key"
		o, err := Open(t.Context(), client(t, test.answers), test.id)
		got := ""
		if err != nil {
			got = err.Error()
		} else {
			got = fmt.Sprint(o.Version, " ", o.ETag, " ", o.Size)
		}
		if err == nil && got != test.want || err != nil && !strings.Contains(got, test.want) {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}

// Later reads are of the same version, and from the right offset.
func TestReadAt(t *testing.T) {
	for name, test := range map[string]struct {
		contentRange string
		body         string
		want         string // in the error; empty for none
	}{
		"the range":          {"bytes 40000-40004/50000", "hello", ""},
		"another range":      {"bytes 0-4/50000", "hello", "Content-Range"},
		"the whole":          {"", strings.Repeat("x", 50000), "Content-Range"},
		"less than the rest": {"bytes 40000-40001/50000", "he", "unexpected EOF"},
	} {
		head := strings.Replace(asked, "0-4/5", "0-32767/50000", 1)
		o, err := Open(t.Context(), client(t, answers{
			{206, head, strings.Repeat("x", 32768)}, {206, "Content-Range: " + test.contentRange, test.body},
		}), ID{Bucket: "bucket", Key: "key"})
		if err != nil {
			t.Fatal(err)
		}
		p := make([]byte, 5)
		n, err := o.ReadAt(p, 40000)
		if test.want == "" && (err != nil || n != 5 || string(p) != "hello") || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%s: %d, %q, %v", name, n, p, err)
		}
	}
}

// Every request names the version, and the bytes that are needed.
func TestRequests(t *testing.T) {
	const head, rest = "Content-Range: bytes 0-32767/50000\n", "Content-Range: bytes 32766-32770/50000\n"
	const tagging = "<Tagging><TagSet><Tag><Key>a</Key><Value>1</Value></Tag><Tag><Key>b</Key><Value>2</Value></Tag></TagSet></Tagging>"
	s := &server{answers: answers{
		{206, "ETag: \"e\"\nx-amz-version-id: v\n" + head, strings.Repeat("x", 32768)}, {206, rest, "hello"}, {200, "", tagging}, {200, "", ""},
		{416, "", ""}, {200, asked, ""}, {200, "", tagging},
	}}
	client := s.client(t)
	o, err := Open(t.Context(), client, ID{Bucket: "bucket", Key: "key"})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []struct{ offset, length, calls int64 }{{0, 32768, 1}, {32760, 8, 1}, {32766, 5, 2}} { // the head is there
		if n, err := o.ReadAt(make([]byte, p.length), p.offset); err != nil || n != int(p.length) || o.Calls != p.calls {
			t.Errorf("%d bytes from %d on: %d, %v after %d calls", p.length, p.offset, n, err, o.Calls)
		}
	}
	tags, err := o.Tags()
	if err != nil || fmt.Sprint(tags) != "map[a:1 b:2]" {
		t.Errorf("%v, %v", tags, err)
	}
	if err := o.PutTags(tags); err != nil {
		t.Error(err)
	}
	if o.Calls != 4 || o.Bytes != 32768+5 {
		t.Errorf("%d calls have read %d bytes", o.Calls, o.Bytes)
	}
	if o, err := Open(t.Context(), client, ID{Bucket: "bucket", Key: "key", Version: "v", ETag: `"e"`}); err != nil || o.Calls != 2 {
		t.Errorf("an empty version: %v after %d calls", err, o.Calls)
	}
	if _, err := Tags(t.Context(), client, ID{Bucket: "bucket", Key: "key"}); err != nil {
		t.Error(err)
	}
	want := []string{
		"GET /bucket/key?x-id=GetObject bytes=0-32767",
		`GET /bucket/key?versionId=v&x-id=GetObject bytes=32766-32770 "e"`,
		"GET /bucket/key?tagging=&versionId=v",
		"PUT /bucket/key?tagging=&versionId=v " + strings.Replace(tagging, ">", ` xmlns="http://s3.amazonaws.com/doc/2006-03-01/">`, 1),
		`GET /bucket/key?versionId=v&x-id=GetObject bytes=0-32767 "e"`,
		`HEAD /bucket/key?versionId=v "e"`,
		"GET /bucket/key?tagging=",
	}
	if !slices.Equal(s.requests, want) {
		t.Errorf("requested %q, want %q", s.requests, want)
	}
}

// The tags of a version that is gone can be neither read nor replaced.
func TestTagsOfNothing(t *testing.T) {
	for status, want := range map[int]string{404: ErrGone.Error(), 405: ErrGone.Error(), 403: "403", 500: "500"} {
		c := client(t, answers{{status, "", ""}, {status, "", ""}})
		o := &Object{ID: ID{Bucket: "bucket", Key: "key", Version: "v"}, ctx: t.Context(), s3: c}
		if tags, err := o.Tags(); err == nil || tags != nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%d: %v, %v", status, tags, err)
		}
		if err := o.PutTags(map[string]string{"a": "1"}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%d: %v", status, err)
		}
	}
}
