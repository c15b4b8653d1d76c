package main

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// eventSchema returns the schema of the published events.
func eventSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	schema, err := compiler.Compile("../event.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// wantEvent fails if text is not valid against the schema.
func wantEvent(t *testing.T, schema *jsonschema.Schema, text string) {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(value); err != nil {
		t.Errorf("%s: %v", text, err)
	}
}

// envelope returns a published verdict as a rule's target gets it.
func (p published) envelope() string {
	text, _ := json.Marshal(map[string]any{"source": "slipway", "detail-type": p.DetailType, "detail": json.RawMessage(p.text)})
	return string(text)
}

// The events in events/verdicts are as the function publishes them.
func TestVerdictEvents(t *testing.T) {
	schema := eventSchema(t)
	files, err := filepath.Glob("../../events/verdicts/*.json")
	if err != nil || len(files) < 2 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		wantEvent(t, schema, string(text))
		var event struct{ Detail json.RawMessage }
		var d detail
		if err := json.Unmarshal(text, &event); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(event.Detail, &d); err != nil {
			t.Fatal(err)
		}
		published, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		var has, want map[string]any
		json.Unmarshal(event.Detail, &has)
		json.Unmarshal(published, &want)
		if !reflect.DeepEqual(has, want) {
			t.Errorf("%s: %v, and the function would publish %v", file, has, want)
		}
	}
}

// The schema has every member that may be published, and no other.
func TestSchemaHasEveryMember(t *testing.T) {
	var file struct {
		Defs struct {
			Detail struct{ Properties map[string]any }
		} `json:"$defs"`
	}
	text, err := os.ReadFile("../event.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	var members []string
	for field := range reflect.TypeFor[detail]().Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		members = append(members, name)
	}
	slices.Sort(members)
	if has := slices.Sorted(maps.Keys(file.Defs.Detail.Properties)); !slices.Equal(has, members) {
		t.Errorf("the schema has %v, events %v", has, members)
	}
}

func TestSchemaRefuses(t *testing.T) {
	schema := eventSchema(t)
	for _, test := range []struct{ file, old, new string }{
		{"accepted", `"slipway"`, `"aws.s3"`},                                          // another's
		{"accepted", `"Upload Accepted"`, `"Upload Deleted"`},                          // no verdict
		{"accepted", `"Upload Accepted"`, `"Upload Rejected"`},                         // without a reason
		{"rejected", `"Upload Rejected"`, `"Upload Accepted"`},                         // with one
		{"rejected", `"ContentMismatch"`, `"Ugly"`},                                    // an unknown one
		{"accepted", `"versionId": "01JDHKQ5V8M2Z9",`, ``},                             // could be read as any version
		{"accepted", `"01JDHKQ5V8M2Z9"`, `"null"`},                                     // its bytes may change
		{"accepted", `"width": 1600,`, ``},                                             // a height alone
		{"accepted", `"width": 1600`, `"width": 0`},                                    // no picture
		{"accepted", `"size": 91`, `"size": "91"`},                                     // a text
		{"accepted", `"etag": "b5`, `"etag": "\"b5`},                                   // with a quote
		{"accepted", `"foundType": "image/png"`, `"foundType": "image"`},               // half a type
		{"accepted", `"foundType": "image/png"`, `"foundType": "text/plain; charset"`}, // with a parameter
		{"accepted", `"profile": "avatar"`, `"profile": "Avatar"`},                     // no profile's name
		{"accepted", `"album": "Zürich"`, `"album": 5`},                                // a number
		{"accepted", `"2026-11-25T08:00:01Z"`, `"yesterday"`},                          // no time
	} {
		text, err := os.ReadFile("../../events/verdicts/" + test.file + ".json")
		if err != nil {
			t.Fatal(err)
		}
		bad := strings.Replace(string(text), test.old, test.new, 1)
		if bad == string(text) {
			t.Fatalf("%s is not in the event", test.old)
		}
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(bad))
		if err != nil {
			t.Fatalf("%s: %v", test.new, err)
		}
		if schema.Validate(value) == nil {
			t.Errorf("%s is valid", test.new)
		}
	}
}
