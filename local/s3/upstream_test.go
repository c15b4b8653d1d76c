package s3

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/versity/versitygw/auth"
	"github.com/versity/versitygw/backend/posix"
	"github.com/versity/versitygw/s3api"

	"slipway/local/session"
)

// recorder is a session store that records the resources whose policies the gateway
// evaluates.
type recorder struct {
	*session.Store
	resources []string
}

func (r *recorder) EvaluatePolicy(accessKey, token string, actions []auth.Action, resources []string,
	condition map[string][]string) (auth.PolicyEvaluation, error) {
	r.resources = append(r.resources, resources...)
	return r.Store.EvaluatePolicy(accessKey, token, actions, resources, condition)
}

// startGateway starts versitygw without the corrections of this package.
func startGateway(t *testing.T) (*world, *recorder) {
	t.Helper()
	working, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	data := t.TempDir()
	metadata, err := metadataStore(data, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	files, err := posix.New(data, metadata, posix.PosixOpts{})
	if err != nil {
		t.Fatal(err)
	}
	config, _ := bare(t)
	evaluated := &recorder{Store: session.NewStore(time.Now)}
	config.Sessions = evaluated
	ready, ended := make(chan struct{}), make(chan error, 1)
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		ended <- runGateway(ctx, files, config, s3api.WithOnListen(func() { close(ready) }))
	}()
	t.Cleanup(func() {
		stop()
		<-ended
		os.Chdir(working)
	})
	select {
	case <-ready:
	case err := <-ended:
		ended <- err
		t.Fatal(err)
	}
	w := &world{
		url: "http://gateway", owner: config.Owner, sessions: evaluated.Store,
		role: "arn:aws:iam::000000000000:role/uploader",
		http: &http.Client{Transport: dialSocket(config.Socket)},
	}
	if err := w.sessions.PutRole(w.role, []json.RawMessage{json.RawMessage(
		`{"Statement": [{"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::some-uploads/uploads/*"}]}`)}); err != nil {
		t.Fatal(err)
	}
	b := bucket
	b.CORS[0].ExposedHeaders = nil
	if _, err := SetUpBucket(t.Context(), w.ownerClient(), region, b); err != nil {
		t.Fatal(err)
	}
	return w, evaluated
}

