package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"slipway/functions/internal/upload"
)

// FuzzEvent sends the function events as Lambda does. Whatever the event, the
// answer is JSON, S3 gets requests only for keys under the prefix, and no
// secret leaves the function except in a URL for such a key.
func FuzzEvent(f *testing.F) {
	for name := range eventCases {
		raw, err := os.ReadFile("../../events/multipart-" + name + ".json")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	const id = "019ab1b8-0000-7000-8000-000000000000"
	for _, key := range []string{
		"uploads/" + id + "/a/../../b", "uploads/" + id + "/%2e%2e", "uploads/" + id + "/a?uploads", "uploads//" + id + "/a", "uploads/" + id + "/%00",
	} {
		f.Add([]byte(`{"routeKey":"GET /s3/multipart/{uploadId}/{partNumber}","rawQueryString":"key=` + key +
			`","pathParameters":{"uploadId":"x&key=y","partNumber":"1"},"requestContext":{"http":{"method":"GET"}}}`))
	}
	setEnvironment(f)
	var keys []string // of requests to S3
	var log bytes.Buffer
	fn := testFunction(f, &log, nil, func(request *http.Request) (int, string) {
		keys = append(keys, request.URL.Path)
		return goodAnswers(request)
	})
	rules := upload.Rules{KeyPrefix: "uploads/", KeyStyle: upload.Unique}
	f.Fuzz(func(t *testing.T, raw []byte) {
		log.Reset()
		keys = nil
		answer, err := fn.Invoke(t.Context(), raw)
		if err != nil {
			return // not an event: Lambda would not have sent it
		}
		var response events.APIGatewayV2HTTPResponse
		if err := json.Unmarshal(answer, &response); err != nil {
			t.Fatalf("%v in %s", err, answer)
		}
		if !json.Valid([]byte(response.Body)) {
			t.Fatalf("not JSON: %s", response.Body)
		}
		var b body
		json.Unmarshal([]byte(response.Body), &b) // a list has no URLs
		switch {
		case response.StatusCode == 200:
			urls := []string{b.URL}
			for _, signed := range b.PresignedURLs {
				urls = append(urls, signed)
			}
			for _, signed := range urls {
				if signed == "" {
					continue
				}
				u, err := url.Parse(signed)
				if err != nil || u.Host != "bucket.s3.eu-central-1.amazonaws.com" || len(u.Query()["X-Amz-Signature"]) != 1 {
					t.Fatalf("signed %s (%v)", signed, err)
				}
				keys = append(keys, u.Path)
				response.Body = strings.ReplaceAll(response.Body, "MARKED-TOKEN", "")
			}
		case response.StatusCode < 400 || response.StatusCode > 499 || b.Code == "" || b.Message == "":
			t.Fatalf("%d %s", response.StatusCode, response.Body)
		}
		for _, key := range keys {
			if !rules.IsKeyOf(strings.TrimPrefix(key, "/"), "") {
				t.Fatalf("key %q", key)
			}
		}
		if strings.Contains(log.String()+response.Body, "MARKED") {
			t.Fatalf("a secret leaves the function: %s %s", log.String(), response.Body)
		}
	})
}
