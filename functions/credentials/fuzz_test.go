package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"maps"
	"os"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
)

// FuzzEvent sends the function events as Lambda does. Whatever the event, the
// answer is JSON, a key stays under the prefix, the fields and the policy
// agree, and no secret leaves the function.
func FuzzEvent(f *testing.F) {
	for name := range eventCases {
		raw, err := os.ReadFile("../../events/" + name + ".json")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	for _, query := range []string{
		"filename=%22%7D%2C%7B%22acl%22%3A%22public-read.png", "filename=%E2%80%AEgnp.exe.png", "filename=a.png&metadata[]=1",
		"filename=a.png&metadata[a]=%00", "filename=a.png&size=99999999999999999999", "filename=a.png&type=image/png%0d%0a",
	} {
		f.Add([]byte(`{"routeKey":"GET /s3/params","rawQueryString":"` + query + `","requestContext":{"http":{"method":"GET"}}}`))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var log bytes.Buffer
		answer, err := testHandler(t, &log, nil).Invoke(t.Context(), raw)
		if err != nil {
			return // not an event: Lambda would not have sent it
		}
		var response events.APIGatewayV2HTTPResponse
		var body responseBody
		if err := json.Unmarshal(answer, &response); err != nil {
			t.Fatalf("%v in %s", err, answer)
		}
		if err := json.Unmarshal([]byte(response.Body), &body); err != nil {
			t.Fatalf("%v in %s", err, response.Body)
		}
		switch {
		case response.StatusCode == 200:
			for _, upload := range append(body.Uploads, body) {
				for _, fields := range []map[string]string{upload.Params, upload.Fields} {
					if fields != nil {
						checkKey(t, fields["key"])
						checkPolicy(t, fields)
					}
				}
			}
			response.Body = strings.ReplaceAll(response.Body, testCredentials.SessionToken, "")
		case response.StatusCode < 400 || response.StatusCode > 499 || body.Code == "" || body.Message == "":
			t.Fatalf("%d %s", response.StatusCode, response.Body)
		}
		if strings.Contains(log.String()+response.Body, "MARKED") {
			t.Fatalf("a secret leaves the function: %s %s", log.String(), response.Body)
		}
	})
}

func checkKey(t *testing.T, key string) {
	t.Helper()
	rest, ok := strings.CutPrefix(key, "uploads/")
	id, name, found := strings.Cut(rest, "/")
	if !ok || !found || len(id) != 36 || name == "" || strings.ContainsAny(name, "/\\$\x00") || len(key) > 1024 || strings.HasPrefix(name, ".") {
		t.Fatalf("key %q", key)
	}
}

// checkPolicy fails unless the policy's exact conditions equal the form's fields.
func checkPolicy(t *testing.T, fields map[string]string) {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(fields["policy"])
	if err != nil {
		t.Fatal(err)
	}
	var policy struct{ Conditions []json.RawMessage }
	if err := json.Unmarshal(raw, &policy); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	conditions := map[string]string{}
	for _, condition := range policy.Conditions {
		json.Unmarshal(condition, &conditions) // skips the range, which is a list
	}
	delete(conditions, "bucket")
	want := maps.Clone(fields)
	delete(want, "policy")
	delete(want, "x-amz-signature")
	if !maps.Equal(conditions, want) {
		t.Fatalf("conditions %q, fields %q", conditions, want)
	}
}
