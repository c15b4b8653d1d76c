package s3server

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// postText posts a form that is written out, with the boundary B.
func (w *world) postText(t *testing.T, body string) (int, string) {
	t.Helper()
	request, err := http.NewRequest("POST", w.url+"/"+bucket.Name+"/", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "multipart/form-data; boundary=B")
	request.Header.Set("Origin", page)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	if answer.Header.Get("Access-Control-Allow-Origin") != page {
		t.Errorf("without CORS headers: %v", answer.Header)
	}
	return answer.StatusCode, string(text)
}

// part is a part of a form with the boundary B.
func part(name, more, value string) string {
	return fmt.Sprintf("--B\r\nContent-Disposition: form-data; name=%q%s\r\n\r\n%s\r\n", name, more, value)
}

func TestFormIsReadAsS3DoesIt(t *testing.T) {
	w := startServer(t, t.TempDir())
	c := w.sessions.Assume(w.role)
	// signed returns the fields of a good form as text.
	signed := func(key string) string {
		var text strings.Builder
		for name, value := range w.form(t, c, key) {
			text.WriteString(part(name, "", value))
		}
		return text.String()
	}
	const end = "--B--\r\n"
	file := part("file", `; filename="C:\\holiday\\a.txt"`, "hello")
	for _, test := range []struct {
		name   string
		body   string
		status int
		code   string
		key    string // that has "hello" then
	}{
		{"as it should be", signed("uploads/1") + file + end, 201, "", "uploads/1"},
		{"no line end at the end", signed("uploads/2") + file + "--B--", 201, "", "uploads/2"},
		{"a field behind the file", signed("uploads/3") + file + part("submit", "", "Send") + end, 201, "", "uploads/3"},
		{"another key behind the file", signed("uploads/4") + file + part("key", "", "uploads/x") + end, 201, "", "uploads/4"},
		{"a second file", signed("uploads/5") + file + part("file", `; filename="b.txt"`, "other") + end, 201, "", "uploads/5"},
		{"the file first", file + signed("uploads/6") + end, 400, "InvalidArgument", ""},
		{"an extra field before the file", signed("uploads/6") + part("submit", "", "Send") + file + end, 403, "AccessDenied", ""},
		{"${filename}, which was not signed so", strings.Replace(signed("uploads/6"), "uploads/6", "uploads/${filename}", 1) + file + end, 403, "AccessDenied", ""},
		{"${filename} that comes to what was signed", strings.Replace(signed("uploads/a.txt"), "uploads/a.txt", "uploads/${filename}", 1) + file + end, 201, "", "uploads/a.txt"},
		{"no file", signed("uploads/6") + end, 400, "InvalidArgument", ""},
		{"more than 20 KB before the file", signed("uploads/6") + part("x-ignore-a", "", strings.Repeat("x", maxFields)) + file + end, 400, "MaxPostPreDataLengthExceeded", ""},
		{"no end", signed("uploads/6") + file, 400, "MalformedPOSTRequest", ""},
		{"no form", "hello", 400, "MalformedPOSTRequest", ""},
	} {
		status, body := w.postText(t, test.body)
		if status != test.status || code(body) != test.code {
			t.Errorf("%s: %d %s", test.name, status, body)
		}
		if test.key == "" {
			continue
		}
		if content := w.content(t, test.key); content != "hello" {
			t.Errorf("%s: stored %.80q", test.name, content)
		}
	}
	w.wantKeys(t, "uploads/1", "uploads/2", "uploads/3", "uploads/4", "uploads/5", "uploads/a.txt")
}

// content returns what is stored under a key.
func (w *world) content(t *testing.T, key string) string {
	t.Helper()
	object, err := w.ownerClient().GetObject(t.Context(), &s3.GetObjectInput{Bucket: &bucket.Name, Key: &key})
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(object.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestFileWithTheBoundaryInIt(t *testing.T) {
	w := startServer(t, t.TempDir())
	fields := w.form(t, w.sessions.Assume(w.role), "uploads/a")
	content := "--B\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nuploads/x\r\n--B--\r\n"
	if answer, body := w.post(t, fields, content, ""); answer.StatusCode != 201 {
		t.Fatal(body)
	}
	if stored := w.content(t, "uploads/a"); stored != content {
		t.Errorf("stored %q", stored)
	}
}

func TestLargeFile(t *testing.T) {
	data := t.TempDir()
	w := startServer(t, data)
	c := w.sessions.Assume(w.role)
	content := bytes.Repeat([]byte("0123456789abcde\n"), 2<<20) // 32 MB
	_, err := w.client(c.AccessKeyID, c.SecretAccessKey, c.SessionToken).PutObject(t.Context(),
		&s3.PutObjectInput{Bucket: &bucket.Name, Key: aws.String("uploads/put"), Body: bytes.NewReader(content)})
	if err != nil {
		t.Fatal(err)
	}
	fields := w.formUpTo(t, c, "uploads/post", len(content))
	if answer, body := w.post(t, fields, string(content), ""); answer.StatusCode != 201 {
		t.Fatal(body)
	}
	for _, key := range []string{"uploads/put", "uploads/post"} {
		if stored := w.content(t, key); stored != string(content) {
			t.Errorf("%s: other bytes, %d of them", key, len(stored))
		}
	}
	// Nothing of it is left beside the buckets.
	if left, err := filepath.Glob(filepath.Join(data, ".form-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
