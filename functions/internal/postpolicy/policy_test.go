package postpolicy

import (
	"bytes"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/quick"
	"time"
	"unicode/utf8"
)

// Every field but policy and signature has its condition with the same value,
// and every condition but bucket and range has its field: for any fields, and
// with and without a session token.
func TestFieldsAndConditionsAgree(t *testing.T) {
	agree := func(names, values []string, token string, startsWith uint64) bool {
		p := benchPolicy
		p.Fields = nil
		for i, name := range names {
			name = strings.ToValidUTF8(name, "")
			twice := slices.ContainsFunc(p.Fields, func(f Field) bool { return strings.EqualFold(f.Name, name) })
			if name == "" || twice || i >= len(values) {
				continue
			}
			p.Fields = append(p.Fields, Field{Name: name, Value: strings.ToValidUTF8(values[i], ""), StartsWith: startsWith>>i&1 == 1})
		}
		c := benchCredentials
		c.SessionToken = strings.ToValidUTF8(token, "")
		var s Signer
		form, err := s.Sign(p, c, benchNow)
		if errors.Is(err, ErrFormTooLarge) {
			return true
		}
		if err != nil {
			t.Log(err)
			return false
		}
		checkAgreement(t, form, p, c)
		return !t.Failed()
	}
	if err := quick.Check(agree, &quick.Config{MaxCount: 300}); err != nil {
		t.Error(err)
	}
}

// FuzzSign reads every signed policy back and compares it with the form.
func FuzzSign(f *testing.F) {
	f.Add("key", "uploads/a.png", "Content-Type", "image/png", "token", int64(1), int64(1000), false)
	f.Add("key", "${filename}", "x-amz-meta-a", "\"},{\"acl\":\"public-read", "", int64(0), int64(0), true)
	f.Add("KEY", "\u202e\u2028", "key", "\x00", "tok\xff", int64(-1), int64(1)<<62, false)
	f.Fuzz(func(t *testing.T, name1, value1, name2, value2, token string, smallest, largest int64, startsWith bool) {
		p := benchPolicy
		p.Fields = []Field{{Name: name1, Value: value1, StartsWith: startsWith}, {Name: name2, Value: value2}}
		p.MinBytes, p.MaxBytes = smallest, largest
		c := benchCredentials
		c.SessionToken = strings.ToValidUTF8(token, "")
		if form, err := new(Signer).Sign(p, c, benchNow); err == nil {
			checkAgreement(t, form, p, c)
		}
	})
}

func checkAgreement(t *testing.T, form Form, p Policy, c Credentials) {
	t.Helper()
	d := parse(t, form.Fields.Get("policy"))
	if d.bucket != p.Bucket || len(d.ranges) != 1 || d.ranges[0] != [2]int64{p.MinBytes, p.MaxBytes} {
		t.Errorf("bucket %q and ranges %v", d.bucket, d.ranges)
	}
	for _, f := range form.Fields {
		name := strings.ToLower(f.Name)
		if name == "policy" || name == "x-amz-signature" {
			continue
		}
		conditions := d.exact
		if f.StartsWith {
			conditions = d.startsWith
		}
		value, ok := conditions[name]
		if !ok || value != f.Value {
			t.Errorf("field %q is %q, its condition %q (%v)", f.Name, f.Value, value, ok)
		}
		delete(conditions, name)
	}
	if len(d.exact)+len(d.startsWith) > 0 {
		t.Errorf("conditions without a field: %q %q", d.exact, d.startsWith)
	}
	if got := form.Fields.Get("x-amz-security-token"); got != c.SessionToken {
		t.Errorf("token field %q, want %q", got, c.SessionToken)
	}
	if c.SessionToken == "" {
		for _, f := range form.Fields {
			if f.Name == "x-amz-security-token" {
				t.Error("a token field without a token")
			}
		}
	}
}

func TestBadPolicies(t *testing.T) {
	for _, test := range []struct {
		change func(*Policy)
		want   string // in the error
	}{
		{func(p *Policy) { p.Bucket = "" }, "bucket"},
		{func(p *Policy) { p.Region = "" }, "region"},
		{func(p *Policy) { p.MinBytes = -1 }, "range"},
		{func(p *Policy) { p.MinBytes, p.MaxBytes = 2, 1 }, "range"},       // nothing fits
		{func(p *Policy) { p.MaxBytes = MaxFormBytes + 1 }, "range"},       // S3 accepts no more in one form
		{func(p *Policy) { p.Lifetime = time.Second - 1 }, "lifetime"},     // ends before it begins
		{add("", "x"), "no name"},                                          // a form cannot send it
		{add("x-amz-meta-a", "\xff"), "not UTF-8"},                         // JSON cannot contain it
		{add("x-amz-meta-\xff", "a"), "not UTF-8"},                         //
		{add("KEY", "other"), "repeated"},                                  // names are case-insensitive
		{add("bucket", "other"), "reserved"},                               // a condition, never a field
		{add("file", "x"), "reserved"},                                     // always last, always the browser's
		{add("Policy", "x"), "reserved"},                                   // would be two policies
		{add("X-Amz-Security-Token", "x"), "reserved"},                     // would be two tokens
		{add("x-amz-meta-a", strings.Repeat("x", MaxFieldBytes)), "20 KB"}, // S3 would refuse the form
		{add("x-amz-meta-a", strings.Repeat("\x01", 4000)), "20 KB"},       // small as a field, six times that in the policy
		{add("x-amz-signature", strings.Repeat("x", 64)), "reserved"},      //
	} {
		p := benchPolicy
		p.Fields = append([]Field(nil), p.Fields...)
		test.change(&p)
		form, err := new(Signer).Sign(p, benchCredentials, benchNow)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("error %v, want one with %q", err, test.want)
		}
		if form.Fields != nil {
			t.Error("a form beside the error")
		}
	}
	if _, err := new(Signer).Sign(benchPolicy, Credentials{}, benchNow); err == nil {
		t.Error("signed without credentials")
	}
}

