package main

import (
	"io"
	"net/url"
	"testing"
)

// Parts use Transfer Acceleration if forms do.
func TestTransferAcceleration(t *testing.T) {
	for uploadURL, want := range map[string]string{
		"https://bucket.s3.eu-central-1.amazonaws.com/":       "bucket.s3.eu-central-1.amazonaws.com",
		"https://bucket.s3-accelerate.amazonaws.com/":         "bucket.s3-accelerate.amazonaws.com",
		"https://s3-accelerate.s3.eu-central-1.example.com/":  "bucket.s3.eu-central-1.amazonaws.com", // a bucket of that name
		"http://127.0.0.1:9000/s3-accelerate.amazonaws.com/":  "bucket.s3.eu-central-1.amazonaws.com", // a path
		"https://bucket.s3-accelerated.example.com/uploads/x": "bucket.s3.eu-central-1.amazonaws.com", // another host
	} {
		f := testFunction(t, io.Discard, map[string]string{"UPLOAD_URL": uploadURL}, goodAnswers)
		status, body := f.answer(t, readEvent(t, "sign"))
		signed, err := url.Parse(body.URL)
		if err != nil || status != 200 || signed.Host != want || signed.Path[:9] != "/uploads/" {
			t.Errorf("with forms for %s: %d %s, want the host %s", uploadURL, status, body.text, want)
		}
	}
}
