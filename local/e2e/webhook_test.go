package e2e

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"slipway/local/internal/requesttest"
	"slipway/local/stack"
)

// posted are the events that a webhook has received.
type posted struct {
	mu     sync.Mutex
	tries  int
	events []string
}

// With a malware scan, a file is judged after GuardDuty's scan, and rejected if it
// has a threat. The webhook receives each verdict, even if it fails at first.
func TestMalwareAndWebhook(t *testing.T) {
	var got posted
	const secret = "0123456789abcdef0123456789abcdef"
	hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got.mu.Lock()
		defer got.mu.Unlock()
		if got.tries++; got.tries == 1 {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		if r.Header.Get("X-Api-Key") != secret {
			t.Errorf("%v", r.Header)
		}
		got.events = append(got.events, string(body))
	}))
	defer hook.Close()
	r := startOwn(t, stack.Options{}, "MalwareScan=true", "WebhookUrl="+hook.URL+"/hook", "WebhookSecret="+secret)
	defer r.stack.Close()
	eicar := `X5O!P%@AP[4\PZX54(P^)7CC)7}` + `$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`
	files := []struct{ name, content, state, reason string }{
		{"a.png", picture, "accepted", ""},
		{"a.txt", eicar, "rejected", "Malware"},
		{"b.txt", strings.Repeat("x", 1<<20-30) + eicar, "rejected", "Malware"}, // across two reads
		{"b.png", windowsProgram, "rejected", "ContentMismatch"},
	}
	for _, test := range files {
		key := r.put(t, test.name, test.content)
		var f file
		eventually(t, "a verdict on "+test.name, func() bool {
			f = r.fileOf(t, key)
			return f.State != "checking"
		})
		if f.State != test.state || f.Reason != test.reason {
			t.Errorf("%s: %+v, want %+v", test.name, f, test)
		}
		if scan := r.tag(t, key, "GuardDutyMalwareScanStatus"); scan != "" {
			t.Errorf("%s: GuardDuty sets the tag %q, which could replace the verdict", test.name, scan)
		}
		var event string
		eventually(t, "the verdict on "+test.name+" is posted", func() bool {
			got.mu.Lock()
			defer got.mu.Unlock()
			i := slices.IndexFunc(got.events, func(e string) bool { return strings.Contains(e, `"key":"`+key+`"`) })
			if i >= 0 {
				event = got.events[i]
			}
			return i >= 0
		})
		want := map[string]string{"accepted": "Upload Accepted", "rejected": "Upload Rejected"}[test.state]
		if !strings.Contains(event, `"detail-type":"`+want+`"`) || !strings.Contains(event, `"source":"slipway"`) {
			t.Errorf("%s: %s", test.name, event)
		}
	}
	if got.tries != len(files)+1 {
		t.Errorf("%d tries of %d events", got.tries, len(files))
	}
}

// tag returns the value of a tag of the latest version.
func (r *running) tag(t *testing.T, key, name string) string {
	t.Helper()
	tagging, err := r.ownerClient().GetObjectTagging(t.Context(), &s3.GetObjectTaggingInput{Bucket: aws.String(r.variables["S3_BUCKET"]), Key: &key})
	if err != nil {
		t.Fatal(err)
	}
	for _, tag := range tagging.TagSet {
		if *tag.Key == name {
			return *tag.Value
		}
	}
	return ""
}

// A second upload with the same form and other bytes does not get the verdict of the
// first.
func TestSameFormWithOtherBytes(t *testing.T) {
	r := startStack(t, withParts...)
	action, fields := r.credentialsFor(t, "a.png")
	if answer, body := upload(t, action, fields, picture); answer.StatusCode != 201 {
		t.Fatalf("%d %s", answer.StatusCode, body)
	}
	key := fields[0].value
	var first file
	eventually(t, "the first version is accepted", func() bool {
		first = r.fileOf(t, key)
		return first.State == "accepted"
	})
	if answer, body := upload(t, action, fields, windowsProgram); answer.StatusCode != 201 {
		t.Fatalf("%d %s", answer.StatusCode, body)
	}
	var second file
	eventually(t, "the second version is rejected", func() bool {
		second = r.fileOf(t, key)
		if second.State == "accepted" {
			t.Fatalf("%+v", second)
		}
		return second.State == "rejected"
	})
	files := r.sessionOf(r.role(t, "FilesRole"))
	if _, err := files.GetObject(t.Context(), &s3.GetObjectInput{Bucket: aws.String(r.variables["S3_BUCKET"]), Key: &key}); err == nil {
		t.Error("the rejected version can be read")
	}
	if second.URL != "" {
		t.Errorf("%+v", second)
	}
	// The first version still has its verdict.
	if answer, body := requesttest.Send(t, http.DefaultClient, "GET", first.URL, nil); answer.StatusCode != 200 || body != picture {
		t.Errorf("%d, %d bytes", answer.StatusCode, len(body))
	}
}
