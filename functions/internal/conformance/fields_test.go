package conformance

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"slices"
	"strings"

	"slipway/functions/internal/postpolicy"
)

func field(name, value string) postpolicy.Field { return postpolicy.Field{Name: name, Value: value} }

const tags = `<Tagging><TagSet><Tag><Key>album</Key><Value>summer</Value></Tag></TagSet></Tagging>`

// optional are the fields that a form may have beside those of newAttempt, each
// with a good value and the effect in S3. If one needs a right that the
// function's role lacks, the owner signs.
var optional = []struct {
	postpolicy.Field
	want   string
	prefix string // of the value, where the documentation names starts-with
	owner  bool   // signs
}{
	{field("acl", "bucket-owner-full-control"), stored, "bucket-owner", true},
	{field("Cache-Control", "private, max-age=60"), stored, "private", false},
	{field("Content-Disposition", `attachment; filename="a.png"`), stored, "attachment", false},
	{field("Content-Encoding", "identity"), stored, "ident", false},
	{field("Content-Language", "de, en-GB"), stored, "", false},
	{field("Expires", "Thu, 01 Dec 2033 16:00:00 GMT"), stored, "Thu", false},
	{field("success_action_redirect", "https://www.example.com/done.html"), "303, stored", "https://www.example.com/", false},
	{field("tagging", tags), stored, "", true},
	{field("x-amz-meta-album", "summer"), stored, "sum", false},
	{field("x-amz-meta-place", "Z%C3%BCrich"), stored, "Z", false},
	{field("x-amz-storage-class", "STANDARD_IA"), stored, "", false},
	{field("x-amz-website-redirect-location", "/elsewhere.html"), stored, "", false},
	{field("x-amz-server-side-encryption", "AES256"), stored, "", false},
	{field("x-amz-checksum-crc32", crc(crc32.IEEE)), stored, "", false},
	{field("x-amz-checksum-crc32c", crc(crc32.Castagnoli)), stored, "", false},
	{field("x-amz-checksum-sha1", sha1Of(picture)), stored, "", false},
	{field("x-amz-checksum-sha256", sha256Of(picture)), stored, "", false},
}

var picture = []byte("as good as a picture")

func sha256Of(content []byte) string {
	sum := sha256.Sum256(content)
	return base64.StdEncoding.EncodeToString(sum[:])
}

func sha1Of(content []byte) string {
	sum := sha1.Sum(content)
	return base64.StdEncoding.EncodeToString(sum[:])
}

func crc(polynomial uint32) string {
	sum := crc32.Checksum(picture, crc32.MakeTable(polynomial))
	return base64.StdEncoding.EncodeToString(binary.BigEndian.AppendUint32(nil, sum))
}

// optionalFields are, for each optional field: as signed, with another value,
// left out, and slipped in.
func optionalFields() []row {
	var rows []row
	for _, o := range optional {
		sign := func(a *attempt) {
			a.add(o.Name, o.Value)
			if o.owner {
				a.credentials = a.owner
			}
			if strings.HasPrefix(o.Name, "x-amz-checksum-") {
				a.add("x-amz-checksum-algorithm", strings.ToUpper(strings.TrimPrefix(o.Name, "x-amz-checksum-")))
			}
		}
		rows = append(rows,
			row{o.Name, o.want, form(sign, nil)},
			row{o.Name + ": another value", forbidden, form(sign, func(a *attempt) { a.set(o.Name, o.Value+"x") })},
			row{o.Name + ": left out", forbidden, form(sign, func(a *attempt) { a.remove(o.Name) })},
			row{o.Name + ": slipped in", forbidden, form(func(a *attempt) {
				if o.owner {
					a.credentials = a.owner
				}
			}, func(a *attempt) { a.slip(o.Name, o.Value) })},
		)
		if strings.HasPrefix(o.Name, "x-amz-checksum-") {
			rows = append(rows, row{o.Name + ": of other bytes", badChecksum, form(sign, func(a *attempt) { a.file = []byte("as bad as a picture!") })})
		}
		if o.prefix == "" {
			continue
		}
		within := func(a *attempt) {
			sign(a)
			*a.value(o.Name) = o.prefix
			a.startsWith(o.Name)
		}
		rows = append(rows,
			row{o.Name + ": within starts-with", o.want, form(within, func(a *attempt) { a.set(o.Name, o.Value) })},
			row{o.Name + ": outside starts-with", forbidden, form(within, func(a *attempt) { a.set(o.Name, "x"+o.Value) })},
		)
	}
	return rows
}

// ownFields are, for each field of every form: another value, left out, empty, and
// without its condition in a policy that is signed all the same.
func ownFields() []row {
	var rows []row
	for _, f := range []struct{ name, another, refusal, leftOut, empty string }{
		{"key", "uploads/conformance/elsewhere.png", forbidden, badArgument, badArgument},
		{"Content-Type", "text/html", forbidden, forbidden, forbidden},
		{"success_action_status", "200", forbidden, forbidden, forbidden},
		{"policy", "e30=", badSignature, badArgument, badSignature + " or " + badPolicy},
		{"x-amz-algorithm", "AWS4-HMAC-SHA1", badArgument, badArgument, badArgument},
		{"x-amz-credential", "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request", badArgument + " or " + refused("403 InvalidAccessKeyId"), badArgument, badArgument},
		{"x-amz-date", "20151229T000000Z", forbidden, badArgument, badArgument},
		{"x-amz-security-token", "bm8gdG9rZW4=", badToken, badToken, badToken},
		{"x-amz-signature", strings.Repeat("0", 64), badSignature, badArgument, badSignature + " or " + badArgument},
	} {
		rows = append(rows,
			row{f.name + ": another value", f.refusal, form(nil, func(a *attempt) { a.set(f.name, f.another) })},
			row{f.name + ": left out", f.leftOut, form(nil, func(a *attempt) { a.remove(f.name) })},
			row{f.name + ": empty", f.empty, form(nil, func(a *attempt) { a.set(f.name, "") })},
		)
		if f.name == "policy" || f.name == "x-amz-signature" {
			continue // a policy has no conditions on these two
		}
		rows = append(rows, row{f.name + ": no condition on it", forbidden, form(nil, func(a *attempt) {
			a.rewrite(true, func(d *document) { i := d.condition(f.name); d.Conditions = slices.Delete(d.Conditions, i, i+1) })
		})})
	}
	return rows
}
