package postpolicy

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"
	"time"
)

var (
	benchNow         = time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC)
	benchCredentials = Credentials{AccessKeyID: "ASIAIOSFODNN7EXAMPLE", SecretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", SessionToken: strings.Repeat("IQoJb3Jp", 100)}
	benchPolicy      = Policy{
		Bucket: "slipway-uploads", Region: "eu-central-1",
		Fields: []Field{
			{Name: "key", Value: "uploads/01936b2e-0000-7000-8000-000000000000/holiday.png"},
			{Name: "Content-Type", Value: "image/png"},
			{Name: "success_action_status", Value: "201"},
		},
		MinBytes: 1, MaxBytes: 10 << 20, Lifetime: 5 * time.Minute,
	}
)

func BenchmarkSign(b *testing.B) {
	var s Signer
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Sign(benchPolicy, benchCredentials, benchNow); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFloor measures what every signer must do: base64 of the policy, one
// HMAC-SHA256 over it, and hex.
func BenchmarkFloor(b *testing.B) {
	form, err := new(Signer).Sign(benchPolicy, benchCredentials, benchNow)
	if err != nil {
		b.Fatal(err)
	}
	document, _ := base64.StdEncoding.DecodeString(form.Fields.Get("policy"))
	key := make([]byte, sha256.Size)
	b.ReportAllocs()
	for b.Loop() {
		policy := base64.StdEncoding.EncodeToString(document)
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(policy))
		_ = hex.EncodeToString(mac.Sum(nil))
	}
}
