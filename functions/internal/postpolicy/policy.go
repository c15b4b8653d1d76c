// Package postpolicy writes S3 POST policies and signs them with AWS Signature
// Version 4, so that a browser can put one file into a bucket without seeing a
// secret.
//
// A policy is a JSON document of conditions on a form: its fields, the size of
// the file, and when it expires. S3 stores the file only if the form meets
// every condition. This package takes the fields and returns the complete form.
// Fields and conditions are written from one list, so each field has its
// condition, and the reverse.
//
// The formats are those of the Amazon S3 API reference, "Authenticating
// Requests: Browser-Based Uploads Using POST (AWS Signature Version 4)", with
// its pages "Creating a POST Policy" and "Calculating a Signature".
package postpolicy

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// MaxFormBytes is the largest file that S3 accepts in one form: 5 GiB.
const MaxFormBytes = 5 << 30

// MaxFieldBytes is the most form data that S3 accepts before the file: 20 KB.
const MaxFieldBytes = 20_000

var (
	// ErrCredentialsExpired means that the credentials end before a policy
	// signed with them could be used.
	ErrCredentialsExpired = errors.New("the signing credentials have expired")

	// ErrFormTooLarge means that the fields alone exceed MaxFieldBytes.
	ErrFormTooLarge = errors.New("the form's fields are larger than the 20 KB that S3 accepts before the file")
)

// A Field is one field of the form and, at once, the policy's condition on it.
type Field struct {
	Name  string
	Value string

	// StartsWith makes the condition "starts-with": the form may send any
	// value that begins with Value. Otherwise it must send Value itself.
	StartsWith bool
}

// A Policy says what may be uploaded.
type Policy struct {
	Bucket string
	Region string // of the bucket, such as "eu-central-1"

	// Fields are the form's fields in order, UTF-8, without those that
	// signing adds ("policy" and "x-amz-…" of the signature), and without
	// "file", which the browser puts last.
	Fields []Field

	// MinBytes and MaxBytes are the inclusive bounds of the file's size.
	MinBytes, MaxBytes int64

	// Lifetime is how long the policy is valid, in whole seconds. It ends
	// earlier if the signing credentials do.
	Lifetime time.Duration
}

// signingFields are reserved: Sign adds them, and "bucket" and "file" are not
// ordinary fields.
var signingFields = [...]string{
	"policy", "x-amz-algorithm", "x-amz-credential", "x-amz-date",
	"x-amz-security-token", "x-amz-signature", "bucket", "file",
}

func (p *Policy) check() error {
	if p.Bucket == "" || p.Region == "" {
		return errors.New("post policy: the bucket and its region are required")
	}
	if p.MinBytes < 0 || p.MaxBytes < p.MinBytes || p.MaxBytes > MaxFormBytes {
		return fmt.Errorf("post policy: a range of %d to %d bytes is not within 0 to %d", p.MinBytes, p.MaxBytes, int64(MaxFormBytes))
	}
	if p.Lifetime < time.Second {
		return fmt.Errorf("post policy: a lifetime of %v is under a second", p.Lifetime)
	}
	for i, f := range p.Fields {
		if f.Name == "" || !utf8.ValidString(f.Name) || !utf8.ValidString(f.Value) {
			return fmt.Errorf("post policy: field %d (%q) has no name or is not UTF-8", i, f.Name)
		}
		for _, name := range signingFields {
			if strings.EqualFold(f.Name, name) {
				return fmt.Errorf("post policy: field %q is reserved", f.Name)
			}
		}
		for _, other := range p.Fields[:i] {
			if strings.EqualFold(f.Name, other.Name) {
				return fmt.Errorf("post policy: field %q is repeated", f.Name)
			}
		}
	}
	return nil
}

// appendHead appends the first part of a policy document: the bucket, and one
// condition for each of fields. It pads the part to a multiple of 3 bytes, so
// that its base64 is a prefix of the whole document's.
func appendHead(b []byte, bucket string, fields []Field) []byte {
	b = append(b, `{"conditions":[{"bucket":`...)
	b = appendString(b, bucket)
	b = append(b, '}')
	b = appendConditions(b, fields...)
	for len(b)%3 != 0 {
		b = append(b, ' ')
	}
	return b
}

// appendRest appends the second part: the size range, one condition for each
// field of the policy and for the date, and the expiration.
func (p *Policy) appendRest(b []byte, date Field, expires time.Time) []byte {
	b = append(b, `,["content-length-range",`...)
	b = strconv.AppendInt(b, p.MinBytes, 10)
	b = append(b, ',')
	b = strconv.AppendInt(b, p.MaxBytes, 10)
	b = append(b, ']')
	b = appendConditions(b, p.Fields...)
	b = appendConditions(b, date)
	b = append(b, `],"expiration":"`...)
	b = expires.AppendFormat(b, "2006-01-02T15:04:05.000Z")
	return append(b, `"}`...)
}

func appendConditions(b []byte, fields ...Field) []byte {
	for _, f := range fields {
		if f.StartsWith {
			b = append(b, `,["starts-with",`...)
			b = appendString(b, "$"+f.Name)
			b = append(b, ',')
			b = appendString(b, f.Value)
			b = append(b, ']')
		} else {
			b = append(b, ",{"...)
			b = appendString(b, f.Name)
			b = append(b, ':')
			b = appendString(b, f.Value)
			b = append(b, '}')
		}
	}
	return b
}
