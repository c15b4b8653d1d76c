package upload

import (
	"encoding/xml"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"slipway/functions/internal/postpolicy"
)

// Attributes are stored by S3 with every object, beside its type and metadata.
// They are set by the owner of a deployment, and no uploader can change them.
// Empty ones are left out.
type Attributes struct {
	CacheControl       string
	ContentDisposition string // "attachment" or "inline"; in an Object, with the filename
	ContentLanguage    string
	Expires            time.Time
	StorageClass       string
	Tags               Tags
}

// storageClasses are the classes that S3 accepts for new objects ("PutObject"
// of the Amazon S3 API reference), except the one that AWS advises against,
// those of other kinds of storage, and those whose objects must be restored
// before they can be read, and so inspected.
var storageClasses = strings.Fields("STANDARD STANDARD_IA ONEZONE_IA INTELLIGENT_TIERING GLACIER_IR")

// attributeFields are the names that setField accepts, as in the forms of S3.
var attributeFields = []string{"Cache-Control", "Content-Disposition", "Content-Language", "Expires", "x-amz-storage-class"}

// httpDate is the form of a date in a header (RFC 9110, 5.6.7).
const httpDate = "Mon, 02 Jan 2006 15:04:05 GMT"

// setField sets the attribute of a field of the form. It returns what the value
// must be, or "" if the value is valid. ok is false if there is no such field.
func (a *Attributes) setField(name, value string) (want string, ok bool) {
	switch name {
	case "Cache-Control":
		if !isCacheControl(value) {
			return `directives such as "public, max-age=31536000, immutable"`, true
		}
		a.CacheControl = value
	case "Content-Disposition":
		if value != "attachment" && value != "inline" {
			return `"attachment" or "inline"; the filename is added`, true
		}
		a.ContentDisposition = value
	case "Content-Language":
		if !isContentLanguage(value) {
			return `languages such as "de" or "en-GB, fr"`, true
		}
		a.ContentLanguage = value
	case "Expires":
		t, err := time.Parse(httpDate, value)
		if err != nil || t.Format(httpDate) != value {
			return `a date such as "Thu, 01 Dec 2033 16:00:00 GMT"`, true
		}
		a.Expires = t
	case "x-amz-storage-class":
		if !slices.Contains(storageClasses, value) {
			return "one of: " + strings.Join(storageClasses, ", "), true
		}
		a.StorageClass = value
	default:
		return "", false
	}
	return "", true
}

// maxAttributeBytes bounds the values whose grammar does not. With a media type
// and a disposition, they stay under the 2 KB that S3 allows for all headers
// that it stores ("Working with object metadata" of the user guide).
const maxAttributeBytes = 200

// isCacheControl reports whether s is a list of directives (RFC 9111, 5.2),
// each a name or a name and a number.
func isCacheControl(s string) bool {
	for directive := range strings.SplitSeq(s, ",") {
		name, number, has := strings.Cut(strings.TrimPrefix(directive, " "), "=")
		if !consists(name, letters+"-") || has && !consists(number, digits) {
			return false
		}
	}
	return len(s) <= maxAttributeBytes && strings.TrimSpace(s) == s
}

// isContentLanguage reports whether s is a list of well-formed language tags
// (RFC 5646, 2.1): subtags of 1 to 8 letters and digits.
func isContentLanguage(s string) bool {
	for tag := range strings.SplitSeq(s, ",") {
		for subtag := range strings.SplitSeq(strings.TrimPrefix(tag, " "), "-") {
			if len(subtag) > 8 || !consists(subtag, letters+digits) {
				return false
			}
		}
	}
	return len(s) <= maxAttributeBytes && strings.TrimSpace(s) == s
}

const (
	letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	digits  = "0123456789"
)

// consists reports whether s is not empty and has only characters of set.
func consists(s, set string) bool { return s != "" && strings.Trim(s, set) == "" }

// Tags are an object's tags, in the order of their keys.
type Tags []Tag

// A Tag is one of an object's tags.
type Tag struct{ Key, Value string }

// S3's limits on tags ("Categorizing your objects using tags"). Of ten tags,
// four are reserved for the verdict.
const (
	maxTags          = 10 - 4
	maxTagKeyBytes   = 128
	maxTagValueBytes = 256
)

// maxTagsBytes bounds keys and values together: with the longest name, metadata
// and session token, the form must stay below postpolicy.MaxFieldBytes.
const maxTagsBytes = 1024

var tagKeysWanted = fmt.Sprintf(`tags whose keys are 1 to %d of A-Z, a-z, 0-9, space and "+-=._:/@", `+
	`and begin with neither "aws:", "slipway-" nor "GuardDuty"`, maxTagKeyBytes)

// readTags reads tags by key. The error says what they must be.
func readTags(all map[string]string) (Tags, error) {
	if len(all) > maxTags {
		return nil, fmt.Errorf("at most %d tags: S3 allows ten, and the rest are for the verdict on the file", maxTags)
	}
	var tags Tags
	size := 0
	for _, key := range slices.Sorted(maps.Keys(all)) {
		if !isTagKey(key) {
			return nil, errors.New(tagKeysWanted)
		}
		if !isTagText(all[key], maxTagValueBytes) {
			return nil, fmt.Errorf(`tags whose values are up to %d of A-Z, a-z, 0-9, space and "+-=._:/@"`, maxTagValueBytes)
		}
		if size += len(key) + len(all[key]); size > maxTagsBytes {
			return nil, fmt.Errorf("tags of at most %d bytes together", maxTagsBytes)
		}
		tags = append(tags, Tag{key, all[key]})
	}
	return tags, nil
}

func isTagKey(s string) bool {
	lower := strings.ToLower(s)
	return s != "" && isTagText(s, maxTagKeyBytes) &&
		!strings.HasPrefix(lower, "aws:") && !strings.HasPrefix(lower, "slipway-") && !strings.HasPrefix(lower, "guardduty")
}

// isTagText reports whether s has only the ASCII characters that S3 allows in
// tags, and no spaces at its ends, where a person would not see them.
func isTagText(s string, limit int) bool {
	return len(s) <= limit && strings.Trim(s, letters+digits+" +-=._:/@") == "" && strings.TrimSpace(s) == s
}

// Header returns the tags as the header x-amz-tagging has them, or "" for none.
func (t Tags) Header() string {
	query := url.Values{}
	for _, tag := range t {
		query.Set(tag.Key, tag.Value)
	}
	return query.Encode()
}

// xml returns the tags as the field tagging of a form has them.
func (t Tags) xml() string {
	text, err := xml.Marshal(struct {
		XMLName struct{} `xml:"Tagging"`
		Tags    Tags     `xml:"TagSet>Tag"`
	}{Tags: t})
	if err != nil {
		panic(err) // a type that XML cannot encode
	}
	return string(text)
}

// fields returns the attributes as the fields of a form.
func (a Attributes) fields() []postpolicy.Field {
	var fields []postpolicy.Field
	add := func(name, value string) {
		if value != "" {
			fields = append(fields, postpolicy.Field{Name: name, Value: value})
		}
	}
	add("Cache-Control", a.CacheControl)
	add("Content-Disposition", a.ContentDisposition)
	add("Content-Language", a.ContentLanguage)
	if !a.Expires.IsZero() {
		add("Expires", a.Expires.Format(httpDate))
	}
	add("x-amz-storage-class", a.StorageClass)
	if len(a.Tags) > 0 {
		add("tagging", a.Tags.xml())
	}
	return fields
}
