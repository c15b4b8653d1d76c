package s3

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"

	"slipway/local/internal/requesttest"
	"slipway/local/session"
	"slipway/local/template"
)

const (
	region = "eu-central-1"
	page   = "http://localhost:3000"
)

var bucket = template.Bucket{
	Name:      "some-uploads",
	Ownership: "BucketOwnerEnforced",
	CORS: []template.CORSRule{{
		AllowedOrigins: []string{page, "https://*.example.com", "capacitor://localhost", "ionic://localhost", "tauri://localhost"},
		AllowedMethods: []string{"POST", "PUT"},
		ExposedHeaders: []string{"ETag", "Location"},
		MaxAge:         time.Hour,
	}},
	Policy: json.RawMessage(`{"Version": "2012-10-17", "Statement": [
		{"Sid": "Tls", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::some-uploads/*",
			"Condition": {"Bool": {"aws:SecureTransport": "false"}}},
		{"Sid": "Age", "Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::some-uploads/*",
			"Condition": {"NumericGreaterThan": {"s3:signatureAge": "300000"}}},
		{"Sid": "Quarantine", "Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::some-uploads/uploads/quarantine/*"}
	]}`),
	Unsupported: []string{"BucketEncryption"},
}

// world is a running server and its callers.
type world struct {
	*Server
	url      string
	owner    Owner
	sessions *session.Store
	clock    time.Time // of the sessions
	role     string    // its ARN
	sockets  string    // folder
	http     *http.Client
}

// startServer starts a server with the files in data. Only one can run at a time.
func startServer(t *testing.T, data string) *world {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &world{
		url:   "http://" + listener.Addr().String(),
		owner: Owner{"AKIA" + rand.Text()[:16], rand.Text()},
		clock: time.Now(),
		http:  http.DefaultClient,
	}
	w.sessions = session.NewStore(func() time.Time { return w.clock })
	w.role = "arn:aws:iam::000000000000:role/uploader"
	err = w.sessions.PutRole(w.role, []json.RawMessage{json.RawMessage(
		`{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:PutObject"], "Resource": "arn:aws:s3:::some-uploads/uploads/*"}]}`)})
	if err != nil {
		t.Fatal(err)
	}
	// A path of t.TempDir may be too long for a socket.
	if w.sockets, err = os.MkdirTemp("", "s3-"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(w.sockets) })
	w.Server, err = Start(t.Context(), Config{
		Listeners: []net.Listener{listener},
		Region:    region,
		Data:      data,
		Metadata:  t.TempDir(),
		Versions:  t.TempDir(),
		Socket:    filepath.Join(w.sockets, "s3"),
		Owner:     w.owner,
		Sessions:  w.sessions,
		Buckets:   []template.Bucket{bucket},
		Report:    os.Stderr,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	return w
}

func (w *world) client(accessKey, secret, token string) *s3.Client {
	return s3.New(s3.Options{
		BaseEndpoint: &w.url,
		Region:       region,
		UsePathStyle: true,
		Credentials:  credentials.NewStaticCredentialsProvider(accessKey, secret, token),
		Retryer:      aws.NopRetryer{},
		HTTPClient:   w.http,
	})
}

func (w *world) ownerClient() *s3.Client {
	return w.client(w.owner.AccessKeyID, w.owner.SecretAccessKey, "")
}

// form signs a form for a small file.
func (w *world) form(t *testing.T, c session.Credentials, key string) map[string]string {
	t.Helper()
	return w.formUpTo(t, c, key, 1000)
}

// formUpTo signs a form, as the SDK does it, for a file of at most some bytes.
func (w *world) formUpTo(t *testing.T, c session.Credentials, key string, size int) map[string]string {
	t.Helper()
	signed, err := s3.NewPresignClient(w.client(c.AccessKeyID, c.SecretAccessKey, c.SessionToken)).PresignPostObject(
		t.Context(), &s3.PutObjectInput{Bucket: &bucket.Name, Key: &key},
		func(o *s3.PresignPostOptions) {
			o.Conditions = []any{
				map[string]string{"Content-Type": "text/plain"},
				map[string]string{"x-amz-meta-colour": "blue"},
				map[string]string{"success_action_status": "201"},
				[]any{"content-length-range", 1, size},
			}
		})
	if err != nil {
		t.Fatal(err)
	}
	fields := signed.Values
	fields["Content-Type"] = "text/plain"
	fields["x-amz-meta-colour"] = "blue"
	fields["success_action_status"] = "201"
	return fields
}

// post sends a form, the file last, and returns the answer with its body read.
func (w *world) post(t *testing.T, fields map[string]string, content, origin string) (*http.Response, string) {
	t.Helper()
	body, contentType := formBody(fields, content)
	headers := []string{"Content-Type", contentType}
	if origin != "" {
		headers = append(headers, "Origin", origin)
	}
	return requesttest.Send(t, w.http, "POST", w.url+"/"+bucket.Name+"/", body, headers...)
}

// formBody returns a form with a file, and its media type.
func formBody(fields map[string]string, content string) (io.Reader, string) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, value := range fields {
		form.WriteField(name, value)
	}
	file, _ := form.CreateFormFile("file", "a.txt")
	io.WriteString(file, content)
	form.Close()
	return &body, form.FormDataContentType()
}

