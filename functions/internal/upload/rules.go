package upload

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"slipway/functions/internal/mediatype"
	"slipway/functions/internal/postpolicy"
)

// Rules define what may be uploaded, and where to.
type Rules struct {
	Bucket string
	Region string // the bucket's
	URL    string // the form's action
	// DualStackURL is URL with the bucket's name for IPv4 and IPv6, which is
	// another host to a browser.
	DualStackURL string
	KeyPrefix    string // ends in "/"; every key starts with it
	KeyStyle     KeyStyle

	MinBytes, MaxBytes int64 // inclusive; MaxBytes is for forms
	MaxMultipartBytes  int64 // of a file in parts; 0: there are none
	AllowedTypes       mediatype.List

	RequireSize   bool // of forms and of files in parts
	RequireSHA256 bool // of forms

	Lifetime            time.Duration // of a form, in whole seconds
	SuccessActionStatus int           // S3's answer to a stored file
	ObjectACL           string        // a canned ACL, or empty for none
	Attributes          Attributes    // of every object

	Profile string // the profile's name; empty for the parameters
	Scope   string // required of the caller's token; empty for none
	Inspect Inspection

	profiles []string // names reserved for profiles: see folder
	signIn   bool     // whether callers have a token
	tagKeys  []string // that the roles may set; nil means any, for CheckProfiles
}

// MaxMultipartBytes is the largest object in S3: 10,000 parts of 5 GiB.
const MaxMultipartBytes = 10_000 * (5 << 30)

// The lifetime of a form in seconds: long enough for a slow clock, short enough
// for a leaked form.
const minExpiresSeconds, maxExpiresSeconds = 60, 3600

// maxPrefixBytes leaves room in a key for any profile and caller, a UUID and any
// filename.
const maxPrefixBytes = maxKeyBytes - (maxProfileBytes + 1) - (maxFolderBytes + 1) - (36 + 1) - maxNameBytes

// objectACLs are the canned ACLs that a form may request (Amazon S3 user guide,
// "Canned ACL"), without those for buckets.
var objectACLs = []string{"", "private", "public-read", "authenticated-read", "bucket-owner-read", "bucket-owner-full-control"}

