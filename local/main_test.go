package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// program is the program under test: these tests run it as people do.
var program string

func TestMain(m *testing.M) {
	folder, err := os.MkdirTemp("", "local-")
	if err != nil {
		panic(err)
	}
	program = filepath.Join(folder, "local")
	if output, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		panic(string(output))
	}
	// Ports and the like of whoever runs the tests are not theirs.
	for _, name := range []string{"PORT", "S3_PORT", "PWD"} {
		os.Unsetenv(name)
	}
	status := m.Run()
	os.RemoveAll(folder)
	os.Exit(status)
}

// output is what a program prints, for tests to read while it runs.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// runProgram runs the program to its end.
func runProgram(t *testing.T, folder string, environment []string, arguments ...string) (status int, stdout, stderr string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var out, errors output
	command := exec.CommandContext(ctx, program, arguments...)
	command.Cancel = func() error { return command.Process.Signal(syscall.SIGTERM) }
	command.Dir = folder
	command.Env = append(os.Environ(), environment...)
	command.Stdout, command.Stderr = &out, &errors
	command.Run()
	return command.ProcessState.ExitCode(), out.String(), errors.String()
}

// running is a stack with a command that waits.
type running struct {
	variables map[string]string
	stdin     io.Closer
	command   *exec.Cmd
	log       *output
	ended     bool
}

// startStack starts the stack around a command that shows its environment and
// waits for the end of its input.
func startStack(t *testing.T, flags ...string) *running {
	t.Helper()
	r := &running{variables: make(map[string]string), log: new(output)}
	arguments := append(flags, "--", "sh", "-c", "env && echo ready && exec cat")
	r.command = exec.Command(program, arguments...)
	r.command.Stderr = r.log
	var err error
	if r.stdin, err = r.command.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	stdout, err := r.command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := r.command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.end(t) })
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), "=")
		r.variables[name] = value
		if lines.Text() == "ready" {
			return r
		}
	}
	t.Fatalf("the stack does not start: %s", r.log)
	return nil
}

// end ends the command and the stack with it.
func (r *running) end(t *testing.T) {
	if r.ended {
		return
	}
	r.ended = true
	r.stdin.Close()
	if err := r.command.Wait(); err != nil && !t.Failed() {
		t.Errorf("the stack ended with %v: %s", err, r.log)
	}
}

func (r *running) bucketURL() string {
	return r.variables["S3_ENDPOINT"] + "/" + r.variables["S3_BUCKET"] + "/"
}

// client is a client of the S3 server with the keys of these variables.
func (r *running) client(accessKey, secret, token string) *s3.Client {
	return s3.New(s3.Options{
		BaseEndpoint: aws.String(r.variables["S3_ENDPOINT"]),
		Region:       r.variables["AWS_REGION"],
		UsePathStyle: true,
		Credentials:  credentials.NewStaticCredentialsProvider(r.variables[accessKey], r.variables[secret], r.variables[token]),
		Retryer:      aws.NopRetryer{},
	})
}

func (r *running) ownerClient() *s3.Client {
	return r.client("OWNER_ACCESS_KEY_ID", "OWNER_SECRET_ACCESS_KEY", "")
}

func (r *running) roleClient() *s3.Client {
	return r.client("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
}

// stored returns the bucket's objects by key.
func (r *running) stored(t *testing.T) map[string]string {
	t.Helper()
	list, err := r.ownerClient().ListObjectsV2(t.Context(), &s3.ListObjectsV2Input{Bucket: aws.String(r.variables["S3_BUCKET"])})
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string]string)
	for _, object := range list.Contents {
		got, err := r.ownerClient().GetObject(t.Context(), &s3.GetObjectInput{Bucket: aws.String(r.variables["S3_BUCKET"]), Key: object.Key})
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(got.Body)
		if err != nil {
			t.Fatal(err)
		}
		all[*object.Key] = string(content)
	}
	return all
}

// field is one field of a form.
type field struct{ name, value string }

// credentialsFor asks the API for the form of a file, with headers as send has
// them: its action, and its fields in the order of the answer.
func (r *running) credentialsFor(t *testing.T, filename string, headers ...string) (action string, fields []field) {
	t.Helper()
	return r.form(t, "filename="+url.QueryEscape(filename), headers...)
}

// form does so for a query.
func (r *running) form(t *testing.T, query string, headers ...string) (action string, fields []field) {
	t.Helper()
	answer, body := send(t, "GET", r.variables["SLIPWAY_URL"]+"/getS3UploadCredentials?"+query, nil, headers...)
	var form struct {
		UploadURL string          `json:"upload_url"`
		Params    json.RawMessage `json:"params"`
	}
	if err := json.Unmarshal([]byte(body), &form); err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("credentials for %s: %d %s %v\n%s", query, answer.StatusCode, body, err, r.log)
	}
	decoder := json.NewDecoder(bytes.NewReader(form.Params))
	decoder.Token() // {
	for decoder.More() {
		name, _ := decoder.Token()
		value, _ := decoder.Token()
		fields = append(fields, field{fmt.Sprint(name), fmt.Sprint(value)})
	}
	return form.UploadURL, fields
}

// without returns the fields without one.
func without(fields []field, name string) []field {
	var rest []field
	for _, f := range fields {
		if f.name != name {
			rest = append(rest, f)
		}
	}
	return rest
}

// with returns the fields with another value of one.
func with(fields []field, name, value string) []field {
	var all []field
	for _, f := range fields {
		if f.name == name {
			f.value = value
		}
		all = append(all, f)
	}
	return all
}

// upload posts a form, the file last.
func upload(t *testing.T, action string, fields []field, content string, headers ...string) (*http.Response, string) {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for _, f := range fields {
		form.WriteField(f.name, f.value)
	}
	file, _ := form.CreateFormFile("file", "file")
	io.WriteString(file, content)
	form.Close()
	return send(t, "POST", action, &body, append(headers, "Content-Type", form.FormDataContentType())...)
}

// send sends a request with headers given as name, value, name, value….
func send(t *testing.T, method, target string, body io.Reader, headers ...string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequest(method, target, body)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(text)
}

// replace replaces a text in a file, which must have it.
func replace(path, before, after string) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if !bytes.Contains(content, []byte(before)) {
		return fmt.Errorf("%s has no %q to replace", path, before)
	}
	return os.WriteFile(path, bytes.Replace(content, []byte(before), []byte(after), 1), 0o644)
}

func eventually(t *testing.T, what string, condition func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !condition(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("never: %s", what)
		}
	}
}