func (w *world) wantKeys(t *testing.T, want ...string) {
	t.Helper()
	list, err := w.ownerClient().ListObjectsV2(t.Context(), &s3.ListObjectsV2Input{Bucket: &bucket.Name})
	if err != nil {
		t.Fatal(err)
	}
	var have []string
	for _, object := range list.Contents {
		have = append(have, *object.Key)
	}
	if !slices.Equal(have, want) {
		t.Errorf("the bucket has %q, want %q", have, want)
	}
}

// code returns S3's error code of an XML answer.
func code(body string) string {
	var e struct{ Code string }
	xml.Unmarshal([]byte(body), &e)
	return e.Code
}

func TestForm(t *testing.T) {
	w := startServer(t, t.TempDir())
	c := w.sessions.Assume(w.role)
	for _, test := range []struct {
		name   string
		key    string
		change func(fields map[string]string)
		status int
		code   string
	}{
		{name: "good", key: "uploads/good.txt", status: 201},
		{name: "without the token", key: "uploads/a", change: func(f map[string]string) { delete(f, "X-Amz-Security-Token") }, status: 400, code: "InvalidToken"},
		{name: "another token", key: "uploads/a", change: func(f map[string]string) { f["X-Amz-Security-Token"] += "x" }, status: 400, code: "InvalidToken"},
		{name: "another signature", key: "uploads/a", change: func(f map[string]string) { f["X-Amz-Signature"] = strings.Repeat("0", 64) }, status: 403, code: "SignatureDoesNotMatch"},
		{name: "another key", key: "uploads/a", change: func(f map[string]string) { f["key"] = "uploads/b" }, status: 403, code: "AccessDenied"},
		{name: "outside the role's prefix", key: "private/a", status: 403, code: "AccessDenied"},
		{name: "the prefix without its slash", key: "uploads", status: 403, code: "AccessDenied"},
		{name: "denied by the bucket policy", key: "uploads/quarantine/a", status: 403, code: "AccessDenied"},
		{name: "not signed", key: "uploads/a", change: func(f map[string]string) {
			for name := range f {
				if strings.HasPrefix(name, "X-Amz-") || strings.EqualFold(name, "policy") {
					delete(f, name)
				}
			}
		}, status: 403, code: "AccessDenied"},
	} {
		fields := w.form(t, c, test.key)
		if test.change != nil {
			test.change(fields)
		}
		answer, body := w.post(t, fields, "hello", "")
		if answer.StatusCode != test.status || code(body) != test.code {
			t.Errorf("%s: %d %s", test.name, answer.StatusCode, body)
		}
	}

	w.clock = w.clock.Add(session.Lifetime)
	if answer, body := w.post(t, w.form(t, c, "uploads/late"), "hello", ""); answer.StatusCode != 400 || code(body) != "ExpiredToken" {
		t.Errorf("after the session: %d %s", answer.StatusCode, body)
	}
	w.wantKeys(t, "uploads/good.txt")
}

