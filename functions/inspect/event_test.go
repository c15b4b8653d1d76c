package main

import (
	"encoding/json"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"

	"slipway/functions/internal/content"
	"slipway/functions/internal/version"
)

var testEnvironment = map[string]string{
	"UPLOAD_BUCKET": "slipway-local-uploadbucket", "KEY_PREFIX": "uploads/", "EVENT_BUS_NAME": "default", "MALWARE_SCAN": "false",
}

const profiles = `{"avatar": {"inspect": {"maxPixels": 1000000, "maxEntries": 5}}, "backup": {"inspect": {"unknown": "accept", "maxRatio": 7, "maxUnpackedBytes": 9}}, "plain": {}}`

func TestLimits(t *testing.T) {
	i := testInspector(t, testEnvironment)
	for _, test := range []struct {
		key, profile string
		limits       content.Limits
	}{
		{"uploads/a.png", "", content.DefaultLimits()},
		{"uploads/avatar", "", content.DefaultLimits()}, // a file of that name
		{"uploads/avatars/a.png", "", content.DefaultLimits()},
		{"uploads/plain/a.png", "plain", content.DefaultLimits()},
		{"uploads/avatar/ann/a.png", "avatar", content.Limits{MaxPixels: 1_000_000, MaxEntries: 5, MaxUnpacked: 1 << 30, MaxRatio: 100}},
		{"uploads/backup/a", "backup", content.Limits{MaxPixels: 100_000_000, MaxEntries: 10_000, MaxUnpacked: 9, MaxRatio: 7, AcceptUnknown: true}},
	} {
		if profile, limits := i.rules(test.key); profile != test.profile || limits != test.limits {
			t.Errorf("%s: %q %+v, want %q %+v", test.key, profile, limits, test.profile, test.limits)
		}
	}
}

func testInspector(t *testing.T, environment map[string]string) *inspector {
	t.Helper()
	i, err := newInspector(aws.Config{}, slog.New(slog.NewJSONHandler(io.Discard, nil)), func(name string) string { return environment[name] }, []byte(profiles))
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func TestReadEvent(t *testing.T) {
	i := testInspector(t, testEnvironment)
	for name, want := range map[string]scan{
		"created":          "",
		"scan-clean":       clean,
		"scan-threats":     threats,
		"scan-unsupported": unsupported,
		"scan-denied":      "",
	} {
		var event events.EventBridgeEvent
		text, err := os.ReadFile("../../events/inspect/" + name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, &event); err != nil {
			t.Fatal(err)
		}
		wantID := version.ID{
			Bucket: "slipway-local-uploadbucket", Key: "uploads/019ab1b8-0000-7000-8000-000000000000/holiday.png",
			Version: "01JDHKQ5V8M2Z9", ETag: `"b57f9512698f4b09e608f4f2a65852e5"`,
		}
		id, got, ok, err := i.readEvent(event)
		if name == "scan-denied" {
			if err != errNoScan {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err != nil || !ok || got != want || id != wantID {
			t.Errorf("%s: %+v, %q, %v, %v", name, id, got, ok, err)
		}
	}
	if files, err := filepath.Glob("../../events/inspect/*.json"); err != nil || len(files) != 5 {
		t.Errorf("%d files in events/inspect, 5 cases here", len(files))
	}
}

// An event that is not for this function is an error, so that it ends in the
// dead-letter queue. The error does not repeat the event.
func TestBadEvents(t *testing.T) {
	i := testInspector(t, testEnvironment)
	good, err := os.ReadFile("../../events/inspect/created.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ old, new, want string }{
		{`"Object Created"`, `"Object Deleted"`, "matches too much"},
		{`"name": "slipway-local-uploadbucket"`, `"name": "other"`, "another bucket"},
		{`"key": "uploads/`, `"key": "private/`, "prefix"},
		{`"key": "uploads/`, `"key": "/uploads/`, "prefix"}, // another key to S3
		{`"version-id": "01JDHKQ5V8M2Z9",`, ``, "no version"},
		{`"version-id": "01JDHKQ5V8M2Z9"`, `"version-id": "null"`, "no version"}, // its bytes may change
		{`"version-id": "01JDHKQ5V8M2Z9"`, `"version-id": 5`, "the event's detail"},
		{`"etag": "b57f9512698f4b09e608f4f2a65852e5",`, ``, "ETag"},
		{`"detail": {`, `"detail": [], "x": {`, "the event's detail"},
		{`{`, `[`, "not an event"},
		{`"version": "0"`, `"version": `, "not an event"},
	} {
		event := strings.Replace(string(good), test.old, test.new, 1)
		if event == string(good) {
			t.Fatalf("%s is not in the event", test.old)
		}
		if _, err := i.Invoke(t.Context(), []byte(event)); err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "holiday") {
			t.Errorf("%s: %v, want %q", test.new, err, test.want)
		}
	}
}

func TestSettings(t *testing.T) {
	for name, bad := range map[string]string{"UPLOAD_BUCKET": "", "KEY_PREFIX": "", "EVENT_BUS_NAME": "", "MALWARE_SCAN": "yes"} {
		_, err := newInspector(aws.Config{}, nil, func(variable string) string {
			if variable == name {
				return bad
			}
			return testEnvironment[variable]
		}, []byte("{}"))
		if err == nil || !strings.Contains(err.Error(), name) || strings.Count(err.Error(), "variable") != 1 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTagValue(t *testing.T) {
	for in, want := range map[string]string{
		"image/svg+xml": "image/svg+xml", "application/vnd.ms-word.document.macroenabled.12": "application/vnd.ms-word.document.macroenabled.12",
		"text/x!y#z&a^b$c": "text/x_y_z_a_b_c",
	} {
		if got := tagValue(in); got != want {
			t.Errorf("%s: %s", in, got)
		}
	}
}
