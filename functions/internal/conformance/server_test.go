package conformance

import (
	"bytes"
	"context"
	"encoding/xml"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"slipway/functions/internal/postpolicy"
)

// A server is the S3 server under test.
type server struct {
	endpoint, bucket, region string
	session                  postpolicy.Credentials // with the function's rights
	owner                    postpolicy.Credentials
	client                   *s3.Client // the owner's
}

func newServer(t *testing.T) *server {
	t.Helper()
	if os.Getenv("S3_ENDPOINT") == "" {
		t.Skip("S3_ENDPOINT names no server: run by `make test`")
	}
	env := func(name string) string {
		value := os.Getenv(name)
		if value == "" {
			t.Fatalf("%s is not set", name)
		}
		return value
	}
	s := &server{
		endpoint: env("S3_ENDPOINT"), bucket: env("S3_BUCKET"), region: env("AWS_REGION"),
		session: postpolicy.Credentials{
			AccessKeyID: env("AWS_ACCESS_KEY_ID"), SecretAccessKey: env("AWS_SECRET_ACCESS_KEY"), SessionToken: env("AWS_SESSION_TOKEN"),
		},
		owner: postpolicy.Credentials{AccessKeyID: env("OWNER_ACCESS_KEY_ID"), SecretAccessKey: env("OWNER_SECRET_ACCESS_KEY")},
	}
	s.client = s3.New(s3.Options{
		BaseEndpoint: &s.endpoint, Region: s.region, UsePathStyle: true,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: s.owner.AccessKeyID, SecretAccessKey: s.owner.SecretAccessKey}, nil
		}),
	})
	return s
}

// otherBucket makes a second bucket for the test.
func (s *server) otherBucket(t *testing.T) string {
	t.Helper()
	name := s.bucket + "-other"
	if _, err := s.client.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: &name}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := s.client.DeleteBucket(context.Background(), &s3.DeleteBucketInput{Bucket: &name}); err != nil {
			t.Errorf("the other bucket is not empty: %v", err)
		}
	})
	return name
}

// keys returns all that is stored in a bucket.
func (s *server) keys(t *testing.T, bucket string) map[string]bool {
	t.Helper()
	keys := map[string]bool{}
	pages := s3.NewListObjectsV2Paginator(s.client, &s3.ListObjectsV2Input{Bucket: &bucket})
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, object := range page.Contents {
			keys[*object.Key] = true
		}
	}
	return keys
}

// stored returns an object with its content.
func (s *server) stored(t *testing.T, key string) (*s3.GetObjectOutput, []byte) {
	t.Helper()
	object, err := s.client.GetObject(t.Context(), &s3.GetObjectInput{Bucket: &s.bucket, Key: &key})
	if err != nil {
		t.Fatal(err)
	}
	defer object.Body.Close()
	content, err := io.ReadAll(object.Body)
	if err != nil {
		t.Fatal(err)
	}
	return object, content
}

// An answer is S3's to a form; its XML is a PostResponse or an Error.
type answer struct {
	status int
	header http.Header
	body   string

	Location, Bucket, Key, ETag string
	Code, Message               string
}

// post sends a form as a browser does: the fields in their order, and the file
// behind them.
func (s *server) post(t *testing.T, bucket string, fields postpolicy.Fields, file []byte) answer {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for _, f := range fields {
		if err := form.WriteField(f.Name, f.Value); err != nil {
			t.Fatal(err)
		}
	}
	if file != nil {
		part, err := form.CreateFormFile("file", "from the browser.png")
		if err != nil {
			t.Fatal(err)
		}
		part.Write(file)
	}
	form.Close()

	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(s.endpoint, "/")+"/"+bucket+"/", &body)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", form.FormDataContentType())
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	a := answer{status: response.StatusCode, header: response.Header, body: string(raw)}
	if len(raw) > 0 {
		if err := xml.Unmarshal(raw, &a); err != nil {
			t.Errorf("the answer is no XML (%v): %s", err, raw)
		}
	}
	return a
}
