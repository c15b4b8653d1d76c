package postpolicy

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// publishedPolicy is the document of the Amazon S3 API reference, "Example:
// Browser-Based Upload using HTTP POST (Using AWS Signature Version 4)". The
// published base64 has CRLF line ends.
const publishedPolicy = `{ "expiration": "2015-12-30T12:00:00.000Z",
  "conditions": [
    {"bucket": "sigv4examplebucket"},
    ["starts-with", "$key", "user/user1/"],
    {"acl": "public-read"},
    {"success_action_redirect": "http://sigv4examplebucket.s3.amazonaws.com/successful_upload.html"},
    ["starts-with", "$Content-Type", "image/"],
    {"x-amz-meta-uuid": "14365123651274"},
    {"x-amz-server-side-encryption": "AES256"},
    ["starts-with", "$x-amz-meta-tag", ""],

    {"x-amz-credential": "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request"},
    {"x-amz-algorithm": "AWS4-HMAC-SHA256"},
    {"x-amz-date": "20151229T000000Z" }
  ]
}`

const publishedSignature = "8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e"

var (
	publishedTime        = time.Date(2015, 12, 29, 0, 0, 0, 0, time.UTC)
	publishedCredentials = Credentials{AccessKeyID: "AKIAIOSFODNN7EXAMPLE", SecretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}
)

func TestPublishedSignature(t *testing.T) {
	var k signingKey
	k.use(publishedTime, "sigv4examplebucket", "us-east-1", publishedCredentials)
	document := strings.ReplaceAll(publishedPolicy, "\n", "\r\n")
	policy := base64.StdEncoding.AppendEncode(nil, []byte(document))
	if len(policy) != 864 {
		t.Fatalf("the published policy has 864 characters, this one %d", len(policy))
	}
	if got := k.sign(policy); got != publishedSignature {
		t.Errorf("signature %s, AWS publishes %s", got, publishedSignature)
	}
}

// Our own writing of the published policy means the same, condition for
// condition. The size range, which Sign always writes, is not in it.
func TestPublishedConditions(t *testing.T) {
	var s Signer
	form, err := s.Sign(Policy{
		Bucket: "sigv4examplebucket", Region: "us-east-1",
		Fields: []Field{
			{Name: "key", Value: "user/user1/", StartsWith: true},
			{Name: "acl", Value: "public-read"},
			{Name: "success_action_redirect", Value: "http://sigv4examplebucket.s3.amazonaws.com/successful_upload.html"},
			{Name: "Content-Type", Value: "image/", StartsWith: true},
			{Name: "x-amz-meta-uuid", Value: "14365123651274"},
			{Name: "x-amz-server-side-encryption", Value: "AES256"},
			{Name: "x-amz-meta-tag", StartsWith: true},
		},
		MaxBytes: 1, Lifetime: 36 * time.Hour,
	}, publishedCredentials, publishedTime)
	if err != nil {
		t.Fatal(err)
	}
	want := parse(t, base64.StdEncoding.EncodeToString([]byte(publishedPolicy)))
	got := parse(t, form.Fields.Get("policy"))
	got.ranges = nil
	want.equal(t, got)
}