func TestStoredObject(t *testing.T) {
	w := startServer(t, t.TempDir())
	_, body := w.post(t, w.form(t, w.sessions.Assume(w.role), "uploads/hello.txt"), "hello", "")
	var posted struct{ Location, Bucket, Key, ETag string }
	if err := xml.Unmarshal([]byte(body), &posted); err != nil {
		t.Fatal(err)
	}
	object, err := w.ownerClient().GetObject(t.Context(), &s3.GetObjectInput{Bucket: &posted.Bucket, Key: &posted.Key})
	if err != nil {
		t.Fatal(err)
	}
	content, _ := io.ReadAll(object.Body)
	if string(content) != "hello" || *object.ContentType != "text/plain" || object.Metadata["colour"] != "blue" || *object.ETag != posted.ETag {
		t.Errorf("%q, %s, %v, %s; posted %+v", content, *object.ContentType, object.Metadata, *object.ETag, posted)
	}
	if !strings.HasPrefix(posted.Location, w.url+"/"+bucket.Name+"/") {
		t.Errorf("Location %s", posted.Location)
	}
}

func TestRole(t *testing.T) {
	w := startServer(t, t.TempDir())
	c := w.sessions.Assume(w.role)
	mine := w.client(c.AccessKeyID, c.SecretAccessKey, c.SessionToken)
	put := func(client *s3.Client, key string) error {
		_, err := client.PutObject(t.Context(), &s3.PutObjectInput{Bucket: &bucket.Name, Key: &key, Body: strings.NewReader("hello")})
		return err
	}
	if err := put(mine, "uploads/a"); err != nil {
		t.Fatal(err)
	}
	other := w.sessions.Assume(w.role)
	for what, test := range map[string]struct {
		err  error
		code string
	}{
		"write elsewhere":    {put(mine, "private/a"), "AccessDenied"},
		"no token":           {put(w.client(c.AccessKeyID, c.SecretAccessKey, ""), "uploads/b"), "InvalidToken"},
		"another's token":    {put(w.client(c.AccessKeyID, c.SecretAccessKey, other.SessionToken), "uploads/b"), "InvalidToken"},
		"another's secret":   {put(w.client(c.AccessKeyID, other.SecretAccessKey, c.SessionToken), "uploads/b"), "SignatureDoesNotMatch"},
		"an unknown key":     {put(w.client("ASIAXXXXXXXXXXXXXXXX", "x", "x"), "uploads/b"), "InvalidAccessKeyId"},
		"read":               {second(mine.GetObject(t.Context(), &s3.GetObjectInput{Bucket: &bucket.Name, Key: aws.String("uploads/a")})), "AccessDenied"},
		"list":               {second(mine.ListObjectsV2(t.Context(), &s3.ListObjectsV2Input{Bucket: &bucket.Name})), "AccessDenied"},
		"delete":             {second(mine.DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: &bucket.Name, Key: aws.String("uploads/a")})), "AccessDenied"},
		"open the bucket":    {second(mine.DeleteBucketPolicy(t.Context(), &s3.DeleteBucketPolicyInput{Bucket: &bucket.Name})), "AccessDenied"},
		"make a bucket":      {second(mine.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: aws.String("another-bucket")})), "AccessDenied"},
		"copy, which reads":  {second(mine.CopyObject(t.Context(), &s3.CopyObjectInput{Bucket: &bucket.Name, Key: aws.String("uploads/b"), CopySource: aws.String(bucket.Name + "/uploads/a")})), "AccessDenied"},
		"the owner, a token": {put(w.client(w.owner.AccessKeyID, w.owner.SecretAccessKey, c.SessionToken), "uploads/b"), "InvalidToken"},
	} {
		refused := smithy.APIError(nil)
		if !errors.As(test.err, &refused) || refused.ErrorCode() != test.code {
			t.Errorf("%s: %v, want %s", what, test.err, test.code)
		}
	}
	w.wantKeys(t, "uploads/a")
}

