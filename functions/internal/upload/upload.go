// Package upload holds the rules: which files are accepted, under which key,
// and with which fields of the form. It turns an uploader's description of a
// file into the POST policy for that file, or into a refusal that says what to
// do.
//
// The description is trusted only as far as S3 can check it: whatever is
// decided here becomes a condition of the policy.
package upload

import (
	"encoding/base64"
	"errors"
	"path"
	"strconv"
	"strings"
	"time"

	"slipway/functions/internal/mediatype"
	"slipway/functions/internal/postpolicy"
)

// An Object is what a file becomes in the bucket.
type Object struct {
	Key         string
	ContentType string
	Attributes  Attributes
	Metadata    []Metadata // the caller's name first, if any, then by name
}

// Object returns the object that the rules make of a file at the time now,
// whatever its size. The caller, if not empty, gets a folder of its own and an
// entry in the metadata. The error is a *Refusal.
func (r *Rules) Object(f File, caller string, now time.Time) (Object, error) {
	name, err := readName(f.Name)
	if err != nil {
		return Object{}, err
	}
	key := r.key(name, caller, now)
	contentType, err := r.contentType(extension(key, name), f.Type)
	if err != nil {
		return Object{}, err
	}
	metadata, err := readMetadata(f.Metadata, caller)
	if err != nil {
		return Object{}, err
	}
	attributes := r.Attributes
	if attributes.ContentDisposition != "" {
		attributes.ContentDisposition = disposition(attributes.ContentDisposition, name)
	}
	return Object{Key: key, ContentType: contentType, Attributes: attributes, Metadata: metadata}, nil
}

// Policy returns the POST policy that accepts exactly this file, as the object
// that Object returns. The error is a *Refusal.
func (r *Rules) Policy(f File, caller string, now time.Time) (postpolicy.Policy, error) {
	object, err := r.Object(f, caller, now)
	if err != nil {
		return postpolicy.Policy{}, err
	}
	if err := r.CheckSize(f.Size, r.MaxBytes); err != nil {
		return postpolicy.Policy{}, err
	}
	smallest, largest := r.MinBytes, r.MaxBytes
	if f.Size != nil {
		smallest, largest = int64(*f.Size), int64(*f.Size)
	}
	if err := r.checkSHA256(f.SHA256); err != nil {
		return postpolicy.Policy{}, err
	}

	fields := make([]postpolicy.Field, 0, 12+len(object.Metadata))
	add := func(name, value string) { fields = append(fields, postpolicy.Field{Name: name, Value: value}) }
	add("key", object.Key)
	if r.ObjectACL != "" {
		add("acl", r.ObjectACL)
	}
	add("Content-Type", object.ContentType)
	fields = append(fields, object.Attributes.fields()...)
	add("success_action_status", strconv.Itoa(r.SuccessActionStatus))
	if f.SHA256 != "" {
		add("x-amz-checksum-algorithm", "SHA256")
		add("x-amz-checksum-sha256", f.SHA256)
	}
	for _, m := range object.Metadata {
		add(metadataPrefix+m.Name, m.Value)
	}
	return postpolicy.Policy{
		Bucket: r.Bucket, Region: r.Region, Fields: fields,
		MinBytes: smallest, MaxBytes: largest, Lifetime: r.Lifetime,
	}, nil
}

// extension returns the extension of a file, with its dot. It is the extension
// of the key, which readers of the file see; the name itself may end in spaces
// or invisible characters. The extension of the name counts only if the key has
// none, as for "?.png".
func extension(key, name string) string {
	if ext := path.Ext(key); ext != "" {
		return ext
	}
	return path.Ext(strings.TrimRight(name, ". "))
}

// contentType returns the media type of a file from its extension and the
// declared type, if any.
func (r *Rules) contentType(extension, declared string) (string, error) {
	t := mediatype.Unknown
	if declared != "" {
		var err error
		if t, err = mediatype.Parse(declared); err != nil {
			if errors.Is(err, mediatype.ErrTooLong) {
				return "", refuse(Invalid, "TypeTooLong", Details{"limit": mediatype.MaxLength, "actual": len(declared)},
					"The type has %d characters; the limit is %d.", len(declared), mediatype.MaxLength)
			}
			return "", refuse(Invalid, "InvalidType", Details{"type": Excerpt(declared)},
				"The type %q %v.", Excerpt(declared), err)
		}
	}
	named := mediatype.ByExtension(extension)
	if mediatype.IsActive(named) && !r.AllowedTypes.Allows(named) {
		end := Excerpt(extension)
		return "", refuse(NotAllowed, "ExtensionNotAllowed",
			Details{"extension": end, "type": named, "accepted": r.AllowedTypes},
			"Files that end in %q are not accepted here; choose %s.", end, r.AllowedTypes)
	}
	t = mediatype.Choose(named, t)
	if !r.AllowedTypes.Allows(t) {
		return "", refuse(NotAllowed, "TypeNotAllowed",
			Details{"type": Excerpt(mediatype.Name(t)), "accepted": r.AllowedTypes},
			"This file's type is %s; choose %s.", Excerpt(mediatype.Plain(t)), r.AllowedTypes)
	}
	return t, nil
}

// CheckSize refuses a size that is not within the rules and at most largest. A
// size may be left out unless the rules require it.
func (r *Rules) CheckSize(size *Size, largest int64) error {
	if size == nil {
		if r.RequireSize {
			return refuse(Invalid, "SizeRequired", nil, "The size is missing: send the file's size in bytes.")
		}
		return nil
	}
	switch n := int64(*size); {
	case n > largest:
		actual, limit := CompareSizes(n, largest)
		return refuse(TooLarge, "FileTooLarge", Details{"limit": largest, "actual": n},
			"This file is %s; the limit is %s.", actual, limit)
	case n < r.MinBytes:
		actual, limit := CompareSizes(n, r.MinBytes)
		return refuse(Invalid, "FileTooSmall", Details{"limit": r.MinBytes, "actual": n},
			"This file is %s; the minimum is %s.", actual, limit)
	}
	return nil
}

// checkSHA256 refuses what is not a digest as in the checksum fields of S3. It
// may be left out unless the rules require it; S3 then accepts any bytes.
func (r *Rules) checkSHA256(s string) error {
	if s == "" {
		if r.RequireSHA256 {
			return refuse(Invalid, "Sha256Required", nil, "The sha256 is missing: send the SHA-256 of the file in base64.")
		}
		return nil
	}
	raw, err := base64.StdEncoding.Strict().DecodeString(s)
	if err != nil || len(raw) != 32 || len(s) != 44 {
		return refuse(Invalid, "InvalidSHA256", nil,
			`The sha256 must be the 32 bytes of the digest in base64, 44 characters (in a query, send "+" as %%2B).`)
	}
	return nil
}