func TestBoundsOfPolicies(t *testing.T) {
	for _, change := range []func(*Policy){
		func(p *Policy) { p.MinBytes, p.MaxBytes = 0, 0 },
		func(p *Policy) { p.MinBytes, p.MaxBytes = 7, 7 },
		func(p *Policy) { p.MaxBytes = MaxFormBytes },
		func(p *Policy) { p.Lifetime = time.Second },
	} {
		p := benchPolicy
		change(&p)
		if _, err := new(Signer).Sign(p, benchCredentials, benchNow); err != nil {
			t.Errorf("%d to %d bytes, %v: %v", p.MinBytes, p.MaxBytes, p.Lifetime, err)
		}
	}
}

// The largest form has exactly the bytes that S3 accepts. A value counts in its
// field and, encoded, in the policy; so two kinds of characters, which the policy
// encodes differently, are needed to reach the limit exactly.
func TestLargestForm(t *testing.T) {
	largest := 0
	for escaped := range 4 {
		for plain := 5000; ; plain++ {
			p := benchPolicy
			p.Fields = append(slices.Clone(p.Fields), Field{Name: "x-amz-meta-a",
				Value: strings.Repeat("ü", escaped) + strings.Repeat("x", plain)})
			form, err := new(Signer).Sign(p, benchCredentials, benchNow)
			if err != nil {
				break
			}
			size := 0
			for _, f := range form.Fields {
				size += len(f.Name) + len(f.Value)
			}
			largest = max(largest, size)
		}
	}
	if largest != MaxFieldBytes {
		t.Errorf("the largest form has %d bytes of fields, want %d", largest, MaxFieldBytes)
	}
}

// What is written as it is, and what as an escape, at the bounds of each.
func TestString(t *testing.T) {
	for s, want := range map[string]string{
		" ": ` `, "\x1f": `\u001f`, "~": `~`, "\x7f": "\x7f", "!": `!`, "#": `#`, `"`: `\u0022`, `[`: `[`, `\`: `\u005c`, `]`: `]`,
		"\u0080": `\u0080`, "\x80": `\ufffd`, "ü": `\u00fc`, "\uffff": `\uffff`, "\U00010000": `\ud800\udc00`, "🎉": `\ud83c\udf89`,
	} {
		if got := string(appendString(nil, "a"+s+"b")); got != `"a`+want+`b"` {
			t.Errorf("%q is written as %s, want %s", s, got, want)
		}
	}
}

func add(name, value string) func(*Policy) {
	return func(p *Policy) { p.Fields = append(p.Fields, Field{Name: name, Value: value}) }
}

func FuzzString(f *testing.F) {
	for _, s := range []string{"", "plain", `"}, {"acl": "public-read`, `\`, "\x00\x1f\x7f", "ü文🎉", "\u2028", "\xff", "$key ${filename}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		b := appendString(nil, s)
		for _, c := range b {
			if c < ' ' || c >= utf8.RuneSelf {
				t.Fatalf("%q is not plain ASCII", b)
			}
		}
		var back string
		if err := json.Unmarshal(b, &back); err != nil {
			t.Fatalf("%q: %v", b, err)
		}
		if want := strings.ToValidUTF8(s, "\ufffd"); utf8.ValidString(s) && back != want {
			t.Fatalf("%q came back as %q", s, back)
		}
	})
}

func TestJSONKeepsOrder(t *testing.T) {
	fields := Fields{{Name: "key", Value: "b"}, {Name: "a", Value: `"`}, {Name: "C", Value: ""}}
	rand.Shuffle(len(fields), func(i, j int) { fields[i], fields[j] = fields[j], fields[i] })
	b, _ := fields.MarshalJSON()
	decoder := json.NewDecoder(bytes.NewReader(b))
	if _, err := decoder.Token(); err != nil {
		t.Fatal(err)
	}
	for _, f := range fields {
		for _, want := range []string{f.Name, f.Value} {
			got, err := decoder.Token()
			if err != nil || got != want {
				t.Fatalf("%s: %v (%v), want %q", b, got, err, want)
			}
		}
	}
}
