package upload

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// readProfilesWith reads profiles under the environment for tests with changes.
func readProfilesWith(file string, changes map[string]string) (*Profiles, error) {
	environment := maps.Clone(environmentForTest)
	maps.Copy(environment, changes)
	return ReadProfiles("eu-central-1", func(name string) string { return environment[name] }, []byte(file))
}

// mustRead reads profiles for a deployment with sign-in that has every parameter
// at its widest.
func mustRead(t testing.TB, file string) *Profiles {
	t.Helper()
	p, err := readProfilesWith(file, map[string]string{
		"MAX_UPLOAD_BYTES": "5368709120", "MAX_MULTIPART_BYTES": "53687091200000", "EXPIRES_SECONDS": "3600", "JWT_ISSUER": "https://issuer.example",
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// editor compiles the schema that editors check the file with.
func editor(t *testing.T) *jsonschema.Schema {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile("../../profiles.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// The schema and the functions refuse the same; rows that a schema cannot
// refuse are marked.
func TestBadProfiles(t *testing.T) {
	schema := editor(t)
	const blind = true
	for _, test := range []struct {
		file  string
		want  []string // each in the error
		blind bool     // the schema accepts it
	}{
		{`{`, []string{"profiles.json is not JSON, line 1"}, blind},
		{"{\n\"a\": {},\n}", []string{"profiles.json is not JSON, line 3"}, blind}, // a comma too many
		{`{} {}`, []string{"is not JSON"}, blind},                                  // more after the end
		{``, []string{"is not JSON"}, blind},
		{`[]`, []string{"profiles.json is [], but must be an object"}, false},
		{`null`, []string{"profiles.json is null, but must be an object"}, false},
		{`{"a": {}, "a": {}}`, []string{`profiles.json has "a" twice`}, blind}, // one of them would be lost
		{`{"a": null}`, []string{`profile "a" is null, but must be an object`}, false},
		{`{"a": ["types"]}`, []string{`profile "a" is ["types"], but must be an object`}, false},
		{`{"a": {"minBytes": 1, "minBytes": 2}}`, []string{`profile "a" has "minBytes" twice`}, blind},

		{`{"Avatar": {}}`, []string{`profile "Avatar": the name must be small letters`}, false},                   // a capital letter
		{`{"": {}}`, []string{`profile ""`}, false},                                                               // empty
		{`{"1a": {}}`, []string{`profile "1a"`}, false},                                                           // begins with a digit
		{`{"-a": {}}`, []string{`profile "-a"`}, false},                                                           // begins with a hyphen
		{`{"a_b": {}}`, []string{`profile "a_b"`}, false},                                                         // could be a caller's folder
		{`{"a/b": {}}`, []string{`profile "a/b"`}, false},                                                         // two folders
		{`{"..": {}}`, []string{`profile ".."`}, false},                                                           // climbs
		{`{"ä": {}}`, []string{`profile "ä"`}, false},                                                             // no ASCII
		{`{"a\n": {}}`, []string{`profile "a\n"`}, blind},                                                         // a line end, which $ lets pass in some languages
		{`{"` + strings.Repeat("a", 33) + `": {}}`, []string{"at most 32"}, false},                                // too long
		{`{"$comment": {}}`, []string{`profile "$comment"`}, false},                                               // $schema alone
		{`{"a": {"maxbytes": 5}}`, []string{`profile "a" has no member "maxbytes": there are types, min`}, false}, // maxBytes
		{`{"a": {"$schema": "x"}}`, []string{`profile "a" has no member "$schema"`}, false},                       // of the file, not of a profile

		{`{"a": {"types": "image/png"}}`, []string{`profile "a": types is "image/png", but must be a list of media types`}, false},
		{`{"a": {"types": []}}`, []string{`types is [], but must be a list`}, false}, // nothing would be accepted
		{`{"a": {"types": null}}`, []string{`types is null, but must be a list`}, false},
		{`{"a": {"types": [null]}}`, []string{`types is [null], but must be a list`}, false},
		{`{"a": {"types": ["image/png", 5]}}`, []string{"types"}, false},
		{`{"a": {"types": ["*/*"]}}`, []string{"types"}, false},                      // everything, scripts too
		{`{"a": {"types": ["image"]}}`, []string{"types"}, false},                    // half a type
		{`{"a": {"types": ["image/a$b"]}}`, []string{"types"}, false},                // a variable in a policy
		{`{"a": {"types": [".png"]}}`, []string{"types"}, false},                     // an extension
		{`{"a": {"types": ["image/png,image/gif"]}}`, []string{"types"}, false},      // two in one
		{`{"a": {"types": ["image/png; charset=utf-8"]}}`, []string{"types"}, false}, // parameters
		{`{"a": {"minBytes": -1}}`, []string{`minBytes is -1, but must be a whole number from 0 to 5368709120`}, false},
		{`{"a": {"minBytes": 5368709121}}`, []string{"minBytes"}, false}, // more than S3 accepts in one form
		{`{"a": {"maxBytes": 0}}`, []string{`maxBytes is 0, but must be a whole number from 1 to 5368709120`}, false},
		{`{"a": {"maxBytes": 5368709121}}`, []string{"maxBytes"}, false},
		{`{"a": {"maxBytes": "2 MB"}}`, []string{`maxBytes is "2 MB", but must be a whole number`}, false},
		{`{"a": {"maxBytes": "5"}}`, []string{"maxBytes"}, false}, // a string
		{`{"a": {"maxBytes": 1.5}}`, []string{"maxBytes is 1.5"}, false},
		{`{"a": {"maxBytes": 2e6}}`, []string{"maxBytes is 2e6"}, blind}, // a whole number to a schema
		{`{"a": {"maxBytes": null}}`, []string{"maxBytes is null"}, false},
		{`{"a": {"maxMultipartBytes": 53687091200001}}`, []string{`maxMultipartBytes`, "0 to 53687091200000"}, false}, // more than S3 accepts in one object
		{`{"a": {"maxMultipartBytes": -1}}`, []string{"maxMultipartBytes"}, false},
		{`{"a": {"expiresSeconds": 59}}`, []string{"expiresSeconds is 59, but must be a whole number from 60 to 3600"}, false},
		{`{"a": {"expiresSeconds": 3601}}`, []string{"expiresSeconds"}, false},
		{`{"a": {"expiresSeconds": true}}`, []string{"expiresSeconds"}, false},
		{`{"a": {"keyStyle": "Unique"}}`, []string{`keyStyle is "Unique", but must be "unique" or "filename"`}, false},
		{`{"a": {"keyStyle": null}}`, []string{"keyStyle"}, false},
		{`{"a": {"requireSize": "true"}}`, []string{`requireSize is "true", but must be true or false`}, false},
		{`{"a": {"requireSha256": 1}}`, []string{`requireSha256 is 1, but must be true or false`}, false},
		{`{"a": {"requireSha256": null}}`, []string{"requireSha256"}, false},
		{`{"a": {"scope": ""}}`, []string{`scope is "", but must be a scope`}, false},
		{`{"a": {"scope": "a b"}}`, []string{"scope"}, false},  // two
		{`{"a": {"scope": "[a"}}`, []string{"scope"}, false},   // as a list begins in an event
		{`{"a": {"scope": "a]"}}`, []string{"scope"}, false},   // as one ends
		{`{"a": {"scope": "ä"}}`, []string{"scope"}, false},    // no ASCII
		{`{"a": {"scope": "a\\b"}}`, []string{"scope"}, false}, // no scope has that
		{`{"a": {"scope": ["a"]}}`, []string{"scope"}, false},  // a list
		{`{"a": {"scope": "` + strings.Repeat("a", 65) + `"}}`, []string{"scope"}, false},
		{`{"a": {"inspect": 5}}`, []string{`inspect is 5, but must be an object`}, false},
		{`{"a": {"inspect": null}}`, []string{`inspect is null`}, false},
		{`{"a": {"inspect": {"maxpixels": 5}}}`, []string{`inspect`, `an object without "maxpixels": there are maxPixels`}, false},
		{`{"a": {"inspect": {"maxPixels": 0}}}`, []string{"an object whose maxPixels is a whole number from 1"}, false},
		{`{"a": {"inspect": {"maxEntries": 65536}}}`, []string{"maxEntries"}, false},
		{`{"a": {"inspect": {"maxUnpackedBytes": "1 GB"}}}`, []string{"maxUnpackedBytes"}, false},
		{`{"a": {"inspect": {"maxRatio": 0.5}}}`, []string{"maxRatio"}, false},
		{`{"a": {"inspect": {"unknown": true}}}`, []string{`an object whose unknown is "accept" or "reject"`}, false},
		{`{"a": {"inspect": {"maxRatio": 5, "maxRatio": 6}}}`, []string{"each member once"}, blind},

		{`{"a": {"minBytes": 6, "maxBytes": 5}}`, []string{`profile "a": minBytes is 6, but must be at most maxBytes, 5`}, blind},
		{`{"a": {"minBytes": 6, "maxMultipartBytes": 5}}`, []string{`profile "a": maxMultipartBytes is 5, but must be 0, or at least minBytes, 6`}, blind},
		// All mistakes are reported at once.
		{`{"a": {"types": 5, "minBytes": -1}, "B": {}, "c": {"maxbytes": 1}}`, []string{`"a": types`, `"a": minBytes`, `"B"`, `"c" has no member "maxbytes"`}, false},
	} {
		err := CheckProfiles([]byte(test.file))
		if err == nil {
			t.Errorf("%s is accepted", test.file)
			continue
		}
		for _, want := range test.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: no %q in %q", test.file, want, err)
			}
		}
		if value, err := jsonschema.UnmarshalJSON(strings.NewReader(test.file)); err == nil {
			if err := schema.Validate(value); (err == nil) != test.blind && test.file != `{"a\n": {}}` {
				t.Errorf("%s: the schema says %v", test.file, err)
			}
		}
	}
}

func TestGoodProfiles(t *testing.T) {
	schema := editor(t)
	for _, file := range []string{
		`{}`, " {\n} \n",
		`{"$schema": "./profiles.schema.json"}`,
		`{"a": {}}`,
		`{"a-1": {}, "z9-": {}, "` + strings.Repeat("a", 32) + `": {}}`,
		`{"a": {"types": ["image/png", "IMAGE/*", "image/svg+xml"]}}`,
		`{"a": {"minBytes": 0, "maxBytes": 1, "maxMultipartBytes": 0, "expiresSeconds": 60}}`,
		`{"a": {"minBytes": 5368709120, "maxBytes": 5368709120, "maxMultipartBytes": 53687091200000, "expiresSeconds": 3600}}`,
		`{"a": {"keyStyle": "unique", "requireSize": true, "requireSha256": false}, "b": {"keyStyle": "filename"}}`,
		`{"a": {"scope": "https://example.com/uploads:write"}, "b": {"scope": "~` + strings.Repeat("a", 63) + `"}}`,
		`{"a": {"inspect": {}}, "b": {"inspect": {"maxPixels": 25000000, "maxEntries": 100, "maxUnpackedBytes": 1, "maxRatio": 10, "unknown": "accept"}}}`,
	} {
		if err := CheckProfiles([]byte(file)); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(value); err != nil {
			t.Errorf("%s: the schema says %v", file, err)
		}
	}
}

// The schema has exactly the members that the functions read, each described.
func TestSchemaHasEveryMember(t *testing.T) {
	raw, err := os.ReadFile("../../profiles.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Definitions struct {
			Profile struct {
				Properties map[string]struct{ Description string }
			}
		}
	}
	if err := json.Unmarshal(raw, &schema); err != nil {
		t.Fatal(err)
	}
	properties := schema.Definitions.Profile.Properties
	if got, want := slices.Sorted(maps.Keys(properties)), slices.Sorted(slices.Values(profileMembers)); !slices.Equal(got, want) {
		t.Errorf("the schema has %q, the functions read %q", got, want)
	}
	for name, property := range properties {
		if property.Description == "" {
			t.Errorf("%s has no description", name)
		}
		if want := new(Rules).set(name, json.RawMessage("{]")); want == unknownMember || want == "" {
			t.Errorf("%s is not read", name)
		}
	}
}

// A profile's members replace the parameters; for others, the parameters apply.
func TestProfileOverParameters(t *testing.T) {
	p, err := readProfilesWith(`{"same": {}, "own": {"types": ["text/csv"], "minBytes": 2, "maxBytes": 50, "maxMultipartBytes": 70, "expiresSeconds": 60,
		"keyStyle": "filename", "requireSize": true, "requireSha256": true, "scope": "own:write",
		"inspect": {"maxPixels": 5, "maxEntries": 6, "maxUnpackedBytes": 7, "maxRatio": 8, "unknown": "reject"}},
		"none": {"maxMultipartBytes": 0}}`, map[string]string{"EXPIRES_SECONDS": "300", "JWT_ISSUER": "https://issuer.example"})
	if err != nil {
		t.Fatal(err)
	}
	same, err := p.Choose("same", nil)
	if err != nil {
		t.Fatal(err)
	}
	if s, d := *same, *p.Default; s.Profile != "same" || s.KeyStyle != d.KeyStyle || s.MinBytes != d.MinBytes || s.MaxBytes != d.MaxBytes ||
		s.MaxMultipartBytes != d.MaxMultipartBytes || s.AllowedTypes.String() != d.AllowedTypes.String() || s.Lifetime != d.Lifetime ||
		s.RequireSize || s.RequireSHA256 || s.Scope != "" || s.Bucket != d.Bucket || s.URL != d.URL || s.Inspect != (Inspection{}) {
		t.Errorf("a profile without members has %+v, the parameters are %+v", s, d)
	}
	own, err := p.Choose("own", []string{"own:write"})
	if err != nil {
		t.Fatal(err)
	}
	if o := *own; o.AllowedTypes.String() != "CSV" || o.MinBytes != 2 || o.MaxBytes != 50 || o.MaxMultipartBytes != 70 || o.Lifetime != time.Minute ||
		o.KeyStyle != Filename || !o.RequireSize || !o.RequireSHA256 || o.Inspect != (Inspection{5, 6, 7, 8, RejectUnknown}) {
		t.Errorf("%+v", o)
	}
	if none, _ := p.Choose("none", nil); none.MaxMultipartBytes != 0 || none.MaxBytes != 100 {
		t.Errorf("a profile without parts: %+v", none)
	}
	if p.Default.MaxBytes != 100 || p.Default.KeyStyle != Unique || p.Default.Scope != "" || p.Default.Profile != "" {
		t.Errorf("the profiles changed the parameters: %+v", p.Default)
	}
}

// Some values are wrong only with some parameters. The function does not start.
func TestProfilesAgainstParameters(t *testing.T) {
	for _, test := range []struct {
		file    string
		changes map[string]string
		want    string // empty: accepted
	}{
		{`{"a": {"expiresSeconds": 60}}`, nil, ""},
		{`{"a": {"expiresSeconds": 61}}`, nil, `profile "a": expiresSeconds is 61, but must be at most EXPIRES_SECONDS, 60`},
		{`{"a": {"maxBytes": 9}}`, map[string]string{"MIN_UPLOAD_BYTES": "10"}, `profile "a": maxBytes is 9, but must be at least minBytes, 10`},
		{`{"a": {"minBytes": 101}}`, nil, `profile "a": minBytes is 101, but must be at most maxBytes, 100`},
		{`{"a": {"minBytes": 50, "maxMultipartBytes": 50}}`, nil, ""},
		{`{"a": {"minBytes": 50}}`, map[string]string{"MAX_MULTIPART_BYTES": "50"}, ""},
		{`{"a": {"minBytes": 50}}`, map[string]string{"MAX_MULTIPART_BYTES": "49"}, `profile "a": minBytes is 50, but must be at most maxMultipartBytes, 49`},
		{`{"a": {"minBytes": 50}}`, map[string]string{"MAX_MULTIPART_BYTES": "0"}, ""},
		{`{"a": {"maxBytes": 5368709120}}`, nil, ""}, // more than the parameter, which it replaces
		{`{"a": {"scope": "a"}}`, map[string]string{"JWT_ISSUER": "https://issuer.example"}, ""},
		{`{"a": {"scope": "a"}}`, nil, `profile "a": scope is a, but must be left out where JWT_ISSUER is empty`},
	} {
		_, err := readProfilesWith(test.file, test.changes)
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%s with %q: %v, want %q", test.file, test.changes, err, test.want)
		}
	}
	if _, err := readProfilesWith(`{}`, map[string]string{"KEY_PREFIX": ""}); err == nil || !strings.Contains(err.Error(), "KEY_PREFIX") {
		t.Errorf("a wrong parameter: %v", err)
	}
}

func TestChoose(t *testing.T) {
	p := mustRead(t, `{"b": {"scope": "b:write"}, "a": {}}`)
	for _, test := range []struct {
		name   string
		scopes []string
		code   string
		has    string // in the message
	}{
		{"", nil, "", ""},
		{"a", nil, "", ""},
		{"b", []string{"a", "b:write"}, "", ""},
		{"b", nil, "ScopeMissing", "b:write"},
		{"b", []string{"b:write2", "b", "B:WRITE", "b:write "}, "ScopeMissing", "b:write"},
		{"c", nil, "UnknownProfile", "choose a, b."},
		{"A", nil, "UnknownProfile", `"A"`}, // names are case-sensitive
		{"$schema", nil, "UnknownProfile", ""},
		{"a/", nil, "UnknownProfile", ""},
		{strings.Repeat("x", 5000), nil, "UnknownProfile", `xxx"`},
	} {
		r, err := p.Choose(test.name, test.scopes)
		if test.code == "" {
			if err != nil || r.Profile != test.name {
				t.Errorf("%q: %v", test.name, err)
			}
			continue
		}
		var refusal *Refusal
		if !errors.As(err, &refusal) || refusal.Code != test.code || !strings.Contains(refusal.Message, test.has) || len(refusal.Message) > 200 {
			t.Errorf("%.60q with %q: %.200v, want %s", test.name, test.scopes, err, test.code)
		}
	}
	for file, want := range map[string]string{
		`{"b": {}, "a": {}}`: `{"accepted":["a","b"],"profile":"x"}`,
		`{}`:                 `{"accepted":[],"profile":"x"}`, // an empty list, not null
	} {
		_, err := mustRead(t, file).Choose("x", nil)
		var refusal *Refusal
		if !errors.As(err, &refusal) || strings.Contains(refusal.Message, "there are none") != (file == "{}") {
			t.Fatalf("%s: %v", file, err)
		}
		if details, _ := json.Marshal(refusal.Details); string(details) != want {
			t.Errorf("%s: %s, want %s", file, details, want)
		}
	}
}

// Whatever the file, it is read or refused, and what is read has no name that
// could be another folder.
func FuzzProfiles(f *testing.F) {
	f.Add([]byte(`{"$schema": "x", "a": {"types": ["image/png"], "maxBytes": 5, "inspect": {"maxRatio": 5}}}`))
	f.Add([]byte(`{"a": {"scope": "a", "keyStyle": "filename"}, "a/b": {}}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		p, err := readProfilesWith(string(file), map[string]string{"JWT_ISSUER": "https://issuer.example"})
		if err != nil {
			return
		}
		if !json.Valid(file) {
			t.Fatalf("read, but no JSON: %s", bytes.TrimSpace(file))
		}
		for name, r := range p.named {
			if !isProfileName(name) || r.Profile != name || r.MinBytes > r.MaxBytes || r.Lifetime > p.Default.Lifetime || len(r.AllowedTypes) == 0 {
				t.Fatalf("%q: %+v", name, r)
			}
		}
	})
}
