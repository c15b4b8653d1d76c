package conformance

import (
	"bytes"
	"crypto/md5"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"slipway/functions/internal/postpolicy"
)

// An attempt is one form on its way: sign changes what is signed, tamper what
// is sent of it.
type attempt struct {
	policy      postpolicy.Policy
	credentials postpolicy.Credentials
	now         time.Time

	bucket string
	fields postpolicy.Fields
	file   []byte
}

// add puts another field into what is signed.
func (a *attempt) add(name, value string) {
	a.policy.Fields = append(a.policy.Fields, postpolicy.Field{Name: name, Value: value})
}

// set changes a field of what is sent.
func (a *attempt) set(name, value string) {
	a.fields[a.index(name)].Value = value
}

func (a *attempt) remove(name string) {
	a.fields = slices.Delete(a.fields, a.index(name), a.index(name)+1)
}

func (a *attempt) index(name string) int {
	i := slices.IndexFunc(a.fields, func(f postpolicy.Field) bool { return f.Name == name })
	if i < 0 {
		panic("the form has no field " + name)
	}
	return i
}

// replaceInPolicy changes the text of a signed policy.
func (a *attempt) replaceInPolicy(old, new string) {
	document, err := base64.StdEncoding.DecodeString(a.fields.Get("policy"))
	if err != nil || !bytes.Contains(document, []byte(old)) {
		panic(fmt.Sprintf("the policy has no %q (%v)", old, err))
	}
	a.set("policy", base64.StdEncoding.EncodeToString(bytes.Replace(document, []byte(old), []byte(new), 1)))
}

// flip changes one character of a hexadecimal or base64 value.
func flip(s string) string {
	middle := len(s) / 2
	if s[middle] == '0' {
		return s[:middle] + "1" + s[middle+1:]
	}
	return s[:middle] + "0" + s[middle+1:]
}

func digest(content []byte) string {
	sum := sha256.Sum256(content)
	return base64.StdEncoding.EncodeToString(sum[:])
}

func newAttempt(s *server, key string) *attempt {
	return &attempt{
		policy: postpolicy.Policy{
			Bucket: s.bucket, Region: s.region,
			Fields: []postpolicy.Field{
				{Name: "key", Value: key},
				{Name: "Content-Type", Value: "image/png"},
				{Name: "success_action_status", Value: "201"},
			},
			MinBytes: 1, MaxBytes: 1000, Lifetime: 5 * time.Minute,
		},
		credentials: s.session, now: time.Now(),
		bucket: s.bucket, file: []byte("as good as a picture"),
	}
}

func (a *attempt) send(t *testing.T, s *server, tamper func(*attempt)) answer {
	t.Helper()
	var signer postpolicy.Signer
	form, err := signer.Sign(a.policy, a.credentials, a.now)
	if err != nil {
		t.Fatal(err)
	}
	a.fields = form.Fields
	if tamper != nil {
		tamper(a)
	}
	return s.post(t, a.bucket, a.fields, a.file)
}

func unsigned(*attempt) {}

