package s3

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

	"slipway/local/internal/requesttest"
)

// postText posts the text of a form, with the boundary B.
func (w *world) postText(t *testing.T, body string) (int, string) {
	t.Helper()
	answer, text := requesttest.Send(t, w.http, "POST", w.url+"/"+bucket.Name+"/", strings.NewReader(body),
		"Content-Type", "multipart/form-data; boundary=B", "Origin", page)
	if w.Server != nil && answer.Header.Get("Access-Control-Allow-Origin") != page {
		t.Errorf("without CORS headers: %v", answer.Header)
	}
	return answer.StatusCode, text
}

// part returns a part of a form with the boundary B.
func part(name, more, value string) string {
	return fmt.Sprintf("--B\r\nContent-Disposition: form-data; name=%q%s\r\n\r\n%s\r\n", name, more, value)
}

func TestFormSyntax(t *testing.T) {
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
		key    string // of the stored object
	}{
		{"valid", signed("uploads/1") + file + end, 201, "", "uploads/1"},
		{"no line end at the end", signed("uploads/2") + file + "--B--", 201, "", "uploads/2"},
		{"a field behind the file", signed("uploads/3") + file + part("submit", "", "Send") + end, 201, "", "uploads/3"},
		{"another key behind the file", signed("uploads/4") + file + part("key", "", "uploads/x") + end, 201, "", "uploads/4"},
		{"a file without a filename", signed("uploads/5") + part("file", "", "hello") + end, 201, "", "uploads/5"},
		{"the file first", file + signed("uploads/6") + end, 400, "InvalidArgument", ""},
		{"an extra field before the file", signed("uploads/6") + part("submit", "", "Send") + file + end, 403, "AccessDenied", ""},
		{"${filename}, which was not signed", strings.Replace(signed("uploads/6"), "uploads/6", "uploads/${filename}", 1) + file + end, 403, "AccessDenied", ""},
		{"${filename} that results in the signed key", strings.Replace(signed("uploads/a.txt"), "uploads/a.txt", "uploads/${filename}", 1) + file + end, 201, "", "uploads/a.txt"},
		{"no file", signed("uploads/6") + end, 400, "InvalidArgument", ""},
		{"more than 20 KB before the file", signed("uploads/6") + part("x-ignore-a", "", strings.Repeat("x", maxFields)) + file + end, 400, "MaxPostPreDataLengthExceeded", ""},
		{"no end", signed("uploads/6") + file, 400, "MalformedPOSTRequest", ""},
		{"no form", "hello", 400, "MalformedPOSTRequest", ""},

		// Exactly one part is the file, by its name.
		{"a second file", signed("uploads/6") + file + part("file", `; filename="b.txt"`, "other") + end, 400, "InvalidArgument", ""},
		{"a second file without a filename", signed("uploads/6") + file + part("file", "", "other") + end, 400, "InvalidArgument", ""},
		{"the same file twice", signed("uploads/6") + file + file + end, 400, "InvalidArgument", ""},
		{"a file called files[]", signed("uploads/6") + part("files[]", `; filename="a.txt"`, "hello") + end, 400, "InvalidArgument", ""},
		{"a file called upload", signed("uploads/6") + part("upload", `; filename="a.txt"`, "hello") + end, 400, "InvalidArgument", ""},
		{"a file called file1", signed("uploads/6") + part("file1", `; filename="a.txt"`, "hello") + end, 400, "InvalidArgument", ""},
		{"a large file called files[]", signed("uploads/6") + part("files[]", `; filename="a.txt"`, strings.Repeat("x", maxFields)) + end, 400, "MaxPostPreDataLengthExceeded", ""},
		{"a file of another name before the file", signed("uploads/6") + part("photo", `; filename="b.txt"`, "other") + file + end, 403, "AccessDenied", ""},
		{"a file of another name behind the file", signed("uploads/7") + file + part("photo", `; filename="b.txt"`, "other") + end, 201, "", "uploads/7"},
		{"a signed field with a filename", strings.Replace(signed("uploads/8"), `name="key"`, `name="key"; filename="b.txt"`, 1) + file + end, 201, "", "uploads/8"},
		{"FILE", signed("uploads/9") + part("FILE", `; filename="a.txt"`, "hello") + end, 201, "", "uploads/9"},

		// Fields.
		{"KEY", strings.Replace(signed("uploads/b1"), `name="key"`, `name="KEY"`, 1) + file + end, 201, "", "uploads/b1"},
		{"no key", without(signed("uploads/6"), "key") + file + end, 400, "InvalidArgument", ""},
		{"an empty key", strings.Replace(signed("uploads/6"), "\r\n\r\nuploads/6\r\n", "\r\n\r\n\r\n", 1) + file + end, 400, "InvalidArgument", ""},
		{"a key of 1025 bytes", strings.Replace(signed("uploads/6"), "uploads/6", strings.Repeat("long/", 205), 1) + file + end, 400, "KeyTooLongError", ""},
		{"a filename that makes the key too long", strings.Replace(signed("uploads/6"), "uploads/6", strings.Repeat("long/", 203)+"${filename}", 1) +
			part("file", `; filename="0123456789.txt"`, "hello") + end, 400, "KeyTooLongError", ""},
		{"the key twice", signed("uploads/6") + part("key", "", "uploads/6") + file + end, 400, "InvalidArgument", ""},
		{"two keys", part("key", "", "uploads/x") + signed("uploads/6") + file + end, 400, "InvalidArgument", ""},
		{"the key twice, in two cases", signed("uploads/6") + part("Key", "", "uploads/6") + file + end, 400, "InvalidArgument", ""},
		{"the algorithm twice", signed("uploads/6") + part("x-amz-algorithm", "", "AWS4-HMAC-SHA256") + file + end, 400, "InvalidArgument", ""},
		{"the policy twice", signed("uploads/6") + part("policy", "", "e30=") + file + end, 400, "InvalidArgument", ""},
		{"ignored fields", signed("uploads/b2") + part("x-ignore-a", "", "1") + part("x-ignore-b", "", "2") + file + end, 201, "", "uploads/b2"},
		{"_charset_", signed("uploads/6") + part("_charset_", "", "UTF-8") + file + end, 403, "AccessDenied", ""},
		{"signature version 2", part("key", "", "uploads/6") + part("AWSAccessKeyId", "", "AKIA") +
			part("policy", "", "e30=") + part("signature", "", "x") + file + end, 400, "InvalidRequest", ""},

		// Not multipart/form-data.
		{"lines without a carriage return", strings.ReplaceAll(signed("uploads/6")+file+end, "\r\n", "\n"), 400, "MalformedPOSTRequest", ""},
		{"the first line without a carriage return", strings.Replace(signed("uploads/6")+file+end, "\r\n", "\n", 1), 400, "MalformedPOSTRequest", ""},
		{"text before the form", "hello\r\n" + signed("uploads/6") + file + end, 400, "MalformedPOSTRequest", ""},
		{"an empty line before the form", "\r\n" + signed("uploads/6") + file + end, 400, "MalformedPOSTRequest", ""},
		{"text behind the form", signed("uploads/b3") + file + end + "bye", 201, "", "uploads/b3"},
		{"another boundary", strings.ReplaceAll(signed("uploads/6")+file+end, "--B", "--C"), 400, "MalformedPOSTRequest", ""},
		{"a boundary that is longer", strings.ReplaceAll(signed("uploads/6")+file+end, "--B", "--BB"), 400, "MalformedPOSTRequest", ""},
		{"a part without a name", signed("uploads/6") + "--B\r\nContent-Disposition: form-data\r\n\r\nx\r\n" + file + end, 400, "MalformedPOSTRequest", ""},
		{"a part without a disposition", signed("uploads/6") + "--B\r\n\r\nx\r\n" + file + end, 400, "MalformedPOSTRequest", ""},
		{"an attachment", signed("uploads/6") + "--B\r\nContent-Disposition: attachment; name=\"file\"; filename=\"a\"\r\n\r\nhello\r\n" + end, 400, "MalformedPOSTRequest", ""},
		{"nothing but the end", end, 400, "MalformedPOSTRequest", ""},
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
	w.wantKeys(t, "uploads/1", "uploads/2", "uploads/3", "uploads/4", "uploads/5", "uploads/7", "uploads/8", "uploads/9",
		"uploads/a.txt", "uploads/b1", "uploads/b2", "uploads/b3")
}