// Each row is a difference between versitygw and S3 that a file of this package
// corrects. If a row fails, the gateway has been fixed: remove the file.
func TestGatewayNeeds(t *testing.T) {
	exposed := bucket.CORS[0].ExposedHeaders
	t.Cleanup(func() { bucket.CORS[0].ExposedHeaders = exposed })
	w, evaluated := startGateway(t)
	c := w.sessions.Assume(w.role)
	forged := w.form(t, c, "uploads/a")
	forged["X-Amz-Signature"] = strings.Repeat("0", 64)

	t.Run("cors.go", func(t *testing.T) {
		if answer, _ := w.post(t, forged, "hello", page); answer.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Error("a refused form has CORS headers")
		}
		answer, _ := w.post(t, w.form(t, c, "uploads/a"), "hello", page)
		if !strings.HasPrefix(answer.Header.Get("Access-Control-Expose-Headers"), "ETag") {
			t.Errorf("an ETag that no rule exposes is not exposed: %v", answer.Header)
		}
	})
	t.Run("rights.go", func(t *testing.T) {
		evaluated.resources = nil
		w.post(t, w.form(t, c, "private/a"), "hello", "")
		for _, resource := range evaluated.resources {
			if strings.Contains(resource, "/") {
				t.Errorf("the right is checked with the key: %q", evaluated.resources)
			}
		}
		if _, err := w.ownerClient().HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: &bucket.Name, Key: aws.String("private/a")}); err != nil {
			t.Errorf("a key outside the role's prefix is refused: %v", err)
		}
	})
	t.Run("missing.go", func(t *testing.T) {
		if err := w.sessions.PutRole("reader", []json.RawMessage{json.RawMessage(
			`{"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::some-uploads/*"}]}`)}); err != nil {
			t.Fatal(err)
		}
		reader := w.sessions.Assume("reader")
		var missing *types.NoSuchKey
		if _, err := w.client(reader.AccessKeyID, reader.SecretAccessKey, reader.SessionToken).GetObject(
			t.Context(), &s3.GetObjectInput{Bucket: &bucket.Name, Key: aws.String("missing")}); !errors.As(err, &missing) {
			t.Errorf("a role without s3:ListBucket does not get NoSuchKey: %v", err)
		}
	})
	t.Run("tags.go", func(t *testing.T) {
		if err := w.sessions.PutRole("tagger", []json.RawMessage{json.RawMessage(`{"Statement": [{"Effect": "Allow", "Action": "s3:PutObject",
			"Resource": "arn:aws:s3:::some-uploads/*"}]}`)}); err != nil {
			t.Fatal(err)
		}
		tagger := w.sessions.Assume("tagger")
		if _, err := w.client(tagger.AccessKeyID, tagger.SecretAccessKey, tagger.SessionToken).PutObject(t.Context(), &s3.PutObjectInput{
			Bucket: &bucket.Name, Key: aws.String("tagged"), Body: strings.NewReader("hello"), Tagging: aws.String("team=legal"),
		}); err != nil {
			t.Errorf("setting tags without the right is refused: %v", err)
		}
	})
	t.Run("fields.go", func(t *testing.T) {
		fields := w.form(t, c, "uploads/fields")
		w.resign(t, c, fields, `"conditions":[`, `"conditions":[{"acl":"everybody"},{"x-amz-storage-class":"ATTIC"},`)
		fields["acl"], fields["x-amz-storage-class"] = "everybody", "ATTIC"
		if answer, body := w.post(t, fields, "hello", ""); answer.StatusCode != 201 {
			t.Errorf("an unknown ACL and storage class are refused: %s", body)
		}
	})
	t.Run("policy.go", func(t *testing.T) {
		fields := w.form(t, c, "uploads/policy")
		text, _ := base64.StdEncoding.DecodeString(fields["policy"])
		var document struct{ Expiration string }
		if err := json.Unmarshal(text, &document); err != nil {
			t.Fatal(err)
		}
		w.resign(t, c, fields, document.Expiration, strings.TrimSuffix(document.Expiration, "Z")+"+00:00")
		if answer, body := w.post(t, fields, "hello", ""); answer.StatusCode != 201 {
			t.Errorf("a time with an offset is refused: %s", body)
		}
	})
	t.Run("body.go", func(t *testing.T) {
		presigned, err := s3.NewPresignClient(w.ownerClient()).PresignPutObject(t.Context(), &s3.PutObjectInput{Bucket: &bucket.Name, Key: aws.String("uploads/short")})
		if err != nil {
			t.Fatal(err)
		}
		w.breakOff(t, presigned.URL)
		if _, err := w.ownerClient().HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: &bucket.Name, Key: aws.String("uploads/short")}); err != nil {
			t.Errorf("a body that broke off is not stored: %v", err)
		}
	})
	t.Run("spool.go, a field behind the file", func(t *testing.T) {
		fields := w.form(t, c, "uploads/order")
		var text strings.Builder
		for name, value := range fields {
			text.WriteString(part(name, "", value))
		}
		body := text.String() + part("file", `; filename="a.txt"`, "hello") + part("key", "", "uploads/other") + "--B--\r\n"
		if status, answer := w.postText(t, body); status == 201 {
			t.Errorf("fields after the file are ignored: %s", answer)
		}
	})
	t.Run("spool.go, drain", func(t *testing.T) {
		proxy := httptest.NewServer(newProxy(w.http.Transport, nil, t.TempDir(), func(form) bool { return false }, log.New(io.Discard, "", 0)))
		defer proxy.Close()
		// Not every connection is closed before the whole answer.
		for range 20 {
			body, contentType := formBody(forged, strings.Repeat("x", 20<<20))
			answer, err := http.Post(proxy.URL+"/"+bucket.Name+"/", contentType, body)
			if err != nil {
				return
			}
			_, err = io.ReadAll(answer.Body)
			answer.Body.Close()
			if err != nil || answer.StatusCode == http.StatusServiceUnavailable {
				return
			}
		}
		t.Error("the refusal of a large file is always readable")
	})
}