func TestGoodForms(t *testing.T) {
	s := newServer(t)
	for _, test := range []struct {
		name   string
		sign   func(*attempt)
		tamper func(*attempt) // which may not matter
		status int
	}{
		{"plain", unsigned, nil, 201},
		{"long-term credentials, no token", func(a *attempt) { a.credentials = s.owner }, nil, 201},
		{"status 200", func(a *attempt) { a.policy.Fields[2].Value = "200" }, nil, 200},
		{"status 204", func(a *attempt) { a.policy.Fields[2].Value = "204" }, nil, 204},
		{"a key in other scripts", func(a *attempt) { a.policy.Fields[0].Value += "/Grüße aus 東京 🎉.png" }, nil, 201},
		{"a key with quotes", func(a *attempt) { a.policy.Fields[0].Value += `/"},{"acl":"public-read` }, nil, 201},
		{"exactly the largest size", func(a *attempt) { a.file = bytes.Repeat([]byte("x"), 1000) }, nil, 201},
		{"exactly the smallest size", func(a *attempt) { a.file = []byte("x") }, nil, 201},
		{"an empty file where the range begins at 0", func(a *attempt) { a.policy.MinBytes, a.file = 0, []byte{} }, nil, 201},
		{"the right checksum", func(a *attempt) {
			a.add("x-amz-checksum-algorithm", "SHA256")
			a.add("x-amz-checksum-sha256", digest(a.file))
		}, nil, 201},
		{"metadata", func(a *attempt) { a.add("x-amz-meta-album", "summer"); a.add("x-amz-meta-place", "Z%C3%BCrich") }, nil, 201},
		{"field names in upper case", unsigned, func(a *attempt) { a.fields[a.index("Content-Type")].Name = "CONTENT-TYPE" }, 201},
		{"a key within starts-with", func(a *attempt) { a.policy.Fields[0].StartsWith = true },
			func(a *attempt) { a.set("key", a.fields.Get("key")+"/anything.png") }, 201},
		{"a field that is to be ignored", unsigned, func(a *attempt) {
			a.fields = append(a.fields, postpolicy.Field{Name: "x-ignore-note", Value: "hello"})
		}, 201},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := newAttempt(s, "uploads/conformance/"+rand.Text())
			test.sign(a)
			got := a.send(t, s, test.tamper)
			if got.status != test.status {
				t.Fatalf("%d %s, want %d", got.status, got.body, test.status)
			}
			key := a.fields.Get("key")
			object, content := s.stored(t, key)
			if !bytes.Equal(content, a.file) {
				t.Errorf("stored %q, sent %q", content, a.file)
			}
			if *object.ContentType != "image/png" {
				t.Errorf("stored as %s", *object.ContentType)
			}
			wantMetadata := map[string]string{}
			for _, f := range a.policy.Fields {
				if name, ok := strings.CutPrefix(f.Name, "x-amz-meta-"); ok {
					wantMetadata[name] = f.Value
				}
			}
			if !maps.Equal(object.Metadata, wantMetadata) {
				t.Errorf("metadata %q, want %q", object.Metadata, wantMetadata)
			}
			sum := md5.Sum(a.file)
			etag := hex.EncodeToString(sum[:])
			if test.status == 201 && (got.Bucket != s.bucket || got.Key != key || strings.Trim(got.ETag, `"`) != etag || got.Location == "") {
				t.Errorf("the answer tells %+v; the ETag should be %s", got, etag)
			}
		})
	}
}

// badToken stands for the status of a wrong session token: S3 says 400
// InvalidToken of a malformed one and 403 InvalidAccessKeyId of a missing one,
// and not every server makes that difference.
const badToken = -1

