package s3

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"slipway/local/session"
	"slipway/local/template"
)

// Every operation that sets tags needs the right to each of their keys. A role that
// requires a key cannot remove all tags.
func TestTagRights(t *testing.T) {
	config, _ := bare(t)
	versioned := bucket
	versioned.Versioned = true
	config.Buckets = []template.Bucket{versioned}
	server, err := Start(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	w := &world{
		url: "http://" + config.Listeners[0].Addr().String(), owner: config.Owner, http: http.DefaultClient,
		sessions: config.Sessions.(*session.Store), role: "arn:aws:iam::000000000000:role/uploader",
	}
	const upload = `{"Effect": "Allow", "Action": ["s3:PutObject", "s3:GetObject"], "Resource": "arn:aws:s3:::some-uploads/uploads/*"}`
	tagging := func(condition string) string {
		return `, {"Effect": "Allow", "Action": ["s3:PutObjectTagging", "s3:PutObjectVersionTagging"],
			"Resource": "arn:aws:s3:::some-uploads/uploads/*", "Condition": {` + condition + `}}`
	}
	const keys, some = `"ForAllValues:StringEquals": {"s3:RequestObjectTagKeys": ["team", "kept"]}`, `, "Null": {"s3:RequestObjectTagKeys": "false"}`
	first, err := w.ownerClient().PutObject(t.Context(), &s3.PutObjectInput{Bucket: &bucket.Name, Key: aws.String("uploads/tagged"), Body: strings.NewReader("hello")})
	if err != nil {
		t.Fatal(err)
	}
	operations := map[string]func(c session.Credentials, client *s3.Client, keys []string) error{
		"form": func(c session.Credentials, _ *s3.Client, keys []string) error {
			fields := w.form(t, c, "uploads/form")
			fields["tagging"] = "<Tagging><TagSet>"
			for _, key := range keys {
				fields["tagging"] += "<Tag><Key>" + key + "</Key><Value>v</Value></Tag>"
			}
			fields["tagging"] += "</TagSet></Tagging>"
			condition, err := json.Marshal(map[string]string{"tagging": fields["tagging"]})
			if err != nil {
				t.Fatal(err)
			}
			w.resign(t, c, fields, `"conditions":[`, `"conditions":[`+string(condition)+`,`)
			if answer, body := w.post(t, fields, "hello", ""); answer.StatusCode != 201 {
				return fmt.Errorf("%d %s", answer.StatusCode, body)
			}
			return nil
		},
		"PUT": func(_ session.Credentials, client *s3.Client, keys []string) error {
			_, err := client.PutObject(t.Context(), &s3.PutObjectInput{
				Bucket: &bucket.Name, Key: aws.String("uploads/put"), Body: strings.NewReader("hello"), Tagging: header(keys),
			})
			return err
		},
		"parts": func(_ session.Credentials, client *s3.Client, keys []string) error {
			_, err := client.CreateMultipartUpload(t.Context(), &s3.CreateMultipartUploadInput{
				Bucket: &bucket.Name, Key: aws.String("uploads/parts"), Tagging: header(keys),
			})
			return err
		},
		"copy": func(_ session.Credentials, client *s3.Client, keys []string) error {
			_, err := client.CopyObject(t.Context(), &s3.CopyObjectInput{
				Bucket: &bucket.Name, Key: aws.String("uploads/copy"), CopySource: aws.String(bucket.Name + "/uploads/tagged"),
				TaggingDirective: types.TaggingDirectiveReplace, Tagging: header(keys),
			})
			return err
		},
		"tags of the latest": func(_ session.Credentials, client *s3.Client, keys []string) error {
			return putTags(t, client, nil, keys)
		},
		"tags of a version": func(_ session.Credentials, client *s3.Client, keys []string) error {
			return putTags(t, client, first.VersionId, keys)
		},
	}
	for _, test := range []struct {
		right string
		keys  string
		want  bool
	}{
		{tagging(keys + some), "team", true},
		{tagging(keys + some), "team kept", true},
		{tagging(keys + some), "slipway-verdict", false},
		{tagging(keys + some), "team slipway-verdict", false}, // one of two
		{tagging(keys + some), "Team", false},                 // another key
		{tagging(keys + some), "", false},
		{tagging(keys), "", true},
		{tagging(keys), "slipway-verdict", false},
		{tagging(`"Null": {"s3:RequestObjectTagKeys": "true"}`), "team", false},
		{"", "team", false},
		{"", "", false},
	} {
		if err := w.sessions.PutRole(w.role, []json.RawMessage{json.RawMessage(`{"Version": "2012-10-17", "Statement": [` + upload + test.right + `]}`)}); err != nil {
			t.Fatal(err)
		}
		c := w.sessions.Assume(w.role)
		for name, set := range operations {
			want := test.want
			if test.keys == "" && !strings.HasPrefix(name, "tags") {
				want = true // no tags are set
			}
			if err := set(c, w.client(c.AccessKeyID, c.SecretAccessKey, c.SessionToken), strings.Fields(test.keys)); (err == nil) != want ||
				err != nil && !strings.Contains(err.Error(), "AccessDenied") {
				t.Errorf("%s, %q with%s: %v", name, test.keys, test.right, err)
			}
		}
	}
}

// header returns tags as a query string.
func header(keys []string) *string {
	tags := url.Values{}
	for _, key := range keys {
		tags.Set(key, "v")
	}
	return aws.String(tags.Encode())
}

func putTags(t *testing.T, client *s3.Client, version *string, keys []string) error {
	t.Helper()
	tags := []types.Tag{}
	for _, key := range keys {
		tags = append(tags, types.Tag{Key: &key, Value: aws.String("v")})
	}
	_, err := client.PutObjectTagging(t.Context(), &s3.PutObjectTaggingInput{
		Bucket: &bucket.Name, Key: aws.String("uploads/tagged"), VersionId: version, Tagging: &types.Tagging{TagSet: tags},
	})
	return err
}
