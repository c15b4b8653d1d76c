package conformance

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"slipway/functions/internal/postpolicy"
)

// An attempt is one form. A row may change what is signed, and then what is sent.
type attempt struct {
	*server
	policy      postpolicy.Policy
	credentials postpolicy.Credentials
	now         time.Time

	to       string            // the bucket it is sent to
	host     string            // the server's name as sent; "": the endpoint's
	fields   postpolicy.Fields // as sent, once signed
	file     []byte            // nil: no file
	filename string
	after    postpolicy.Fields // the fields after the file
	header   http.Header
	body     func(string) string // changes the whole form; nil: nothing
	chunked  bool                // its length is not declared
	before   []byte              // another file, sent first with the same form; nil: none

	where string // the key it must be stored under; "": the field's
}

func newAttempt(s *server) *attempt {
	return &attempt{
		server: s,
		policy: postpolicy.Policy{
			Bucket: s.bucket, Region: s.region,
			Fields: []postpolicy.Field{
				{Name: "key", Value: "uploads/conformance/" + rand.Text()},
				{Name: "Content-Type", Value: "image/png"},
				{Name: "success_action_status", Value: "201"},
			},
			MinBytes: 1, MaxBytes: 1000, Lifetime: 5 * time.Minute,
		},
		credentials: s.session, now: time.Now(),
		to: s.bucket, file: []byte("as good as a picture"), filename: "from the browser.png",
		header: make(http.Header),
	}
}

// value returns the value of a field that is to be signed.
func (a *attempt) value(name string) *string {
	i := slices.IndexFunc(a.policy.Fields, func(f postpolicy.Field) bool { return f.Name == name })
	return &a.policy.Fields[i].Value
}

// startsWith lets a field that is to be signed begin with its value.
func (a *attempt) startsWith(name string) {
	i := slices.IndexFunc(a.policy.Fields, func(f postpolicy.Field) bool { return f.Name == name })
	a.policy.Fields[i].StartsWith = true
}

// add puts another field into what is signed.
func (a *attempt) add(name, value string) {
	a.policy.Fields = append(a.policy.Fields, postpolicy.Field{Name: name, Value: value})
}

// set changes a field of what is sent.
func (a *attempt) set(name, value string) { a.fields[a.index(name)].Value = value }

// remove takes a field out of what is sent.
func (a *attempt) remove(name string) {
	a.fields = slices.Delete(a.fields, a.index(name), a.index(name)+1)
}

// slip adds an unsigned field to what is sent.
func (a *attempt) slip(name, value string) {
	a.fields = append(a.fields, postpolicy.Field{Name: name, Value: value})
}

func (a *attempt) index(name string) int {
	i := slices.IndexFunc(a.fields, func(f postpolicy.Field) bool { return f.Name == name })
	if i < 0 {
		panic("the form has no field " + name)
	}
	return i
}

// policyText returns the policy as it is in the form now.
func (a *attempt) policyText() string {
	text, err := base64.StdEncoding.DecodeString(a.fields.Get("policy"))
	if err != nil {
		panic(err)
	}
	return string(text)
}

// A document is a policy as it is sent.
type document struct {
	Expiration string `json:"expiration"`
	Conditions []any  `json:"conditions"`
}

// rewrite changes the policy, and signs it again if sign is set.
func (a *attempt) rewrite(sign bool, change func(*document)) {
	var d document
	if err := json.Unmarshal([]byte(a.policyText()), &d); err != nil {
		panic(err)
	}
	change(&d)
	text, err := json.Marshal(d)
	if err != nil {
		panic(err)
	}
	a.set("policy", base64.StdEncoding.EncodeToString(text))
	if sign {
		a.signAgain()
	}
}

// condition returns the index of the exact condition on a field, or of
// "content-length-range".
func (d *document) condition(name string) int {
	i := slices.IndexFunc(d.Conditions, func(c any) bool {
		pair, _ := c.(map[string]any)
		list, _ := c.([]any)
		return pair[name] != nil || len(list) > 0 && list[0] == name
	})
	if i < 0 {
		panic("the policy has no condition on " + name)
	}
	return i
}

// signAgain signs the policy as it is now.
func (a *attempt) signAgain() {
	key := []byte("AWS4" + a.credentials.SecretAccessKey)
	scope := strings.Split(a.fields.Get("x-amz-credential"), "/")[1:]
	for _, part := range append(scope, a.fields.Get("policy")) {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(part))
		key = mac.Sum(nil)
	}
	a.set("x-amz-signature", hex.EncodeToString(key))
}

// signText signs any text in place of the policy.
func (a *attempt) signText(text string) {
	a.set("policy", base64.StdEncoding.EncodeToString([]byte(text)))
	a.signAgain()
}

// flip changes one character of a hexadecimal or base64 value.
func flip(s string) string {
	middle := len(s) / 2
	if s[middle] == '0' {
		return s[:middle] + "1" + s[middle+1:]
	}
	return s[:middle] + "0" + s[middle+1:]
}

// form returns a trial that signs and sends a form, with these changes.
func form(sign, tamper func(*attempt)) func(*server) (string, error) {
	return func(s *server) (string, error) {
		a := newAttempt(s)
		if sign != nil {
			sign(a)
		}
		var signer postpolicy.Signer
		signed, err := signer.Sign(a.policy, a.credentials, a.now)
		if err != nil {
			return "", err
		}
		a.fields = signed.Fields
		if tamper != nil {
			tamper(a)
		}
		if a.before != nil {
			first := *a
			first.file = a.before
			if got, err := first.post(); err != nil || got.status >= 400 {
				return "", fmt.Errorf("the first file: %d %s %v", got.status, got.body, err)
			}
			if _, err := s.changes(); err != nil {
				return "", err
			}
		}
		got, err := a.post()
		if err != nil {
			return "", err
		}
		return a.outcome(got)
	}
}
