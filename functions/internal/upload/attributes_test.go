package upload

import (
	"maps"
	"strings"
	"testing"
	"time"

	"slipway/functions/internal/postpolicy"
)

// S3 accepts the form even if owner and uploader use every limit.
func TestLargestForm(t *testing.T) {
	r, err := readRulesWith(map[string]string{
		"KEY_PREFIX": strings.Repeat("x", 127) + "/", // the template's limit
		"OBJECT_ACL": "bucket-owner-full-control", "CONTENT_DISPOSITION": "attachment", "STORAGE_CLASS": "INTELLIGENT_TIERING",
		"CACHE_CONTROL": "public" + strings.Repeat(", immutable", 17),
	})
	if err != nil {
		t.Fatal(err)
	}
	r.Attributes.setField("Content-Language", strings.TrimSuffix(strings.Repeat("de-AT, ", 28), ", "))
	r.Attributes.setField("Expires", "Thu, 01 Dec 2033 16:00:00 GMT")
	value := strings.Repeat("v", 255)
	if r.Attributes.Tags, err = readTags(map[string]string{"a": value, "b": value, "c": value, "d": value}); err != nil {
		t.Fatal(err)
	}
	caller := strings.Repeat("c", maxFolderBytes)
	policy, err := r.Policy(File{
		Name: strings.Repeat("図", 251) + ".png", SHA256: "LPJNul+wowVyEKgvh5E4fKSWhWv3ZVyl4nDqLKQgZ1E=",
		Metadata: Values{"a": strings.Repeat("m", maxMetadataBytes-len("x-amz-meta-ax-amz-meta-caller")-len(caller))},
	}, caller, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	var signer postpolicy.Signer
	if _, err := signer.Sign(policy, postpolicy.Credentials{
		AccessKeyID: "ASIAIOSFODNN7EXAMPLE", SecretAccessKey: "secret", SessionToken: strings.Repeat("t", 2000),
	}, time.Now()); err != nil {
		t.Error(err)
	}
}

func TestSetField(t *testing.T) {
	long, languages := strings.Repeat("a", 201), strings.Repeat("de-AT,", 33)+"fr" // 200 bytes
	for _, test := range []struct {
		name, value string
		good        bool
	}{
		{"Cache-Control", "no-store", true},
		{"Cache-Control", "public, max-age=31536000, immutable", true},
		{"Cache-Control", "public,max-age=60", true},
		{"Cache-Control", "stale-while-revalidate=5", true},
		{"Cache-Control", "", false},
		{"Cache-Control", "max-age=", false},
		{"Cache-Control", "max-age=a minute", false},
		{"Cache-Control", "public,", false},
		{"Cache-Control", "public,  private", false}, // two spaces
		{"Cache-Control", " public", false},          // a header would lose the space
		{"Cache-Control", "no-store\r\nSet-Cookie: a=b", false},
		{"Cache-Control", "${filename}", false},
		{"Cache-Control", "größer", false},
		{"Cache-Control", long[1:], true},
		{"Cache-Control", long, false},
		{"Content-Disposition", "attachment", true},
		{"Content-Disposition", "inline", true},
		{"Content-Disposition", "Attachment", false},
		{"Content-Disposition", `attachment; filename="a.pdf"`, false}, // the name is added
		{"Content-Disposition", "form-data", false},
		{"Content-Disposition", "", false},
		{"Content-Language", "de", true},
		{"Content-Language", "en-GB, zh-Hant-TW,mn-Cyrl-MN", true},
		{"Content-Language", "ca-valencia", true},
		{"Content-Language", languages, true},
		{"Content-Language", languages + "n", false},
		{"Content-Language", "en_GB", false},
		{"Content-Language", "-de", false},
		{"Content-Language", "deutschland", false}, // a subtag has 8 at most
		{"Content-Language", "", false},
		{"Content-Language", "*", false},
		{"Expires", "Thu, 01 Dec 2033 16:00:00 GMT", true},
		{"Expires", "Wed, 01 Dec 2033 16:00:00 GMT", false}, // it is a Thursday
		{"Expires", "Thu, 1 Dec 2033 16:00:00 GMT", false},
		{"Expires", "2033-12-01T16:00:00Z", false},
		{"Expires", "Thu, 01 Dec 2033 16:00:00 CET", false},
		{"Expires", "0", false},
		{"Expires", "", false},
		{"x-amz-storage-class", "STANDARD_IA", true},
		{"x-amz-storage-class", "GLACIER_IR", true},
		{"x-amz-storage-class", "DEEP_ARCHIVE", false}, // not read at once
		{"x-amz-storage-class", "standard", false},
		{"x-amz-storage-class", "OUTPOSTS", false}, // of another kind of storage
		{"x-amz-storage-class", "", false},
	} {
		var a Attributes
		if want, ok := a.setField(test.name, test.value); !ok || (want == "") != test.good {
			t.Errorf("%s %q: %q, %v; good is %v", test.name, test.value, want, ok, test.good)
		}
		fields := a.fields()
		if test.good && (len(fields) != 1 || fields[0].Name != test.name || fields[0].Value != test.value) || !test.good && len(fields) != 0 {
			t.Errorf("%s %q became %v", test.name, test.value, fields)
		}
	}
	for _, name := range []string{"cache-control", "Content-Type", "Content-Encoding", "acl", "key", "tagging", "x-amz-website-redirect-location", ""} {
		if _, ok := new(Attributes).setField(name, "no-store"); ok {
			t.Errorf("%q is accepted, but is not a field of the owner's", name)
		}
	}
}

func TestReadTags(t *testing.T) {
	six := map[string]string{"a": "", "b": "", "c": "", "d": "", "e": "", "f": ""}
	seven := maps.Clone(six)
	seven["g"] = ""
	for _, test := range []struct {
		tags map[string]string
		want string // in the error
	}{
		{nil, ""},
		{map[string]string{"team": "legal"}, ""},
		{map[string]string{"kept for": "10 years / +-=._:@", "empty": ""}, ""},
		{map[string]string{strings.Repeat("k", 128): strings.Repeat("v", 256)}, ""},
		{six, ""},
		{seven, "at most 6"},
		{map[string]string{strings.Repeat("k", 129): ""}, "keys"},
		{map[string]string{"k": strings.Repeat("v", 257)}, "values"},
		{map[string]string{"a": strings.Repeat("v", 256), "b": strings.Repeat("v", 256), "c": strings.Repeat("v", 256), "d": strings.Repeat("v", 252)}, ""},
		{map[string]string{"a": strings.Repeat("v", 256), "b": strings.Repeat("v", 256), "c": strings.Repeat("v", 256), "d": strings.Repeat("v", 253)}, "1024 bytes together"},
		{map[string]string{"": "v"}, "keys"},
		{map[string]string{" k": "v"}, "keys"},
		{map[string]string{"k": "v "}, "values"},
		{map[string]string{"k": "<v>"}, "values"},
		{map[string]string{"k": "a&b"}, "values"},
		{map[string]string{"k": "${filename}"}, "values"},
		{map[string]string{"k": "grün"}, "values"},
		{map[string]string{"k*": "v"}, "keys"},
		{map[string]string{"aws:createdBy": "v"}, "keys"},
		{map[string]string{"AWS:x": "v"}, "keys"},
		{map[string]string{"slipway-verdict": "accepted"}, "keys"}, // would pass for a verdict
		{map[string]string{"Slipway-Verdict": "accepted"}, "keys"},
		{map[string]string{"GuardDutyMalwareScanStatus": "NO_THREATS_FOUND"}, "keys"},
	} {
		tags, err := readTags(test.tags)
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) || err == nil && len(tags) != len(test.tags) {
			t.Errorf("%q: %q, %v", test.tags, tags, err)
		}
	}
	tags, err := readTags(map[string]string{"b": "+ 1", "a": ""})
	if err != nil {
		t.Fatal(err)
	}
	const xml = "<Tagging><TagSet><Tag><Key>a</Key><Value></Value></Tag><Tag><Key>b</Key><Value>+ 1</Value></Tag></TagSet></Tagging>"
	if got := (Attributes{Tags: tags}).fields(); len(got) != 1 || got[0].Name != "tagging" || got[0].Value != xml {
		t.Errorf("as a field: %v", got)
	}
	if got := tags.Header(); got != "a=&b=%2B+1" {
		t.Errorf("as a header: %s", got)
	}
}

