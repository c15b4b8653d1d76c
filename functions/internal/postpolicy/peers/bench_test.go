package peers

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"slipway/functions/internal/mediatype"
	"slipway/functions/internal/postpolicy"
	"slipway/functions/internal/upload"
)

const (
	bucket   = "slipway-uploads"
	region   = "eu-central-1"
	key      = "uploads/01936b2e-0000-7000-8000-000000000000/holiday.png"
	maxBytes = 10 << 20
	lifetime = 5 * time.Minute
)

// A role's session token has about this length.
var role = postpolicy.Credentials{
	AccessKeyID: "ASIAIOSFODNN7EXAMPLE", SecretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
	SessionToken: strings.Repeat("IQoJb3Jp", 100),
}

var rules = upload.Rules{
	Bucket: bucket, Region: region, KeyPrefix: "uploads/", KeyStyle: upload.Unique,
	MinBytes: 1, MaxBytes: maxBytes, AllowedTypes: mediatype.List{"image/png", "image/jpeg", "video/*"},
	Lifetime: lifetime, SuccessActionStatus: 201,
}

// policy is for a file whose type and key are known, as the peers require.
var policy = postpolicy.Policy{
	Bucket: bucket, Region: region,
	Fields: []postpolicy.Field{
		{Name: "key", Value: key},
		{Name: "Content-Type", Value: "image/png"},
		{Name: "success_action_status", Value: "201"},
	},
	MinBytes: 1, MaxBytes: maxBytes, Lifetime: lifetime,
}

// BenchmarkFloor measures what every signer must do, with the standard library:
// base64 of the document, one HMAC-SHA256 and hex.
func BenchmarkFloor(b *testing.B) {
	document, key := floor(b)
	b.ReportAllocs()
	for b.Loop() {
		encoded := base64.StdEncoding.EncodeToString(document)
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(encoded))
		_ = hex.EncodeToString(mac.Sum(nil))
	}
}

// BenchmarkFloorKept is BenchmarkFloor with the keyed hash and all buffers reused.
func BenchmarkFloorKept(b *testing.B) {
	document, key := floor(b)
	encoded := make([]byte, base64.StdEncoding.EncodedLen(len(document)))
	mac := hmac.New(sha256.New, key)
	digest := make([]byte, 0, sha256.Size)
	signature := make([]byte, 2*sha256.Size)
	b.ReportAllocs()
	for b.Loop() {
		base64.StdEncoding.Encode(encoded, document)
		mac.Reset()
		mac.Write(encoded)
		hex.Encode(signature, mac.Sum(digest))
	}
}

// floor returns the document that Slipway signs, and a key.
func floor(b *testing.B) (document, key []byte) {
	var s postpolicy.Signer
	form, err := s.Sign(policy, role, time.Now())
	if err != nil {
		b.Fatal(err)
	}
	if document, err = base64.StdEncoding.DecodeString(form.Fields.Get("policy")); err != nil {
		b.Fatal(err)
	}
	return document, make([]byte, sha256.Size)
}

// BenchmarkSlipway signs a given policy.
func BenchmarkSlipway(b *testing.B) {
	var s postpolicy.Signer
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Sign(policy, role, time.Now()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSlipwayFile does everything from the description of a file to the fields:
// the rules, the media type, the key and the signature. The peers only sign.
func BenchmarkSlipwayFile(b *testing.B) {
	var s postpolicy.Signer
	b.ReportAllocs()
	for b.Loop() {
		now := time.Now()
		policy, err := rules.Policy(upload.File{Name: "holiday.png"}, "", now)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.Sign(policy, role, now); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSDK(b *testing.B) {
	client := s3.NewPresignClient(s3.New(s3.Options{
		Region: region,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: role.AccessKeyID, SecretAccessKey: role.SecretAccessKey, SessionToken: role.SessionToken}, nil
		}),
	}))
	b.ReportAllocs()
	for b.Loop() {
		_, err := client.PresignPostObject(b.Context(),
			&s3.PutObjectInput{Bucket: aws.String(bucket), Key: aws.String(key)},
			func(o *s3.PresignPostOptions) {
				o.Expires = lifetime
				o.Conditions = []any{
					map[string]string{"Content-Type": "image/png"},
					map[string]string{"success_action_status": "201"},
					[]any{"content-length-range", 1, maxBytes},
				}
			})
		if err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMinio(b *testing.B) {
	client, err := minio.New("s3."+region+".amazonaws.com", &minio.Options{
		Region: region, Secure: true,
		Creds: credentials.NewStaticV4(role.AccessKeyID, role.SecretAccessKey, role.SessionToken),
	})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		p := minio.NewPostPolicy()
		for _, err := range []error{
			p.SetBucket(bucket), p.SetKey(key), p.SetContentType("image/png"), p.SetSuccessStatusAction("201"),
			p.SetContentLengthRange(1, maxBytes), p.SetExpires(time.Now().Add(lifetime)),
		} {
			if err != nil {
				b.Fatal(err)
			}
		}
		if _, _, err := client.PresignedPostPolicy(b.Context(), p); err != nil {
			b.Fatal(err)
		}
	}
}
