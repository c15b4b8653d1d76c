// Package e2e tests the whole stack, in this process and as the program local.
package e2e

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"slipway/local/internal/logtest"
	"slipway/local/internal/repository"
	"slipway/local/lambda"
	"slipway/local/stack"
	"slipway/local/template"
)

var (
	root    string // of the repository
	program string // the program local
	built   string // a copy of the repository with prebuilt functions
)

func TestMain(m *testing.M) {
	folder, err := os.MkdirTemp("", "local-")
	if err != nil {
		panic(err)
	}
	if root, err = repository.Root(); err != nil {
		panic(err)
	}
	program = filepath.Join(folder, "local")
	if output, err := exec.Command("go", "build", "-o", program, "slipway/local").CombinedOutput(); err != nil {
		panic(string(output))
	}
	built = filepath.Join(folder, "repository")
	if err := buildFunctions(); err != nil {
		panic(err)
	}
	// Tests ignore the user's ports and folder.
	for _, name := range []string{"PORT", "S3_PORT", "PWD"} {
		os.Unsetenv(name)
	}
	status := m.Run()
	endShared()
	os.RemoveAll(folder)
	os.Exit(status)
}

// buildFunctions builds the functions once, which takes most of a stack's start.
// The Makefile of built copies them.
func buildFunctions() error {
	resources, err := template.Resources(filepath.Join(root, "template.yaml"), template.Inputs{
		Parameters: map[string]string{"AllowAnonymous": "true"},
		Region:     stack.Region, Account: stack.Account, StackName: stack.Name,
	})
	if err != nil {
		return err
	}
	for _, r := range resources {
		if r.Type != "AWS::Serverless::Function" {
			continue
		}
		artifacts := filepath.Join(built, r.LogicalID)
		if output, err := repository.Make(context.Background(), root, "build-"+r.LogicalID, artifacts); err != nil {
			return fmt.Errorf("%w: %s", err, output)
		}
	}
	for _, name := range []string{"template.yaml", "web"} {
		if err := os.Symlink(filepath.Join(root, name), filepath.Join(built, name)); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(built, "Makefile"), []byte("build-%:\n\tcp $*/bootstrap $(ARTIFACTS_DIR)\n"), 0o600)
}

// running is a stack in this process.
type running struct {
	stack     *stack.Stack
	variables map[string]string // of stack.Environment
	log       *logtest.Log      // of the functions
	inspect   *lambda.Function  // see inspector
	end       []func()          // end what inspector has started
}

// shared is the last stack of startStack: a process can have one stack at a time.
// The next test with the same parameters gets it with an empty bucket.
var shared struct {
	*running
	parameters []string
}

func endShared() {
	if shared.running != nil {
		shared.stack.Close()
		shared.running = nil
	}
}

// startStack returns a stack with these parameters, each as Name=value.
func startStack(t *testing.T, parameters ...string) *running {
	t.Helper()
	if shared.running != nil && slices.Equal(shared.parameters, parameters) {
		shared.empty(t)
		return shared.running
	}
	r := startOwn(t, stack.Options{}, parameters...)
	shared.running, shared.parameters = r, parameters
	return r
}

// startOwn returns a stack that the test must close.
func startOwn(t *testing.T, o stack.Options, parameters ...string) *running {
	t.Helper()
	endShared()
	r := &running{variables: make(map[string]string), log: new(logtest.Log)}
	o.Root, o.Directory, o.Logs, o.Parameters = built, root, r.log, make(map[string]string)
	if o.Profiles != "" { // built into the functions
		o.Root = root
	}
	for _, parameter := range parameters {
		name, value, _ := strings.Cut(parameter, "=")
		o.Parameters[name] = value
	}
	var err error
	if r.stack, err = stack.Start(t.Context(), o); err != nil {
		t.Fatalf("the stack does not start: %v\n%s", err, r.log)
	}
	for _, variable := range r.stack.Environment() {
		name, value, _ := strings.Cut(variable, "=")
		r.variables[name] = value
	}
	return r
}

// empty empties the bucket.
func (r *running) empty(t *testing.T) {
	t.Helper()
	client, bucket := r.ownerClient(), aws.String(r.variables["S3_BUCKET"])
	uploads, err := client.ListMultipartUploads(t.Context(), &s3.ListMultipartUploadsInput{Bucket: bucket})
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range uploads.Uploads {
		if _, err := client.AbortMultipartUpload(t.Context(), &s3.AbortMultipartUploadInput{Bucket: bucket, Key: u.Key, UploadId: u.UploadId}); err != nil {
			t.Fatal(err)
		}
	}
	objects, err := client.ListObjectsV2(t.Context(), &s3.ListObjectsV2Input{Bucket: bucket})
	if err != nil {
		t.Fatal(err)
	}
	for _, object := range objects.Contents {
		if _, err := client.DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: bucket, Key: object.Key}); err != nil {
			t.Fatal(err)
		}
	}
}

func (r *running) bucketURL() string {
	return r.variables["S3_ENDPOINT"] + "/" + r.variables["S3_BUCKET"] + "/"
}

// client returns a client of the S3 server with the keys in these variables.
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

func eventually(t *testing.T, what string, condition func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !condition(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("never: %s", what)
		}
	}
}