func TestDisposition(t *testing.T) {
	hundred := strings.Repeat("漢", 100)
	for _, test := range []struct{ name, want string }{
		{"report.pdf", `filename="report.pdf"`},
		{"my report (1).pdf", `filename="my report (1).pdf"`},
		{"semi;colon, and = 'quote'.pdf", `filename="semi;colon, and = 'quote'.pdf"`},
		{`say "hi".txt`, `filename="say _hi_.txt"; filename*=UTF-8''say%20%22hi%22.txt`},
		{`back\slash/slash.txt`, `filename="back_slash_slash.txt"`},
		{"100 %.txt", `filename="100 _.txt"; filename*=UTF-8''100%20%25.txt`},
		{"%41.txt", `filename="_41.txt"; filename*=UTF-8''%2541.txt`},
		{"${filename}.txt", `filename="_{filename}.txt"; filename*=UTF-8''%24%7Bfilename%7D.txt`},
		{"naïve.png", `filename="na_ve.png"; filename*=UTF-8''na%C3%AFve.png`},
		{"東京.png", `filename="__.png"; filename*=UTF-8''%E6%9D%B1%E4%BA%AC.png`},
		{"👨‍👩‍👧.png", `filename="_____.png"; filename*=UTF-8''%F0%9F%91%A8%E2%80%8D%F0%9F%91%A9%E2%80%8D%F0%9F%91%A7.png`},
		{"photo\u202egnp.exe", `filename="photognp.exe"`}, // shown as photoexe.png
		{"\u2067a\u2069.png", `filename="a.png"`},
		{"a+b.txt", `filename="a+b.txt"`},
		{"a~b.txt", `filename="a~b.txt"`},
		{".png", `filename=".png"`},
		{"\u202e", `filename="file"`}, // nothing is left
		{"\u202e..", `filename="file"`},
		{"noextension", `filename="noextension"`},
		// Each character takes 10 bytes: one in the plain name, nine encoded.
		{hundred + hundred + ".png", `filename="` + strings.Repeat("_", 115) + `.png"; filename*=UTF-8''` + strings.Repeat("%E6%BC%A2", 115) + ".png"},
		{"." + hundred + hundred, ""}, // only its length matters
	} {
		got := disposition("attachment", test.name)
		if test.want != "" && got != "attachment; "+test.want {
			t.Errorf("%q:\n%s, want\nattachment; %s", test.name, got, test.want)
		}
		if len(got) > maxDispositionBytes || strings.ContainsFunc(got, func(r rune) bool { return r < ' ' || r > '~' || r == '$' }) {
			t.Errorf("%q: %d bytes, %s", test.name, len(got), got)
		}
	}
}