// ReadRules reads the rules for a bucket in region from environment variables,
// through getenv. Defaults are in template.yaml, not here. The error names
// every invalid variable and what it should be.
func ReadRules(region string, getenv func(string) string) (*Rules, error) {
	e := environment{getenv: getenv}
	r := &Rules{
		Region:       region,
		Bucket:       e.text("UPLOAD_BUCKET", "the bucket's name", func(s string) bool { return s != "" }),
		URL:          e.text("UPLOAD_URL", `the URL that forms are posted to, such as "https://BUCKET.s3.REGION.amazonaws.com/"`, isFormURL),
		DualStackURL: e.text("UPLOAD_DUALSTACK_URL", `the URL with the bucket's dual-stack name, such as "https://BUCKET.s3.dualstack.REGION.amazonaws.com/"`, isFormURL),
		KeyPrefix:    e.text("KEY_PREFIX", `folders that start with a letter or digit and end in "/", such as "uploads/"`, isKeyPrefix),
		KeyStyle: KeyStyle(e.text("KEY_STYLE", `"unique" or "filename"`, func(s string) bool {
			return s == string(Unique) || s == string(Filename)
		})),
		MinBytes:            e.number("MIN_UPLOAD_BYTES", 0, postpolicy.MaxFormBytes),
		MaxBytes:            e.number("MAX_UPLOAD_BYTES", 1, postpolicy.MaxFormBytes),
		MaxMultipartBytes:   e.number("MAX_MULTIPART_BYTES", 0, MaxMultipartBytes),
		Lifetime:            time.Duration(e.number("EXPIRES_SECONDS", minExpiresSeconds, maxExpiresSeconds)) * time.Second,
		SuccessActionStatus: int(e.number("SUCCESS_ACTION_STATUS", 200, 204)),
		RequireSize:         e.boolean("REQUIRE_SIZE"),
		RequireSHA256:       e.boolean("REQUIRE_SHA256"),
		ObjectACL: e.text("OBJECT_ACL", "empty or one of: "+strings.Join(objectACLs[1:], ", "), func(s string) bool {
			return slices.Contains(objectACLs, s)
		}),
		signIn: getenv("JWT_ISSUER") != "",
	}
	for variable, field := range map[string]string{
		"CACHE_CONTROL": "Cache-Control", "CONTENT_DISPOSITION": "Content-Disposition", "STORAGE_CLASS": "x-amz-storage-class",
	} {
		if value := getenv(variable); value != "" {
			if want, _ := r.Attributes.setField(field, value); want != "" {
				e.wrong(variable, "empty or "+want)
			}
		}
	}
	r.tagKeys = []string{}
	if keys := getenv("TAG_KEYS"); keys != "" {
		r.tagKeys = strings.Split(keys, ",")
	}
	// The roles must not be able to set the tags of verdicts.
	if slices.ContainsFunc(r.tagKeys, func(key string) bool { return !isTagKey(key) }) {
		e.wrong("TAG_KEYS", "empty or "+tagKeysWanted)
	}
	var err error
	if r.AllowedTypes, err = mediatype.ParseList(getenv("ALLOWED_TYPES")); err != nil {
		e.wrong("ALLOWED_TYPES", `a list such as "image/png,audio/*"`)
	}
	if r.MinBytes > r.MaxBytes {
		e.wrong("MIN_UPLOAD_BYTES", "at most MAX_UPLOAD_BYTES")
	}
	if r.MaxMultipartBytes != 0 && r.MaxMultipartBytes < r.MinBytes {
		e.wrong("MAX_MULTIPART_BYTES", "0, or at least MIN_UPLOAD_BYTES")
	}
	if !slices.Contains([]int{200, 201, 204}, r.SuccessActionStatus) {
		e.wrong("SUCCESS_ACTION_STATUS", "200, 201 or 204")
	}
	if len(e.errs) > 0 {
		return nil, errors.Join(e.errs...)
	}
	return r, nil
}

// isKeyPrefix reports whether s is a list of folders, each of which starts with
// a letter or a digit and also has "_", "." and "-". It refuses "*", "?" and
// "$", which would match other keys in the role's policy.
func isKeyPrefix(s string) bool {
	folders, ok := strings.CutSuffix(s, "/")
	if !ok || len(s) > maxPrefixBytes {
		return false
	}
	for folder := range strings.SplitSeq(folders, "/") {
		const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
		if strings.Trim(folder, letters+"_.-") != "" || strings.IndexAny(folder, letters) != 0 {
			return false
		}
	}
	return true
}

func isFormURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.RawQuery == "" && u.Fragment == ""
}

// An environment reads variables and collects what is wrong with them.
type environment struct {
	getenv func(string) string
	errs   []error
}

func (e *environment) wrong(name, want string) {
	e.errs = append(e.errs, fmt.Errorf("the environment variable %s is %q, but must be %s", name, e.getenv(name), want))
}

func (e *environment) text(name, want string, ok func(string) bool) string {
	s := e.getenv(name)
	if !ok(s) {
		e.wrong(name, want)
	}
	return s
}

func (e *environment) number(name string, smallest, largest int64) int64 {
	n, err := strconv.ParseInt(e.getenv(name), 10, 64)
	if err != nil || n < smallest || n > largest {
		e.wrong(name, fmt.Sprintf("a whole number from %d to %d", smallest, largest))
	}
	return n
}

func (e *environment) boolean(name string) bool {
	s := e.getenv(name)
	if s != "true" && s != "false" {
		e.wrong(name, `"true" or "false"`)
	}
	return s == "true"
}
