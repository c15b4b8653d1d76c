// Package upload holds the rules: which files may come in, under which key,
// and with which fields of the form. It turns what an uploader says of a file
// into the POST policy for that file, or into a refusal that tells what to do.
//
// Nothing that an uploader says is believed further than S3 can check it:
// whatever is decided here becomes a condition of the policy.
package upload

import (
	"fmt"
	"strconv"
	"time"

	"slipway/functions/internal/mediatype"
	"slipway/functions/internal/postpolicy"
)

// A File is what an uploader says of one file.
type File struct {
	Name     string            // the filename, needed
	Type     string            // the media type; if empty, the extension's
	Size     *int64            // in bytes; nil: any size within the rules
	SHA256   string            // of the content, in base64; empty: not checked
	Metadata map[string]string // becomes x-amz-meta-…
}

// Reason tells what kind of refusal it is.
type Reason int

const (
	Invalid    Reason = iota // the request makes no sense as it is
	NotAllowed               // it does, but the rules forbid it
	TooLarge                 // the file is too large
)

// A Refusal is the error for a file that may not come in. Code is for
// programs, Message for the person.
type Refusal struct {
	Reason  Reason
	Code    string
	Message string
}

func (r *Refusal) Error() string { return r.Code + ": " + r.Message }

func refuse(reason Reason, code, format string, args ...any) *Refusal {
	return &Refusal{Reason: reason, Code: code, Message: fmt.Sprintf(format, args...)}
}

// Policy returns the POST policy that lets exactly this file into the bucket,
// under a key made at the time now. The caller, if not empty, has a folder of
// its own and is named in the object's metadata. The error is a *Refusal.
func (r *Rules) Policy(f File, caller string, now time.Time) (postpolicy.Policy, error) {
	if err := checkName(f.Name); err != nil {
		return postpolicy.Policy{}, err
	}
	contentType, err := r.contentType(f)
	if err != nil {
		return postpolicy.Policy{}, err
	}
	smallest, largest, err := r.sizes(f)
	if err != nil {
		return postpolicy.Policy{}, err
	}

	fields := []postpolicy.Field{{Name: "key", Value: r.key(f.Name, caller, now)}}
	if r.ObjectACL != "" {
		fields = append(fields, postpolicy.Field{Name: "acl", Value: r.ObjectACL})
	}
	fields = append(fields,
		postpolicy.Field{Name: "Content-Type", Value: contentType},
		postpolicy.Field{Name: "success_action_status", Value: strconv.Itoa(r.SuccessActionStatus)})
	if fields, err = appendChecksum(fields, f.SHA256); err != nil {
		return postpolicy.Policy{}, err
	}
	if fields, err = appendMetadata(fields, f.Metadata, caller); err != nil {
		return postpolicy.Policy{}, err
	}
	return postpolicy.Policy{
		Bucket: r.Bucket, Region: r.Region, Fields: fields,
		MinBytes: smallest, MaxBytes: largest, Lifetime: r.Lifetime,
	}, nil
}

func (r *Rules) contentType(f File) (string, error) {
	t := mediatype.ByName(f.Name)
	if f.Type != "" {
		var err error
		if t, err = mediatype.Parse(f.Type); err != nil {
			return "", refuse(Invalid, "InvalidType", "The type %q %v.", f.Type, err)
		}
	}
	if !r.AllowedTypes.Allows(t) {
		return "", refuse(NotAllowed, "TypeNotAllowed", "Files of type %s are not accepted here. Accepted are: %s.", t, r.AllowedTypes)
	}
	return t, nil
}

// sizes returns the bounds of the file's size: the rules', or exactly what the
// uploader declared.
func (r *Rules) sizes(f File) (smallest, largest int64, err error) {
	if f.Size == nil {
		return r.MinBytes, r.MaxBytes, nil
	}
	switch size := *f.Size; {
	case size < 0:
		return 0, 0, refuse(Invalid, "InvalidSize", "The size must be a whole number of bytes, not %d.", size)
	case size > r.MaxBytes:
		return 0, 0, refuse(TooLarge, "FileTooLarge", "The file has %d bytes; at most %d are accepted.", size, r.MaxBytes)
	case size < r.MinBytes:
		return 0, 0, refuse(Invalid, "FileTooSmall", "The file has %d bytes; at least %d are needed.", size, r.MinBytes)
	default:
		return size, size, nil
	}
}
