package postpolicy

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"hash"
	"slices"
	"sync"
	"time"
)

// Algorithm is the value of the field x-amz-algorithm.
const Algorithm = "AWS4-HMAC-SHA256"

// Credentials sign a policy. Temporary ones have a session token, which then
// becomes a field and a condition of the form.
type Credentials struct {
	AccessKeyID     string
	SecretAccessKey string
	SessionToken    string    // empty for long-term credentials
	Expires         time.Time // zero if unknown or never
}

// A Form is what a browser needs to upload one file: it posts Fields in their
// order as multipart/form-data, and the file after them as "file".
type Form struct {
	Fields  Fields
	Expires time.Time // S3 refuses the form after this
}

// A Signer signs policies. The zero value is ready to use. A Signer is safe for
// concurrent use.
type Signer struct {
	mu      sync.Mutex
	key     signingKey
	scratch []byte // reused: the rest of the document, and the policy
}

// Sign returns the form that p allows, signed with c at the time now. The form
// expires after p.Lifetime or with the credentials, whichever is first.
//
// The error is ErrCredentialsExpired, ErrFormTooLarge, or says what is invalid
// in p.
func (s *Signer) Sign(p Policy, c Credentials, now time.Time) (Form, error) {
	if err := p.check(); err != nil {
		return Form{}, err
	}
	if c.AccessKeyID == "" || c.SecretAccessKey == "" {
		return Form{}, errors.New("post policy: no credentials to sign with")
	}
	now = now.UTC().Truncate(time.Second)
	expires := now.Add(p.Lifetime)
	if !c.Expires.IsZero() && c.Expires.Before(expires) {
		expires = c.Expires.UTC().Truncate(time.Second)
	}
	if !expires.After(now) {
		return Form{}, ErrCredentialsExpired
	}

	s.mu.Lock()
	defer s.mu.Unlock()
	s.key.use(now, p.Bucket, p.Region, c)

	date := Field{Name: "x-amz-date", Value: now.Format("20060102T150405Z")}
	rest := p.appendRest(s.scratch[:0], date, expires)
	b := append(rest, s.key.head...)
	b = base64.StdEncoding.AppendEncode(b, rest)
	policy := b[len(rest):]
	s.scratch = b

	fields := make(Fields, 0, len(p.Fields)+6)
	fields = append(fields, p.Fields...)
	fields = append(fields, Field{Name: "policy", Value: string(policy)})
	fields = append(fields, s.key.scope...)
	fields = append(fields, date)
	fields = append(fields, s.key.token...)
	fields = append(fields, Field{Name: "x-amz-signature", Value: s.key.sign(policy)})

	size := 0
	for _, f := range fields {
		size += len(f.Name) + len(f.Value)
	}
	if size > MaxFieldBytes {
		return Form{}, ErrFormTooLarge
	}
	return Form{Fields: fields, Expires: expires}, nil
}

// A signingKey is a key of Signature Version 4, which is valid for one day,
// region and secret, and the parts that all policies signed with it for a
// bucket share. Deriving the key takes four HMACs, and the session token is
// most of a policy. So the keyed hash and the encoded parts are kept until one
// of these changes.
type signingKey struct {
	day            time.Time
	bucket, region string
	credentials    Credentials

	scope  []Field // the algorithm and the credential scope
	token  []Field // the session token, if any
	head   []byte  // of the document with the conditions on these, in base64
	mac    hash.Hash
	digest [sha256.Size]byte
}

// use makes k the key for now, bucket, region and c.
func (k *signingKey) use(now time.Time, bucket, region string, c Credentials) {
	day := now.Truncate(24 * time.Hour)
	c.Expires = time.Time{} // the key does not depend on it
	if k.mac != nil && k.day.Equal(day) && k.bucket == bucket && k.region == region && k.credentials == c {
		return
	}
	date := day.Format("20060102")
	key := sum([]byte("AWS4"+c.SecretAccessKey), date)
	key = sum(key, region)
	key = sum(key, "s3")
	key = sum(key, "aws4_request")
	scope := []Field{
		{Name: "x-amz-algorithm", Value: Algorithm},
		{Name: "x-amz-credential", Value: c.AccessKeyID + "/" + date + "/" + region + "/s3/aws4_request"},
	}
	var token []Field
	if c.SessionToken != "" {
		token = []Field{{Name: "x-amz-security-token", Value: c.SessionToken}}
	}
	head := appendHead(nil, bucket, slices.Concat(scope, token))
	*k = signingKey{
		day: day, bucket: bucket, region: region, credentials: c,
		scope: scope, token: token, head: base64.StdEncoding.AppendEncode(nil, head),
		mac: hmac.New(sha256.New, key),
	}
}

// sign returns the signature of a policy in base64, as lower-case hex.
func (k *signingKey) sign(policy []byte) string {
	k.mac.Reset()
	k.mac.Write(policy)
	var text [2 * sha256.Size]byte
	hex.Encode(text[:], k.mac.Sum(k.digest[:0]))
	return string(text[:])
}

func sum(key []byte, data string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(data))
	return mac.Sum(nil)
}