// without returns the parts except the one with this name.
func without(parts, name string) string {
	var rest strings.Builder
	for _, p := range strings.Split(parts, "--B\r\n")[1:] {
		if !strings.Contains(p, `name="`+name+`"`) {
			rest.WriteString("--B\r\n" + p)
		}
	}
	return rest.String()
}

// A form's length must be known before it is read.
func TestFormWithoutALength(t *testing.T) {
	w := startServer(t, t.TempDir())
	body := part("key", "", "uploads/a") + part("file", `; filename="a.txt"`, "hello") + "--B--"
	for name, test := range map[string]struct {
		body   io.Reader
		kind   string
		status int
		code   string
	}{
		"in chunks":         {io.MultiReader(strings.NewReader(body)), "multipart/form-data; boundary=B", 411, "MissingContentLength"},
		"nothing at all":    {http.NoBody, "multipart/form-data; boundary=B", 400, "MalformedPOSTRequest"},
		"no boundary":       {strings.NewReader(body), "multipart/form-data", 400, "MalformedPOSTRequest"},
		"an empty boundary": {strings.NewReader(body), `multipart/form-data; boundary=""`, 400, "MalformedPOSTRequest"},
		"another type":      {strings.NewReader(body), "application/x-www-form-urlencoded", 412, "PreconditionFailed"},
		"multipart/mixed":   {strings.NewReader(body), "multipart/mixed; boundary=B", 412, "PreconditionFailed"},
		"no type":           {strings.NewReader(body), "", 412, "PreconditionFailed"},
	} {
		request, err := http.NewRequest("POST", w.url+"/"+bucket.Name+"/", test.body)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", test.kind)
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		if answer.StatusCode != test.status || code(string(text)) != test.code {
			t.Errorf("%s: %d %s", name, answer.StatusCode, text)
		}
	}
	w.wantKeys(t)
}

// content returns the content of an object.
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
	// No spooled file is left.
	if left, err := filepath.Glob(filepath.Join(data, ".form-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