func TestAgreesWithSDK(t *testing.T) {
	for _, c := range []Credentials{
		{AccessKeyID: "AKIAIOSFODNN7EXAMPLE", SecretAccessKey: "secret"},
		{AccessKeyID: "ASIAIOSFODNN7EXAMPLE", SecretAccessKey: "secret/+", SessionToken: "a+token/with=signs"},
	} {
		client := s3.NewPresignClient(s3.New(s3.Options{
			Region: "eu-central-1",
			Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
				return aws.Credentials{AccessKeyID: c.AccessKeyID, SecretAccessKey: c.SecretAccessKey, SessionToken: c.SessionToken}, nil
			}),
		}))
		key := `uploads/ünïcode "quoted" \ 文.png`
		theirs, err := client.PresignPostObject(t.Context(),
			&s3.PutObjectInput{Bucket: aws.String("bucket"), Key: aws.String(key)},
			func(o *s3.PresignPostOptions) {
				o.Expires = 5 * time.Minute
				o.Conditions = []any{
					map[string]string{"Content-Type": "image/png"},
					[]any{"starts-with", "$x-amz-meta-tag", "a"},
					[]any{"content-length-range", 1, 1000},
				}
			})
		if err != nil {
			t.Fatal(err)
		}
		// The SDK's clock cannot be set, so ours takes the SDK's time.
		now, err := time.Parse("20060102T150405Z", theirs.Values["X-Amz-Date"])
		if err != nil {
			t.Fatal(err)
		}
		var s Signer
		ours, err := s.Sign(Policy{
			Bucket: "bucket", Region: "eu-central-1",
			Fields: []Field{
				{Name: "key", Value: key},
				{Name: "Content-Type", Value: "image/png"},
				{Name: "x-amz-meta-tag", Value: "a", StartsWith: true},
			},
			MinBytes: 1, MaxBytes: 1000, Lifetime: 5 * time.Minute,
		}, c, now)
		if err != nil {
			t.Fatal(err)
		}

		parse(t, theirs.Values["policy"]).equal(t, parse(t, ours.Fields.Get("policy")))
		for _, name := range []string{"X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Security-Token"} {
			if got, want := ours.Fields.Get(strings.ToLower(name)), theirs.Values[name]; got != want {
				t.Errorf("%s is %q, the SDK's %q", name, got, want)
			}
		}
		// The two documents are written differently, so compare what our key
		// makes of theirs.
		if got, want := s.key.sign([]byte(theirs.Values["policy"])), theirs.Values["X-Amz-Signature"]; got != want {
			t.Errorf("signature of the SDK's policy is %s, the SDK's %s", got, want)
		}
		if got, want := ours.Fields.Get("x-amz-signature"), s.key.sign([]byte(ours.Fields.Get("policy"))); got != want {
			t.Errorf("signature of our policy is %s, should be %s", got, want)
		}
	}
}

func TestNeverOutlivesCredentials(t *testing.T) {
	now := time.Date(2026, 11, 23, 23, 59, 30, 999, time.FixedZone("", 3600))
	for _, test := range []struct {
		left time.Duration // of the credentials
		want time.Duration // of the policy; 0: refused
	}{
		{left: time.Hour, want: 5 * time.Minute},
		{left: 5 * time.Minute, want: 5 * time.Minute},
		{left: 90*time.Second + time.Millisecond, want: 90 * time.Second},
		{left: time.Second, want: time.Second},
		{left: 999 * time.Millisecond, want: 0}, // less than a whole second
		{left: 0, want: 0},
		{left: -time.Hour, want: 0},
	} {
		c := benchCredentials
		c.Expires = now.Truncate(time.Second).Add(test.left)
		var s Signer
		form, err := s.Sign(benchPolicy, c, now)
		if test.want == 0 {
			if !errors.Is(err, ErrCredentialsExpired) {
				t.Errorf("%v left: error %v, want ErrCredentialsExpired", test.left, err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		want := now.Truncate(time.Second).Add(test.want)
		if !form.Expires.Equal(want) {
			t.Errorf("%v left: form ends %v, want %v", test.left, form.Expires, want)
		}
		if got := parse(t, form.Fields.Get("policy")).expiration; !got.Equal(want) {
			t.Errorf("%v left: policy ends %v, want %v", test.left, got, want)
		}
	}
}

// A signer that has signed before must return what a new one returns, whatever
// changed in between.
func TestKeyIsReplaced(t *testing.T) {
	var used Signer
	base := struct {
		p   Policy
		c   Credentials
		now time.Time
	}{benchPolicy, benchCredentials, benchNow}
	bucket, region, secret, id, token, none, day := base, base, base, base, base, base, base
	bucket.p.Bucket = "another"
	region.p.Region = "us-east-1"
	secret.c.SecretAccessKey = "another"
	id.c.AccessKeyID = "ASIAANOTHER"
	token.c.SessionToken = "another"
	none.c.SessionToken = ""
	day.now = day.now.Add(24 * time.Hour)
	for i, change := range []struct {
		p   Policy
		c   Credentials
		now time.Time
	}{base, bucket, base, region, base, secret, base, id, base, token, base, none, base, day, base} {
		got, err := used.Sign(change.p, change.c, change.now)
		if err != nil {
			t.Fatal(err)
		}
		want, err := new(Signer).Sign(change.p, change.c, change.now)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got.Fields, want.Fields) {
			t.Errorf("call %d: a used signer returns %v, a new one %v", i, got.Fields, want.Fields)
		}
	}
}

func TestConcurrentUse(t *testing.T) {
	var shared Signer
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for j := range 50 {
				c := benchCredentials
				c.SecretAccessKey += string(rune('a' + (i+j)%3))
				got, err := shared.Sign(benchPolicy, c, benchNow)
				if err != nil {
					t.Error(err)
					return
				}
				want, _ := new(Signer).Sign(benchPolicy, c, benchNow)
				if !slices.Equal(got.Fields, want.Fields) {
					t.Error("a form mixes two callers")
					return
				}
			}
		})
	}
	wg.Wait()
}