func TestAttributesOfParameters(t *testing.T) {
	for _, test := range []struct{ variable, value, want string }{
		{"CACHE_CONTROL", "no-store", ""},
		{"CACHE_CONTROL", "no store at all", "CACHE_CONTROL"},
		{"CONTENT_DISPOSITION", "inline", ""},
		{"CONTENT_DISPOSITION", "form-data", "CONTENT_DISPOSITION"},
		{"STORAGE_CLASS", "GLACIER_IR", ""},
		{"STORAGE_CLASS", "COLD", "STORAGE_CLASS"},
	} {
		p, err := readProfilesWith(`{"a": {}, "b": {"fields": {}}, "c": {"fields": {"Content-Language": "de"}}}`, map[string]string{test.variable: test.value})
		if test.want != "" {
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%s=%s: %v", test.variable, test.value, err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		// A profile's fields replace all of the parameters'.
		for profile, want := range map[string]int{"": 1, "a": 1, "b": 0, "c": 1} {
			rules, err := p.Choose(profile, nil)
			if err != nil {
				t.Fatal(err)
			}
			object, err := rules.Object(File{Name: "a.png"}, "", time.Now())
			if err != nil {
				t.Fatal(err)
			}
			if got := object.Attributes.fields(); len(got) != want {
				t.Errorf("%s=%s, profile %q: %v", test.variable, test.value, profile, got)
			}
		}
	}
}

func TestProfileAttributes(t *testing.T) {
	tagKeys := map[string]string{"TAG_KEYS": "team,kept for"}
	for _, test := range []struct{ member, want string }{
		{`"fields": {"Cache-Control": "no-cache", "Expires": "Thu, 01 Dec 2033 16:00:00 GMT"}`, ""},
		{`"tags": {"team": "legal"}`, ""},
		{`"tags": {}`, ""},
		{`"fields": {"Content-Type": "text/html"}`, `without "Content-Type"`},
		{`"fields": {"Cache-Control": "a b"}`, "whose Cache-Control is directives"},
		{`"fields": {"Cache-Control": 60}`, `whose "Cache-Control" is a string`},
		{`"fields": {"Cache-Control": null}`, "Cache-Control"},
		{`"fields": {"Cache-Control": "no-cache", "Cache-Control": "no-store"}`, "each member once"},
		{`"fields": ["no-cache"]`, "an object such as"},
		{`"tags": {"team": 5}`, `whose "team" is a string`},
		{`"tags": {"team": null}`, `whose "team" is a string`},
		{`"tags": {"cost": "1"}`, "TAG_KEYS must list it"},
		{`"tags": "team=legal"`, "an object such as"},
		{`"tags": {"team": "<b>"}`, "tags whose values"},
	} {
		_, err := readProfilesWith(`{"contract": {`+test.member+`}}`, tagKeys)
		if (err == nil) != (test.want == "") || err != nil && !(strings.Contains(err.Error(), test.want) && strings.Contains(err.Error(), `profile "contract"`)) {
			t.Errorf("%s: %v", test.member, err)
		}
	}
	// TAG_KEYS must not let the roles set the tags of verdicts.
	for _, keys := range []string{"slipway-verdict", "team,GuardDutyMalwareScanStatus", "aws:x", "team,,cost", "*", "${aws:username}"} {
		if _, err := readProfilesWith(`{}`, map[string]string{"TAG_KEYS": keys}); err == nil || !strings.Contains(err.Error(), "TAG_KEYS") {
			t.Errorf("TAG_KEYS=%s: %v", keys, err)
		}
	}
	// The file alone is checked without a deployment, which may set any key.
	if err := CheckProfiles([]byte(`{"contract": {"tags": {"cost": "1"}}}`)); err != nil {
		t.Error(err)
	}
}
