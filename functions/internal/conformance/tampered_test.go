package conformance

import (
	"bytes"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"encoding/base64"
	"strings"
	"time"

	"slipway/functions/internal/postpolicy"
)

// tampered are forms that an attacker might send.
var tampered = []row{
	{"one character of the signature", badSignature, form(nil, func(a *attempt) { a.set("x-amz-signature", flip(a.fields.Get("x-amz-signature"))) })},
	{"signed with another secret", badSignature, form(func(a *attempt) { a.credentials.SecretAccessKey = "guessed" }, nil)},
	{"another access key", refused("403 InvalidAccessKeyId"), form(nil, func(a *attempt) { a.set("x-amz-credential", "AKIA"+a.fields.Get("x-amz-credential")) })},
	{"the owner's access key", badToken + " or " + badSignature, form(nil, func(a *attempt) {
		_, scope, _ := strings.Cut(a.fields.Get("x-amz-credential"), "/")
		a.set("x-amz-credential", a.owner.AccessKeyID+"/"+scope)
	})},
	{"the signature of another form", badSignature, form(nil, func(a *attempt) {
		var signer postpolicy.Signer
		other := a.policy
		other.Fields = append([]postpolicy.Field{field("x-amz-meta-a", "b")}, other.Fields...)
		form, err := signer.Sign(other, a.credentials, a.now)
		if err != nil {
			panic(err)
		}
		a.set("x-amz-signature", form.Fields.Get("x-amz-signature"))
	})},
	{"signed for another region", badArgument, form(func(a *attempt) { a.policy.Region = "ap-south-1" }, nil)},
	{"signed for another service", badArgument, form(nil, scope("/s3/", "/sts/"))},
	{"a scope with another end", badArgument, form(nil, scope("aws4_request", "aws4"))},
	{"a scope that is too short", badArgument, form(nil, scope("/aws4_request", ""))},
	{"a scope with an invalid day", badArgument, form(nil, scope("/20", "/x20"))},
	{"no signature", forbidden, form(nil, func(a *attempt) { a.fields = a.fields[:2] })},
	{"signature version 2", refused("400 InvalidRequest"), form(nil, version2)},

	{"a policy with more room", badSignature, form(nil, unsignedPolicy(func(d *document) {
		d.Conditions[d.condition("content-length-range")] = []any{"content-length-range", 1, 9000}
	}))},
	{"a policy that lasts longer", badSignature, form(nil, unsignedPolicy(func(d *document) { d.Expiration = "3" + d.Expiration[1:] }))},
	{"a policy with one condition less", badSignature, form(nil, unsignedPolicy(func(d *document) { d.Conditions = d.Conditions[:len(d.Conditions)-1] }))},
	{"expired", forbidden, form(func(a *attempt) { a.now = a.now.Add(-5*time.Minute - 2*time.Second) }, nil)},
	{"expired yesterday", forbidden, form(func(a *attempt) { a.now = a.now.Add(-24 * time.Hour) }, nil)},
	{"older than the bucket's policy allows", forbidden, form(func(a *attempt) {
		a.now, a.policy.Lifetime = a.now.Add(-30*time.Minute), time.Hour
	}, nil)},

	{"another bucket", forbidden, form(func(a *attempt) { a.credentials = a.owner }, func(a *attempt) { a.to = a.other })},
	{"a bucket that does not exist", refused("404 NoSuchBucket"), form(func(a *attempt) { a.credentials = a.owner }, func(a *attempt) { a.to += "-none" })},

	{"a byte too many", refused("400 EntityTooLarge"), form(nil, func(a *attempt) { a.file = bytes.Repeat([]byte("x"), 1001) })},
	{"a byte too few", refused("400 EntityTooSmall"), form(func(a *attempt) { a.policy.MinBytes = int64(len(a.file)) + 1 }, nil)},
	{"not the declared size", refused("400 EntityTooLarge"), form(func(a *attempt) { a.policy.MinBytes, a.policy.MaxBytes = 10, 10 }, nil)},
	{"an empty file", refused("400 EntityTooSmall"), form(nil, func(a *attempt) { a.file = []byte{} })},
	{"no file", badArgument, form(nil, func(a *attempt) { a.file = nil })},
	{"21 KB before the file", refused("400 MaxPostPreDataLengthExceeded"), form(nil, func(a *attempt) { a.fill(21_000) })},
	{"2,100 bytes of metadata", refused("400 MetadataTooLarge"), form(func(a *attempt) { a.add("x-amz-meta-note", strings.Repeat("n", 2096)) }, nil)},
	{"a key that is too long", refused("400 KeyTooLongError"), form(func(a *attempt) { *a.value("key") = longKey(1025) }, nil)},

	{"another checksum for other bytes", forbidden, form(func(a *attempt) { a.add("x-amz-checksum-sha256", sha256Of(a.file)) },
		func(a *attempt) {
			a.file = bytes.ToUpper(a.file)
			a.set("x-amz-checksum-sha256", sha256Of(a.file))
		})},
	{"an invalid checksum", refused("400 InvalidRequest"), form(func(a *attempt) { a.add("x-amz-checksum-sha256", "none") }, nil)},
	{"an ACL where ACLs are off", refused("400 AccessControlListNotSupported"), form(func(a *attempt) { a.credentials = a.owner; a.add("acl", "public-read") }, nil)},
	{"an unknown encryption", refused("400 InvalidEncryptionAlgorithmError"), form(func(a *attempt) { a.add("x-amz-server-side-encryption", "ROT13") }, nil)},
	{"encryption with the customer's key", forbidden, form(func(a *attempt) {
		key, sum := bytes.Repeat([]byte("k"), 32), md5.Sum(bytes.Repeat([]byte("k"), 32))
		a.add("x-amz-server-side-encryption-customer-algorithm", "AES256")
		a.add("x-amz-server-side-encryption-customer-key", base64.StdEncoding.EncodeToString(key))
		a.add("x-amz-server-side-encryption-customer-key-MD5", base64.StdEncoding.EncodeToString(sum[:]))
	}, nil)},
	{"an unknown storage class", refused("400 InvalidStorageClass"), form(func(a *attempt) { a.add("x-amz-storage-class", "ATTIC") }, nil)},
	{"a website redirect that is no URL", refused("400 InvalidRedirectLocation"), form(func(a *attempt) { a.add("x-amz-website-redirect-location", "elsewhere") }, nil)},
	{"two checksums", refused("400 InvalidRequest"), form(func(a *attempt) {
		a.add("x-amz-checksum-sha256", sha256Of(a.file))
		a.add("x-amz-checksum-sha1", sha1Of(a.file))
	}, nil)},
	{"an unknown ACL", badArgument, form(func(a *attempt) { a.credentials = a.owner; a.add("acl", "everybody") }, nil)},
	{"tags that are no XML", refused("400 MalformedXML"), form(func(a *attempt) { a.credentials = a.owner; a.add("tagging", "album=summer") }, nil)},

	{"the session's token, one character changed", badToken, form(nil, func(a *attempt) {
		a.set("x-amz-security-token", flip(a.fields.Get("x-amz-security-token")))
	})},
	{"a token that was signed, but is not the session's", badToken, form(func(a *attempt) {
		a.credentials.SessionToken = flip(a.credentials.SessionToken)
	}, nil)},
	{"a session's keys without its token", badToken, form(func(a *attempt) { a.credentials.SessionToken = "" }, nil)},

	{"another caller", forbidden, form(asCaller, func(a *attempt) { a.set("x-amz-meta-caller", "mallory") })},
	{"no caller", forbidden, form(asCaller, func(a *attempt) { a.remove("x-amz-meta-caller") })},
	{"another caller's folder", forbidden, form(asCaller, func(a *attempt) {
		a.set("key", strings.Replace(a.fields.Get("key"), "/alice/", "/mallory/", 1))
	})},
}