func TestTamperedForms(t *testing.T) {
	s := newServer(t)
	other := s.otherBucket(t)
	for _, test := range []struct {
		name   string
		sign   func(*attempt)
		tamper func(*attempt)
		status int
	}{
		{"another signature", unsigned, func(a *attempt) { a.set("x-amz-signature", flip(a.fields.Get("x-amz-signature"))) }, 403},
		{"no signature", unsigned, func(a *attempt) { a.remove("x-amz-signature") }, 400},
		{"signed with another secret", func(a *attempt) { a.credentials.SecretAccessKey = "guessed" }, nil, 403},
		{"another access key", unsigned, func(a *attempt) {
			a.set("x-amz-credential", "AKIA"+a.fields.Get("x-amz-credential"))
		}, 403},

		{"a policy with more room", unsigned, func(a *attempt) { a.replaceInPolicy("1000]", "9000]") }, 403},
		{"a policy that lasts longer", unsigned, func(a *attempt) { a.replaceInPolicy(`"expiration":"2`, `"expiration":"3`) }, 403},
		{"a policy that is not base64", unsigned, func(a *attempt) { a.set("policy", "{}") }, 403},
		{"no policy", unsigned, func(a *attempt) { a.remove("policy") }, 400},

		{"another key", unsigned, func(a *attempt) { a.set("key", a.fields.Get("key")+"x") }, 403},
		{"a key outside starts-with", func(a *attempt) { a.policy.Fields[0].StartsWith = true },
			func(a *attempt) { a.set("key", "uploads/elsewhere.png") }, 403},
		{"no key", unsigned, func(a *attempt) { a.remove("key") }, 400},
		{"another bucket", func(a *attempt) { a.credentials = s.owner }, func(a *attempt) { a.bucket = other }, 403},
		{"another content type", unsigned, func(a *attempt) { a.set("Content-Type", "text/html") }, 403},
		{"no content type", unsigned, func(a *attempt) { a.remove("Content-Type") }, 403},
		{"another status", unsigned, func(a *attempt) { a.set("success_action_status", "200") }, 403},
		{"other metadata", func(a *attempt) { a.add("x-amz-meta-album", "summer") },
			func(a *attempt) { a.set("x-amz-meta-album", "winter") }, 403},

		{"a byte too many", func(a *attempt) { a.file = bytes.Repeat([]byte("x"), 1001) }, nil, 400},
		{"a byte too few", func(a *attempt) { a.policy.MinBytes = int64(len(a.file)) + 1 }, nil, 400},
		{"not the declared size", func(a *attempt) { a.policy.MinBytes, a.policy.MaxBytes = 10, 10 }, nil, 400},
		{"an empty file", func(a *attempt) { a.file = []byte{} }, nil, 400},
		{"no file", unsigned, func(a *attempt) { a.file = nil }, 400},

		{"other bytes than the checksum's", func(a *attempt) {
			a.add("x-amz-checksum-algorithm", "SHA256")
			a.add("x-amz-checksum-sha256", digest(a.file))
		}, func(a *attempt) { a.file = bytes.ToUpper(a.file) }, 400},
		{"another checksum for other bytes", func(a *attempt) {
			a.add("x-amz-checksum-algorithm", "SHA256")
			a.add("x-amz-checksum-sha256", digest(a.file))
		}, func(a *attempt) { a.file = bytes.ToUpper(a.file); a.set("x-amz-checksum-sha256", digest(a.file)) }, 403},

		{"no token", unsigned, func(a *attempt) { a.remove("x-amz-security-token") }, badToken},
		{"another token", unsigned, func(a *attempt) { a.set("x-amz-security-token", flip(a.fields.Get("x-amz-security-token"))) }, badToken},
		{"a token that was signed, but is not the session's", func(a *attempt) {
			a.credentials.SessionToken = flip(a.credentials.SessionToken)
		}, nil, badToken},
		{"session keys signed without their token", func(a *attempt) { a.credentials.SessionToken = "" }, nil, badToken},

		{"an extra field", unsigned, func(a *attempt) {
			a.fields = append(a.fields, postpolicy.Field{Name: "x-amz-meta-note", Value: "hello"})
		}, 403},
		{"an acl nobody allowed", unsigned, func(a *attempt) {
			a.fields = append(a.fields, postpolicy.Field{Name: "acl", Value: "public-read"})
		}, 403},
		{"a redirect nobody allowed", unsigned, func(a *attempt) {
			a.fields = append(a.fields, postpolicy.Field{Name: "success_action_redirect", Value: "https://example.com/"})
		}, 403},

		{"expired", func(a *attempt) { a.now = a.now.Add(-5*time.Minute - 2*time.Second) }, nil, 403},
		{"beyond the role's prefix", func(a *attempt) { a.policy.Fields[0].Value = "elsewhere/" + rand.Text() }, nil, 403},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := newAttempt(s, "uploads/conformance/"+rand.Text())
			test.sign(a)
			before := s.keys(t, s.bucket)
			got := a.send(t, s, test.tamper)
			if got.status != test.status && !(test.status == badToken && (got.status == 400 || got.status == 403)) {
				t.Errorf("%d %s, want %d", got.status, got.body, test.status)
			}
			if after := s.keys(t, s.bucket); !maps.Equal(before, after) {
				t.Errorf("something was stored: %d objects before, %d after", len(before), len(after))
			}
			if stored := s.keys(t, other); len(stored) > 0 {
				t.Errorf("stored in the other bucket: %v", stored)
			}
		})
	}
}