func TestAllocations(t *testing.T) {
	var s Signer
	now := benchNow
	got := testing.AllocsPerRun(100, func() {
		now = now.Add(time.Second) // the key is good for the day
		if _, err := s.Sign(benchPolicy, benchCredentials, now); err != nil {
			t.Fatal(err)
		}
	})
	// The fields, the date, the policy and the signature.
	if got > 4 {
		t.Errorf("%v allocations a form, want at most 4", got)
	}
}

// document is a parsed policy. Conditions are keyed by the lower-case name.
type document struct {
	expiration time.Time
	bucket     string
	ranges     [][2]int64
	exact      map[string]string
	startsWith map[string]string
}

func parse(t *testing.T, policy string) document {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(policy)
	if err != nil {
		t.Fatal(err)
	}
	var outer struct {
		Expiration time.Time
		Conditions []json.RawMessage
	}
	if err := json.Unmarshal(raw, &outer); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	d := document{expiration: outer.Expiration, exact: map[string]string{}, startsWith: map[string]string{}}
	add := func(to map[string]string, name, value string) {
		name = strings.ToLower(name)
		if _, twice := to[name]; twice {
			t.Fatalf("two conditions on %q", name)
		}
		to[name] = value
	}
	for _, condition := range outer.Conditions {
		var list []any
		if json.Unmarshal(condition, &list) != nil {
			var object map[string]string
			if err := json.Unmarshal(condition, &object); err != nil || len(object) != 1 {
				t.Fatalf("condition %s: %v", condition, err)
			}
			for name, value := range object {
				if name == "bucket" {
					d.bucket = value
				} else {
					add(d.exact, name, value)
				}
			}
			continue
		}
		switch list[0] {
		case "content-length-range":
			d.ranges = append(d.ranges, [2]int64{int64(list[1].(float64)), int64(list[2].(float64))})
		case "starts-with":
			add(d.startsWith, strings.TrimPrefix(list[1].(string), "$"), list[2].(string))
		default:
			t.Fatalf("condition %s", condition)
		}
	}
	return d
}

func (want document) equal(t *testing.T, got document) {
	t.Helper()
	if !got.expiration.Equal(want.expiration) || got.bucket != want.bucket || !slices.Equal(got.ranges, want.ranges) ||
		!maps.Equal(got.exact, want.exact) || !maps.Equal(got.startsWith, want.startsWith) {
		t.Errorf("policy means\n%+v, want\n%+v", got, want)
	}
}