// scope changes the scope of the credential in the form and in the policy, and signs
// the policy again.
func scope(old, new string) func(*attempt) {
	return func(a *attempt) {
		a.set("x-amz-credential", strings.Replace(a.fields.Get("x-amz-credential"), old, new, 1))
		a.rewrite(true, func(d *document) {
			d.Conditions[d.condition("x-amz-credential")] = map[string]any{"x-amz-credential": a.fields.Get("x-amz-credential")}
		})
	}
}

// asCaller signs the form of a caller.
func asCaller(a *attempt) {
	*a.value("key") = strings.Replace(*a.value("key"), "uploads/", "uploads/alice/", 1)
	a.add("x-amz-meta-caller", "alice")
}

// unsignedPolicy changes the policy without signing it again.
func unsignedPolicy(change func(*document)) func(*attempt) {
	return func(a *attempt) { a.rewrite(false, change) }
}

// version2 signs the form with Signature Version 2: HMAC-SHA1, with one key for all
// days, regions and services. The bucket policy refuses it, and so does S3 itself
// in newer regions.
func version2(a *attempt) {
	text := strings.NewReplacer("x-amz-algorithm", "x-ignore-1", "x-amz-credential", "x-ignore-2", "x-amz-date", "x-ignore-3").Replace(a.policyText())
	policy := base64.StdEncoding.EncodeToString([]byte(text))
	mac := hmac.New(sha1.New, []byte(a.credentials.SecretAccessKey))
	mac.Write([]byte(policy))
	for i, name := range []string{"x-amz-algorithm", "x-amz-credential", "x-amz-date"} {
		a.fields[a.index(name)].Name = "x-ignore-" + string(rune('1'+i))
	}
	a.remove("x-amz-signature")
	a.set("policy", policy)
	a.slip("AWSAccessKeyId", a.credentials.AccessKeyID)
	a.slip("signature", base64.StdEncoding.EncodeToString(mac.Sum(nil)))
}

// rights are valid forms, signed by a role that may put objects under uploads/
// and nothing else.
var rights = []row{
	{"beyond the role's prefix", forbidden, form(func(a *attempt) { *a.value("key") = "elsewhere/a.png" }, nil)},
	{"at the top of the bucket", forbidden, form(func(a *attempt) { *a.value("key") = "a.png" }, nil)},
	{"a folder whose name begins as the prefix", forbidden, form(func(a *attempt) { *a.value("key") = "uploads-private/a.png" }, nil)},
	{"the prefix in another case", forbidden, form(func(a *attempt) { *a.value("key") = "Uploads/a.png" }, nil)},
	{"the prefix inside another folder", forbidden, form(func(a *attempt) { *a.value("key") = "private/uploads/a.png" }, nil)},
	{"a bucket that the role has no right to", forbidden, form(func(a *attempt) { a.policy.Bucket, a.to = a.other, a.other }, nil)},
	{"an ACL that the role may not set", forbidden, form(func(a *attempt) { a.add("acl", "bucket-owner-full-control") }, nil)},
	{"tags that the role may not set", forbidden, form(func(a *attempt) { a.add("tagging", tags) }, nil)},
}
