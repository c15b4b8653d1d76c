package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"strings"
	"testing"
	"time"
)

// The effect of each parameter and setting on the fields, and so on the policy.
func TestFields(t *testing.T) {
	const digest = "LPJNul+wowVyEKgvh5E4fKSWhWv3ZVyl4nDqLKQgZ1E="
	for _, test := range []struct {
		query   string
		changes map[string]string
		field   string
		want    string
	}{
		{"filename=a.png", nil, "Content-Type", "image/png"},
		{"filename=a.png&type=", nil, "Content-Type", "image/png"}, // as browsers declare an unknown type
		{"filename=a.png&type=text/plain", nil, "Content-Type", "text/plain"},
		{"filename=a.bin&type=Text/Plain;charset=utf-8", nil, "Content-Type", "text/plain; charset=utf-8"},
		{"filename=a.bin&type=Text/Plain%3Bcharset%3Dutf-8", nil, "Content-Type", "text/plain; charset=utf-8"},
		{"filename=a.png", nil, "success_action_status", "201"},
		{"filename=a.png", map[string]string{"SUCCESS_ACTION_STATUS": "204"}, "success_action_status", "204"},
		{"filename=a.png", nil, "acl", ""},
		{"filename=a.png", map[string]string{"OBJECT_ACL": "public-read"}, "acl", "public-read"},
		{"filename=a+b.png", map[string]string{"KEY_STYLE": "filename"}, "key", "uploads/a-b-47c1591e5957a3c3e5082f5454c7981d.png"},
		{"filename=a.png", map[string]string{"KEY_STYLE": "filename", "KEY_PREFIX": "x/y/"}, "key", "x/y/a.png"},
		{"filename=a.png", nil, "x-amz-checksum-sha256", ""},
		{"filename=a.png&sha256=" + url.QueryEscape(digest), nil, "x-amz-checksum-sha256", digest},
		{"filename=a.png&sha256=" + url.QueryEscape(digest), nil, "x-amz-checksum-algorithm", "SHA256"},
		{"filename=a.png&metadata[Album]=summer", nil, "x-amz-meta-album", "summer"},
		{"filename=a.png&metadata[a]=z%C3%BCrich", nil, "x-amz-meta-a", "z%C3%BCrich"},
		{"filename=a.png&unknown=1&unknown=2", nil, "Content-Type", "image/png"}, // unknown parameters are ignored
	} {
		_, body := get(t, testHandler(t, io.Discard, test.changes), "/getS3UploadCredentials", test.query)
		var answer responseBody
		if err := json.Unmarshal([]byte(body), &answer); err != nil {
			t.Fatal(err)
		}
		if got := answer.Params[test.field]; got != test.want {
			t.Errorf("%s %v: %s is %q, want %q", test.query, test.changes, test.field, got, test.want)
		}
	}
}

func TestSizeRange(t *testing.T) {
	for query, want := range map[string]string{
		"filename=a.png":               `["content-length-range",1,10485760]`,
		"filename=a.png&size=1":        `["content-length-range",1,1]`,
		"filename=a.png&size=10485760": `["content-length-range",10485760,10485760]`,
	} {
		_, body := get(t, testHandler(t, io.Discard, nil), "/getS3UploadCredentials", query)
		var answer responseBody
		if err := json.Unmarshal([]byte(body), &answer); err != nil {
			t.Fatal(err)
		}
		policy, _ := base64.StdEncoding.DecodeString(answer.Params["policy"])
		if !strings.Contains(string(policy), want) {
			t.Errorf("%s: %s not in the policy %s", query, want, policy)
		}
	}
}

func TestExpiresWithCredentials(t *testing.T) {
	h := testHandler(t, io.Discard, nil)
	expiring := testCredentials
	expiring.CanExpire, expiring.Expires = true, testNow.Add(42*time.Second)
	h.credentials = provide(expiring)
	_, body := get(t, h, "/getS3UploadCredentials", "filename=a.png")
	var answer answerBody
	if err := json.Unmarshal([]byte(body), &answer); err != nil || answer.Expires != 42 {
		t.Errorf("expires in %d s (%v), the credentials in 42", answer.Expires, err)
	}
}

// The largest request gets a form that S3 accepts, even with a long session
// token. A larger one is refused here, not by S3.
func TestLargestForm(t *testing.T) {
	h := testHandler(t, io.Discard, map[string]string{"JWT_ISSUER": "https://issuer.example"})
	long := testCredentials
	long.SessionToken = strings.Repeat("t", 3000)
	h.credentials = provide(long)
	event := readEvent(t, "caller")
	event.Context.Authorizer.JWT.Claims["sub"] = strings.Repeat("s", 200)
	query := "filename=" + strings.Repeat("n", 251) + ".png&sha256=LPJNul%2BwowVyEKgvh5E4fKSWhWv3ZVyl4nDqLKQgZ1E%3D"
	for i := range 100 {
		query += fmt.Sprintf("&metadata[%03d]=abc", i)
	}
	event.RawQueryString = query
	if answer := h.Handle(t.Context(), event); answer.Status != 200 {
		t.Errorf("%d %s", answer.Status, answer.Body)
	}
	for i := 100; i < 200; i++ {
		query += fmt.Sprintf("&metadata[%03d]=abc", i)
	}
	event.RawQueryString = query
	if answer := h.Handle(t.Context(), event); answer.Status != 400 || !strings.Contains(answer.Body, "MetadataTooLarge") {
		t.Errorf("%d %s", answer.Status, answer.Body)
	}
	event.RawQueryString = "filename=a.png&unknown=" + strings.Repeat("x", 8192)
	if answer := h.Handle(t.Context(), event); answer.Status != 400 || !strings.Contains(answer.Body, "QueryTooLong") {
		t.Errorf("%d %s", answer.Status, answer.Body)
	}
}
