package main

import (
	"context"
	"io"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// Whatever a URL signs, S3 enforces.
func TestSignedURL(t *testing.T) {
	f := testFunction(t, io.Discard, nil, goodAnswers)
	const digest = "LPJNul+wowVyEKgvh5E4fKSWhWv3ZVyl4nDqLKQgZ1E="
	for name, want := range map[string]struct {
		part, headers string
		send          map[string]string
	}{
		"sign":               {"1", "host", nil},
		"sign-size-checksum": {"2", "content-length;host;x-amz-checksum-sha256", map[string]string{"x-amz-checksum-sha256": digest}},
	} {
		_, body := f.answer(t, readEvent(t, name))
		signed, err := url.Parse(body.URL)
		if err != nil {
			t.Fatal(err)
		}
		if signed.Scheme != "https" || signed.Host != "bucket.s3.eu-central-1.amazonaws.com" || signed.Path != "/uploads/019ab1b8-0000-7000-8000-000000000000/holiday.mp4" {
			t.Errorf("%s: %s", name, signed)
		}
		query := signed.Query()
		for parameter, value := range map[string]string{
			"partNumber": want.part, "uploadId": "2~Vb9xExampleUploadId", "X-Amz-Expires": "300",
			"X-Amz-Security-Token": "MARKED-TOKEN", "X-Amz-SignedHeaders": want.headers,
		} {
			if got := query.Get(parameter); got != value {
				t.Errorf("%s: %s is %q, want %q", name, parameter, got, value)
			}
		}
		if strings.Contains(strings.ToLower(signed.RawQuery), "x-amz-checksum-sha256=") || query.Has("x-amz-sdk-checksum-algorithm") {
			t.Errorf("%s: S3 ignores a checksum in the query: %s", name, signed.RawQuery)
		}
		if body.Expires != 300 || len(body.Headers) != len(want.send) || body.Headers["x-amz-checksum-sha256"] != want.send["x-amz-checksum-sha256"] {
			t.Errorf("%s: %s", name, body.text)
		}
	}
}

// A file that is certainly too large is refused before its parts are sent.
func TestTooManyParts(t *testing.T) {
	for largest, parts := range map[string]int{"1": 1, "5242880": 1, "5242881": 2, "104857600": 20, "53687091200000": 10000} {
		f := testFunction(t, io.Discard, map[string]string{"MAX_MULTIPART_BYTES": largest}, goodAnswers)
		event := readEvent(t, "sign")
		event.PathParameters["partNumber"] = strconv.Itoa(parts)
		if status, body := f.answer(t, event); status != 200 {
			t.Errorf("part %d of at most %s bytes: %d %s", parts, largest, status, body.text)
		}
		event.PathParameters["partNumber"] = strconv.Itoa(parts + 1)
		if status, body := f.answer(t, event); status != 413 && parts < maxParts {
			t.Errorf("part %d of at most %s bytes: %d %s", parts+1, largest, status, body.text)
		}
	}
}

func TestNoUploadID(t *testing.T) {
	f := testFunction(t, io.Discard, nil, goodAnswers)
	for _, name := range []string{"list", "sign", "batch", "complete", "abort"} {
		for _, id := range []string{"", strings.Repeat("x", 1025)} {
			event := readEvent(t, name)
			event.PathParameters["uploadId"] = id
			if status, body := f.answer(t, event); status != 404 {
				t.Errorf("%s, %.5q: %d %s", name, id, status, body.text)
			}
		}
	}
}

// If the endpoint is an IP address, the SDK puts the bucket in the path.
func TestEndpointByAddress(t *testing.T) {
	f := testFunction(t, io.Discard, nil, goodAnswers)
	t.Setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9000")
	h, err := newHandler(testConfig(t), func(name string) string { return testEnvironment[name] }, []byte("{}"))
	if err != nil {
		t.Fatal(err)
	}
	*f.handler = *h
	_, body := f.answer(t, readEvent(t, "sign"))
	if !strings.HasPrefix(body.URL, "http://127.0.0.1:9000/bucket/uploads/") {
		t.Errorf("signed %s", body.URL)
	}
}

// No URL outlives the credentials that signed it.
func TestExpiresWithCredentials(t *testing.T) {
	for _, test := range []struct {
		left   time.Duration
		status int
		want   int // seconds
	}{
		{42*time.Second + 900*time.Millisecond, 200, 42},
		{time.Hour, 200, 300},
		{500 * time.Millisecond, 500, 0}, // no whole second
		{-time.Second, 500, 0},
	} {
		f := testFunction(t, io.Discard, nil, goodAnswers)
		now := time.Now()
		f.now = func() time.Time { return now }
		f.s3 = s3.New(f.s3.Options(), func(o *s3.Options) {
			o.Credentials = aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
				return aws.Credentials{AccessKeyID: "ASIATESTKEY", SecretAccessKey: "MARKED", CanExpire: true, Expires: now.Add(test.left)}, nil
			})
		})
		f.presign = s3.NewPresignClient(f.s3)
		for _, name := range []string{"sign", "batch"} {
			if status, body := f.answer(t, readEvent(t, name)); status != test.status || body.Expires != test.want {
				t.Errorf("%v left: %d %s", test.left, status, body.text)
			}
		}
	}
}

// The parts of a file of any size are within S3's limits.
func TestPlan(t *testing.T) {
	const mib, gib = 1 << 20, 1 << 30
	for _, test := range []struct{ size, partSize, parts, last int64 }{
		{0, 5 * mib, 1, 0},
		{1, 5 * mib, 1, 1},
		{5 * mib, 5 * mib, 1, 5 * mib},
		{5*mib + 1, 5 * mib, 2, 1},
		{640 * mib, 5 * mib, 128, 5 * mib}, // the largest file with the smallest parts
		{640*mib + 1, 6 * mib, 107, 4*mib + 1},
		{gib, 8 * mib, 128, 8 * mib},
		{50000 * mib, 64 * mib, 782, 16 * mib},
		{640000 * mib, 64 * mib, 10000, 64 * mib}, // the largest file with parts of this size
		{640000*mib + 1, 65 * mib, 9847, 10*mib + 1},
		{5 << 40, 525 * mib, 9987, 230 * mib},
		{10000 * 5 * gib, 5 * gib, 10000, 5 * gib}, // the largest object of S3
		{10000*5*gib - 1, 5 * gib, 10000, 5*gib - 1},
	} {
		p := newPlan(test.size)
		if p.partSize != test.partSize || int64(p.parts) != test.parts || p.length(p.parts) != test.last {
			t.Errorf("%d bytes: %d parts of %d, the last of %d; want %+v", test.size, p.parts, p.partSize, p.length(p.parts), test)
		}
		if p.parts > 1 && p.length(1) != p.partSize {
			t.Errorf("%d bytes: the first part has %d", test.size, p.length(1))
		}
		if p.parts > maxParts || p.partSize > maxPartBytes || int64(p.parts-1)*p.partSize+p.length(p.parts) != test.size {
			t.Errorf("%d bytes: %+v", test.size, p)
		}
	}
}
