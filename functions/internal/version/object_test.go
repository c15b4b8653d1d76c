package version

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// A server answers every request so.
type answers []struct {
	status  int
	headers string // each as Name: value, one a line
	body    string
}

func (a *answers) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	next := (*a)[0]
	*a = (*a)[1:]
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
	server := httptest.NewServer(&a)
	t.Cleanup(server.Close)
	return s3.New(s3.Options{
		BaseEndpoint: &server.URL, UsePathStyle: true, Region: "eu-central-1", Retryer: aws.NopRetryer{},
		ResponseChecksumValidation: aws.ResponseChecksumValidationWhenRequired,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "a", SecretAccessKey: "b"}, nil
		}),
	})
}

const asked = "ETag: \"e\"\nx-amz-version-id: v\nContent-Range: bytes 0-4/5\n"

// Whatever a server answers, or what stands before it, the bytes are those of
// the version that was asked for, or it is an error.
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

// What is read later is of the same version, and from the offset that is meant.
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
