package e2e

import (
	"bytes"
	"encoding/json"
	"image"
	"image/png"
	"net/http"
	"net/url"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"slipway/local/internal/requesttest"
	"slipway/local/stack"
)

// picture is a PNG of 3 by 2 pixels.
var picture = func() string {
	var text bytes.Buffer
	if err := png.Encode(&text, image.NewGray(image.Rect(0, 0, 3, 2))); err != nil {
		panic(err)
	}
	return text.String()
}()

// windowsProgram is the head of an EXE.
const windowsProgram = "MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00This program cannot be run in DOS mode."

// file is the answer of GET /files.
type file struct {
	Key, VersionID, State, Reason, Type, URL string
	Size, Width, Height                      int64
}

// fileOf requests the state of a file.
func (r *running) fileOf(t *testing.T, key string) file {
	t.Helper()
	answer, body := requesttest.Send(t, http.DefaultClient, "GET", r.variables["SLIPWAY_URL"]+"/files?key="+url.QueryEscape(key), nil)
	var f file
	if err := json.Unmarshal([]byte(body), &f); err != nil || answer.StatusCode != 200 {
		t.Fatalf("%d %s", answer.StatusCode, body)
	}
	return f
}

// put uploads a file with a form, and returns its key.
func (r *running) put(t *testing.T, filename, content string) (key string) {
	t.Helper()
	action, fields := r.credentialsFor(t, filename)
	if answer, body := upload(t, action, fields, content); answer.StatusCode != 201 {
		t.Fatalf("%d %s", answer.StatusCode, body)
	}
	return fields[0].value
}

func TestVerdict(t *testing.T) {
	r := startStack(t, withParts...)
	for _, test := range []struct{ name, content, state, reason, found string }{
		{"MARKED.png", picture, "accepted", "", "image/png"},
		{"MARKED.png", windowsProgram, "rejected", "ContentMismatch", "application/x-msdownload"},
	} {
		key := r.put(t, test.name, test.content)
		stored := time.Now()
		var f file
		eventually(t, "a verdict", func() bool {
			f = r.fileOf(t, key)
			return f.State != "checking"
		})
		if took := time.Since(stored); took > time.Second {
			t.Errorf("%s after %v", f.State, took)
		}
		if f.State != test.state || f.Reason != test.reason || f.Type != test.found {
			t.Errorf("%+v, want %+v", f, test)
		}
		if test.state == "rejected" {
			continue
		}
		if answer, body := requesttest.Send(t, http.DefaultClient, "GET", f.URL, nil); answer.StatusCode != 200 || body != test.content || f.Width != 3 || f.Height != 2 {
			t.Errorf("%d, %d bytes, %+v", answer.StatusCode, len(body), f)
		}
	}
	for _, line := range []string{
		`(?m)^Upload Accepted: image/png \(version [0-9A-Z]{26}\)$`,
		`(?m)^Upload Rejected: ContentMismatch, application/x-msdownload \(version [0-9A-Z]{26}\)$`,
	} {
		eventually(t, line, func() bool { return regexp.MustCompile(line).MatchString(r.log.String()) })
	}
	if strings.Contains(r.log.String(), "MARKED") {
		t.Errorf("a filename is printed: %s", r.log)
	}
}

// The inspector's role may set only the tags of verdicts and profiles, and may not
// remove all tags.
func TestVerdictTagsAlone(t *testing.T) {
	r := startOwn(t, stack.Options{}, "TagKeys=team,kept")
	defer r.stack.Close()
	key := r.put(t, "a.png", picture)
	eventually(t, "a verdict", func() bool { return r.tag(t, key, "slipway-verdict") == "accepted" })
	bucket := aws.String(r.variables["S3_BUCKET"])
	head, err := r.ownerClient().HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: bucket, Key: &key})
	if err != nil {
		t.Fatal(err)
	}
	client := r.clientOf("InspectRole")
	for keys, want := range map[string]bool{
		"slipway-verdict slipway-type slipway-reason slipway-dimensions": true,
		"slipway-verdict team kept":                                      true,
		"slipway-verdict GuardDutyMalwareScanStatus":                     false,
		"slipway-other": false,
		"Team":          false,
		"":              false,
	} {
		tags := []types.Tag{}
		for _, key := range strings.Fields(keys) {
			tags = append(tags, types.Tag{Key: &key, Value: aws.String("accepted")})
		}
		_, err := client.PutObjectTagging(t.Context(), &s3.PutObjectTaggingInput{
			Bucket: bucket, Key: &key, VersionId: head.VersionId, Tagging: &types.Tagging{TagSet: tags},
		})
		if _, refused := deniedOr(err).(denied); refused == want || !refused && err != nil {
			t.Errorf("tags %q: %v", keys, err)
		}
	}
}

// The program prints verdicts too.
func TestProgramPrintsVerdicts(t *testing.T) {
	t.Parallel()
	s := serve(t, exec.Command(program))
	r := &running{variables: map[string]string{"SLIPWAY_URL": strings.TrimSuffix(s.address(t, "Page"), "/")}}
	r.put(t, "MARKED.png", picture)
	r.put(t, "MARKED.png", windowsProgram)
	eventually(t, "both verdicts are printed", func() bool {
		return strings.Contains(s.log.String(), "Upload Accepted: image/png (") && strings.Contains(s.log.String(), "Upload Rejected: ContentMismatch, ")
	})
	if strings.Contains(s.log.String(), "MARKED") {
		t.Errorf("a filename is printed: %s", s.log)
	}
}
