package main

import (
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"slipway/local/internal/issuertest"
)

// callersOf are the flags of a stack for callers of this issuer.
func callersOf(issuer string) []string {
	return []string{"-parameter", "JwtIssuer=" + issuer, "-parameter", "JwtAudience=" + issuertest.Audience}
}

func TestCallers(t *testing.T) {
	issuer := issuertest.New(t)
	r := startStack(t, callersOf(issuer.URL)...)
	keys := make(map[string]string)
	for subject, folder := range map[string]string{"ann": "uploads/ann/", "Ann|x": "uploads/_41nn_7cx/"} {
		action, fields := r.credentialsFor(t, "a.txt", "Authorization", "Bearer "+issuer.Token(map[string]any{"sub": subject}))
		if answer, body := upload(t, action, fields, subject); answer.StatusCode != 201 {
			t.Fatalf("%s: %d %s", subject, answer.StatusCode, body)
		}
		keys[subject] = fields[0].value
		if !strings.HasPrefix(fields[0].value, folder) {
			t.Errorf("the key of %s is %s, not in %s", subject, fields[0].value, folder)
		}
		bucket := r.variables["S3_BUCKET"]
		object, err := r.ownerClient().HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: &bucket, Key: &fields[0].value})
		if err != nil || object.Metadata["caller"] != subject {
			t.Errorf("%s: %+v, %v", subject, object, err)
		}
		altered := with(fields, "x-amz-meta-caller", "eve")
		if answer, body := upload(t, action, altered, subject); answer.StatusCode != 403 {
			t.Errorf("another caller in the form of %s: %d %s", subject, answer.StatusCode, body)
		}
	}
	if stored := r.stored(t); len(stored) != 2 || stored[keys["ann"]] != "ann" {
		t.Errorf("stored %q", stored)
	}

	for _, path := range []string{"/getS3UploadCredentials", "/s3/params"} {
		answer, body := send(t, "GET", r.variables["SLIPWAY_URL"]+path+"?filename=a.txt", nil)
		if answer.StatusCode != 401 || body != `{"message":"Unauthorized"}` {
			t.Errorf("%s without a token: %d %s", path, answer.StatusCode, body)
		}
	}

	// The page learns how to sign in.
	_, page := send(t, "GET", r.variables["SLIPWAY_URL"]+"/", nil)
	for name, content := range map[string]string{"slipway-issuer": issuer.URL, "slipway-client-id": issuertest.Audience} {
		if !strings.Contains(page, `<meta name="`+name+`" content="`+content+`">`) {
			t.Errorf("the page has no %s %s", name, content)
		}
	}
}

func TestPrintedCommandTakesAToken(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("needs curl")
	}
	issuer := issuertest.New(t)
	s := serve(t, exec.Command(program, callersOf(issuer.URL)...))
	if want := "with a token of " + issuer.URL + " for " + issuertest.Audience + "\n"; !strings.Contains(s.out.String(), want) {
		t.Errorf("no %q in %s", want, s.out)
	}
	_, example, _ := strings.Cut(s.out.String(), "without a browser:")
	example, _, _ = strings.Cut(example, "In force")
	command := exec.Command("sh", "-c", example)
	command.Env = append(os.Environ(), "TOKEN="+issuer.Token(nil))
	if answer, err := command.CombinedOutput(); err != nil || !strings.Contains(string(answer), "<PostResponse") {
		t.Errorf("%s\n%s %v\n%s", example, answer, err, s.log)
	}
}

func TestIssuerMustAnswer(t *testing.T) {
	gone := httptest.NewServer(nil)
	gone.Close()
	status, _, stderr := runProgram(t, "", nil, append(callersOf(gone.URL), "--", "true")...)
	if status != 1 || !strings.Contains(stderr, gone.URL+" must answer at") {
		t.Errorf("%d %s", status, stderr)
	}
}