func second[T any](_ T, err error) error { return err }

func TestRefusalOfALargeFileIsReadable(t *testing.T) {
	w := startServer(t, t.TempDir())
	fields := w.form(t, w.sessions.Assume(w.role), "uploads/a")
	answer, body := w.post(t, fields, strings.Repeat("x", 20<<20), page)
	if answer.StatusCode != 400 || code(body) != "EntityTooLarge" || answer.Header.Get("Access-Control-Allow-Origin") != page {
		t.Errorf("%d %s %v", answer.StatusCode, body, answer.Header)
	}
	fields["X-Amz-Signature"] = strings.Repeat("0", 64) // refused before the file is read
	for range 5 {
		if answer, body := w.post(t, fields, strings.Repeat("x", 20<<20), page); answer.StatusCode != 403 || code(body) != "SignatureDoesNotMatch" {
			t.Errorf("%d %s", answer.StatusCode, body)
		}
	}
	w.wantKeys(t)
}

func TestUploadThatBreaksOffIsNotStored(t *testing.T) {
	w := startServer(t, t.TempDir())
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, value := range w.form(t, w.sessions.Assume(w.role), "uploads/a") {
		form.WriteField(name, value)
	}
	form.CreateFormFile("file", "a.txt")
	body.WriteString("hello")
	connection, err := net.Dial("tcp", strings.TrimPrefix(w.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(connection, "POST /%s/ HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s",
		bucket.Name, form.FormDataContentType(), body.Len()+500, body.String())
	connection.(*net.TCPConn).CloseWrite()
	io.Copy(io.Discard, connection) // until the server has closed it
	connection.Close()
	w.wantKeys(t)
}

func TestFilesSurviveARestart(t *testing.T) {
	data := t.TempDir()
	first := startServer(t, data)
	if answer, body := first.post(t, first.form(t, first.sessions.Assume(first.role), "uploads/a.txt"), "hello", ""); answer.StatusCode != 201 {
		t.Fatal(body)
	}
	first.Close()
	stored, err := os.ReadFile(filepath.Join(data, bucket.Name, "uploads", "a.txt"))
	if err != nil || string(stored) != "hello" {
		t.Errorf("in the folder: %q, %v", stored, err)
	}

	again := startServer(t, data)
	again.wantKeys(t, "uploads/a.txt")
	if answer, body := again.post(t, again.form(t, again.sessions.Assume(again.role), "uploads/b.txt"), "hello", ""); answer.StatusCode != 201 {
		t.Errorf("after the restart: %s", body)
	}
	old := first.sessions.Assume(first.role)
	if _, body := again.post(t, again.form(t, old, "uploads/c.txt"), "hello", ""); code(body) != "InvalidAccessKeyId" {
		t.Errorf("a session of another run: %s", body)
	}
	again.wantKeys(t, "uploads/a.txt", "uploads/b.txt")
}

func TestUnenforced(t *testing.T) {
	w := startServer(t, t.TempDir())
	want := []string{"Tls", "Age", "BucketEncryption", "PublicAccessBlockConfiguration", "ACLs"}
	if !slices.Equal(w.Unenforced, want) {
		t.Errorf("%q, want %q", w.Unenforced, want)
	}
}

func TestCloseLeavesNothing(t *testing.T) {
	before, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	w := startServer(t, t.TempDir())
	w.Close()
	if after, err := os.Getwd(); err != nil || after != before {
		t.Errorf("the working directory is %s, %v, want %s", after, err, before)
	}
	if _, err := net.DialTimeout("tcp", strings.TrimPrefix(w.url, "http://"), time.Second); err == nil {
		t.Error("the port still answers")
	}
	if files, err := os.ReadDir(w.sockets); err != nil || len(files) > 0 {
		t.Errorf("files left: %v, %v", files, err)
	}
}
