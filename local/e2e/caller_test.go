package e2e

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"slipway/local/internal/issuertest"
	"slipway/local/internal/requesttest"
	"slipway/local/stack"
)

// callersOf returns the parameters of a stack for callers of an issuer.
func callersOf(issuer string) []string {
	return []string{"JwtIssuer=" + issuer, "JwtAudience=" + issuertest.Audience}
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
		answer, body := requesttest.Send(t, http.DefaultClient, "GET", r.variables["SLIPWAY_URL"]+path+"?filename=a.txt", nil)
		if answer.StatusCode != 401 || body != `{"message":"Unauthorized"}` {
			t.Errorf("%s without a token: %d %s", path, answer.StatusCode, body)
		}
	}

	// The page gets the issuer and the client ID.
	_, page := requesttest.Send(t, http.DefaultClient, "GET", r.variables["SLIPWAY_URL"]+"/", nil)
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
	r := startStack(t, callersOf(issuer.URL)...)
	var printed strings.Builder
	r.stack.Print(&printed)
	if want := "with a token of " + issuer.URL + " for " + issuertest.Audience + "\n"; !strings.Contains(printed.String(), want) {
		t.Errorf("no %q in %s", want, &printed)
	}
	_, example, _ := strings.Cut(printed.String(), "without a browser:")
	example, _, _ = strings.Cut(example, "Not enforced")
	command := exec.Command("sh", "-c", example)
	command.Env = append(os.Environ(), "TOKEN="+issuer.Token(nil))
	if answer, err := command.CombinedOutput(); err != nil || !strings.Contains(string(answer), "<PostResponse") {
		t.Errorf("%s\n%s %v\n%s", example, answer, err, r.log)
	}
}

func TestIssuerMustAnswer(t *testing.T) {
	gone := httptest.NewServer(nil)
	gone.Close()
	endShared()
	_, err := stack.Start(t.Context(), stack.Options{Root: built, Directory: root, Parameters: map[string]string{
		"JwtIssuer": gone.URL, "JwtAudience": issuertest.Audience,
	}})
	if err == nil || !strings.Contains(err.Error(), gone.URL+" must answer at") {
		t.Error(err)
	}
}
