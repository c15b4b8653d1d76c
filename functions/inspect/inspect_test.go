package main

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"slipway/functions/internal/content"
	"slipway/functions/internal/content/samples"
	"slipway/functions/internal/version"
)

// The samples of package content, on a real server: each version gets its verdict,
// and the event has the same.
func TestVerdicts(t *testing.T) {
	w := newWorld(t, "false")
	three := 0
	all := 0
	for n, s := range samples.All() {
		if len(s.Data) > 1<<20 {
			continue
		}
		v := w.put(t, fmt.Sprintf("%d/MARKED name.bin", n), s.Data, s.Declared)
		r, err := w.inspectNow(t, w.event(t, "created", v))
		if err != nil {
			t.Errorf("%s: %v", s.Name, err)
			continue
		}
		want := s.Want
		if tags := w.owner.Tags(t, v); !maps.Equal(tags, wantTags(want)) {
			t.Errorf("%s: tagged %v, want %v", s.Name, tags, wantTags(want))
		}
		sent := w.bus.take()
		if len(sent) != 1 || (sent[0].DetailType == "Upload Accepted") != want.Accepted() {
			t.Fatalf("%s: sent %+v", s.Name, sent)
		}
		d := sent[0].detail
		if d.Bucket != w.bucket || d.Key != v.Key || d.VersionID != v.Version || `"`+d.ETag+`"` != v.ETag || d.Size != int64(len(s.Data)) ||
			d.FoundType != want.Type || d.Width != want.Width || d.Height != want.Height || d.Reason != want.Reason ||
			d.Caller != "auth0|MARKED" || !maps.Equal(d.Metadata, map[string]string{"title": "Zürich-MARKED"}) || d.Profile != "" {
			t.Errorf("%s: sent %s", s.Name, sent[0].text)
		}
		if r.Outcome != strings.ToLower(strings.TrimPrefix(sent[0].DetailType, "Upload ")) || r.Code != string(want.Reason) || r.Accepted+r.Rejected != 1 {
			t.Errorf("%s: the log has %+v", s.Name, r)
		}
		all++
		if r.S3Calls <= 3 {
			three++
		}
		if limit := int64(64 << 10); r.BytesRead > limit && !strings.HasPrefix(string(s.Data), "PK") {
			t.Errorf("%s: %d bytes read", s.Name, r.BytesRead)
		}
	}
	if all < 280 || three < all*8/10 {
		t.Errorf("%d files, %d of them judged in three calls", all, three)
	}
}

// Events that are repeated, late or out of order: each version keeps the verdict
// on its own bytes, and each event about it is the same.
func TestTwiceLateAndOutOfOrder(t *testing.T) {
	w := newWorld(t, "false")
	first := w.put(t, "a.png", samples.PNG(3, 2), "image/png")
	second := w.put(t, "a.png", []byte("<script>"), "image/png")
	third := w.put(t, "a.png", samples.PNG(5, 4), "image/png")
	if first.Version == second.Version || second.Version == third.Version {
		t.Fatal("the bucket keeps no versions")
	}
	sent := map[string]string{}
	for n, v := range []version.ID{third, first, second, first, third, second, second} {
		r, err := w.inspectNow(t, w.event(t, "created", v))
		if err != nil {
			t.Fatal(err)
		}
		wantCalls := int64(3)
		if n > 2 {
			wantCalls = 2 // the tags are there
		}
		if r.S3Calls != wantCalls {
			t.Errorf("event %d: %d calls of S3, want %d", n+1, r.S3Calls, wantCalls)
		}
		events := w.bus.take()
		if len(events) != 1 || sent[v.Version] != "" && sent[v.Version] != events[0].DetailType+events[0].text {
			t.Errorf("event %d: sent %+v, before %s", n+1, events, sent[v.Version])
		}
		sent[v.Version] = events[0].DetailType + events[0].text
	}
	for v, want := range map[version.ID]content.Verdict{
		first: {Type: "image/png", Width: 3, Height: 2}, second: {Type: "text/html", Reason: content.ContentMismatch},
		third: {Type: "image/png", Width: 5, Height: 4},
	} {
		if tags := w.owner.Tags(t, v); !maps.Equal(tags, wantTags(want)) {
			t.Errorf("%s: %v", v.Version, tags)
		}
	}
}

// A version that is gone is no error; one behind a delete marker is judged.
func TestGone(t *testing.T) {
	w := newWorld(t, "false")
	gone := w.put(t, "gone.png", samples.PNG(3, 2), "image/png")
	w.owner.Delete(t, gone)
	hidden := w.put(t, "hidden.png", samples.PNG(3, 2), "image/png")
	w.owner.Delete(t, version.ID{Key: hidden.Key})
	other := w.put(t, "other.png", samples.PNG(3, 2), "image/png")
	other.ETag = `"0123456789abcdef0123456789abcdef"`
	empty := w.put(t, "empty.txt", nil, "text/plain")
	w.owner.Delete(t, empty)
	for name, test := range map[string]struct {
		version version.ID
		outcome string
	}{
		"deleted": {gone, "gone"}, "hidden": {hidden, "accepted"}, "other bytes": {other, "gone"}, "empty and deleted": {empty, "gone"},
	} {
		r, err := w.inspectNow(t, w.event(t, "created", test.version))
		if err != nil || r.Outcome != test.outcome {
			t.Errorf("%s: %+v, %v, want %s", name, r, err, test.outcome)
		}
		if sent := w.bus.take(); (len(sent) == 1) != (test.outcome == "accepted") {
			t.Errorf("%s: sent %+v", name, sent)
		}
	}
	// Gone between any two calls.
	for calls := range int32(3) {
		v := w.put(t, fmt.Sprintf("between-%d.png", calls), samples.PNG(3, 2), "image/png")
		seen := w.s3.seen.Load()
		remove := func(*http.Request) bool {
			if w.s3.seen.Load() == seen+calls+1 {
				w.owner.Delete(t, v)
			}
			return false
		}
		w.s3.fail.Store(&remove)
		if r, err := w.inspectNow(t, w.event(t, "created", v)); err != nil || r.Outcome != "gone" {
			t.Errorf("gone before call %d: %+v, %v", calls+1, r, err)
		}
		w.s3.fail.Store(nil)
	}
}

// Other bytes that the same form uploads while a version is judged do not get its
// verdict, nor does a file that replaces a deleted one.
func TestSwapped(t *testing.T) {
	w := newWorld(t, "false")
	for _, deleted := range []bool{false, true} {
		for calls := range int32(3) {
			v := w.put(t, fmt.Sprintf("%v-%d.png", deleted, calls), samples.PNG(3, 2), "image/png")
			var swapped version.ID
			seen := w.s3.seen.Load()
			swap := func(*http.Request) bool {
				if w.s3.seen.Load() == seen+calls+1 {
					if deleted {
						w.owner.Delete(t, version.ID{Key: v.Key})
					}
					swapped = w.put(t, strings.TrimPrefix(v.Key, "uploads/"), []byte("<script>"), "image/png")
				}
				return false
			}
			w.s3.fail.Store(&swap)
			r, err := w.inspectNow(t, w.event(t, "created", v))
			w.s3.fail.Store(nil)
			sent := w.bus.take()
			if err != nil || r.Outcome != "accepted" || len(sent) != 1 || sent[0].detail.VersionID != v.Version {
				t.Errorf("swapped before call %d: %+v, %v, sent %+v", calls+1, r, err, sent)
			}
			if old, tags := w.owner.Tags(t, v), w.owner.Tags(t, swapped); old[version.VerdictTag] != "accepted" || len(tags) > 0 {
				t.Errorf("swapped before call %d: the version that was judged has %v, the other %v", calls+1, old, tags)
			}
		}
	}
}

// Tags that others have set stay; those of an earlier verdict are replaced.
func TestOthersTagsStay(t *testing.T) {
	w := newWorld(t, "false")
	v := w.put(t, "a.png", samples.PNG(3, 2), "image/png")
	w.owner.PutTags(t, v, map[string]string{"team": "legal", version.VerdictTag: "rejected", version.TypeTag: "text/html", version.ReasonTag: "ContentMismatch"})
	if _, err := w.inspectNow(t, w.event(t, "created", v)); err != nil {
		t.Fatal(err)
	}
	if tags, want := w.owner.Tags(t, v), map[string]string{
		"team": "legal", version.VerdictTag: "accepted", version.TypeTag: "image/png", version.DimensionsTag: "3x2",
	}; !maps.Equal(tags, want) {
		t.Errorf("%v, want %v", tags, want)
	}
}

// A picture that is rejected after all loses the tag of its dimensions.
func TestDimensionsAreRemoved(t *testing.T) {
	w := newWorld(t, "true")
	v := w.put(t, "a.png", samples.PNG(3, 2), "image/png")
	for _, event := range []string{"scan-clean", "scan-threats"} {
		if _, err := w.inspectNow(t, w.event(t, event, v)); err != nil {
			t.Fatal(err)
		}
	}
	want := map[string]string{version.VerdictTag: "rejected", version.TypeTag: "image/png", version.ReasonTag: "Malware"}
	if tags := w.owner.Tags(t, v); !maps.Equal(tags, want) {
		t.Errorf("%v, want %v", tags, want)
	}
}

// With MALWARE_SCAN, GuardDuty's result starts the inspection, and threats reject
// the file, whichever events come before or after.
func TestMalware(t *testing.T) {
	w := newWorld(t, "true")
	png, liar := samples.PNG(3, 2), []byte("<script>")
	const rejected, accepted = "rejected " + string(malware), "accepted"
	for _, test := range []struct {
		name, events string
		data         []byte
		want         []string // of each event: the outcome, and the reason; empty: an error
		stays        string   // on the version
	}{
		{"not scanned yet", "created", png, []string{"waiting"}, ""},
		{"clean", "scan-clean", png, []string{accepted}, accepted},
		{"clean and a liar", "scan-clean", liar, []string{"rejected ContentMismatch"}, "rejected ContentMismatch"},
		{"threats", "scan-threats", png, []string{rejected}, rejected},
		{"threats in a liar", "scan-threats", liar, []string{rejected}, rejected},
		{"cannot be scanned", "scan-unsupported", png, []string{"rejected NotUnderstood"}, "rejected NotUnderstood"},
		{"GuardDuty may not read", "scan-denied", png, []string{""}, ""},

		{"clean, twice", "scan-clean scan-clean", png, []string{accepted, accepted}, accepted},
		{"threats, twice", "scan-threats scan-threats", png, []string{rejected, rejected}, rejected},
		{"an older result after threats", "scan-threats scan-clean", png, []string{rejected, rejected}, rejected},
		{"threats found later", "scan-clean scan-threats scan-clean", png, []string{accepted, rejected, rejected}, rejected},
		{"threats, the upload's event late", "scan-threats created", png, []string{rejected, "waiting"}, rejected},
		{"a failure after threats", "scan-threats scan-denied", png, []string{rejected, ""}, rejected},
		{"not scanned after threats", "scan-threats scan-unsupported", png, []string{rejected, rejected}, rejected},
		{"threats after all", "scan-denied scan-threats", png, []string{"", rejected}, rejected},
	} {
		v := w.put(t, test.name, test.data, "image/png")
		for n, event := range strings.Fields(test.events) {
			r, err := w.inspectNow(t, w.event(t, event, v))
			if got := strings.TrimSpace(r.Outcome + " " + r.Code); got != test.want[n] || (err != nil) != (test.want[n] == "") {
				t.Errorf("%s, event %d: %s, %v, want %s", test.name, n+1, got, err, test.want[n])
			}
			judged := test.want[n] != "" && test.want[n] != "waiting"
			if sent := w.bus.take(); (len(sent) == 1) != judged || judged && string(sent[0].detail.Reason) != r.Code {
				t.Errorf("%s, event %d: sent %+v", test.name, n+1, sent)
			}
		}
		tags := w.owner.Tags(t, v)
		if got := strings.TrimSpace(tags[version.VerdictTag] + " " + tags[version.ReasonTag]); got != test.stays {
			t.Errorf("%s: the version has %v, want %s", test.name, tags, test.stays)
		}
	}

	// The rejection stays if scanning is disabled later.
	v := w.put(t, "later", png, "image/png")
	if _, err := w.inspectNow(t, w.event(t, "scan-threats", v)); err != nil {
		t.Fatal(err)
	}
	w.scans = false
	r, err := w.inspectNow(t, w.event(t, "created", v))
	if tags := w.owner.Tags(t, v); err != nil || r.Code != string(malware) || tags[version.ReasonTag] != string(malware) {
		t.Errorf("a plain event after threats: %+v, %v, %v", r, err, tags)
	}
}

// Whatever fails, the repeated event is judged, and its verdict published.
func TestFailures(t *testing.T) {
	w := newWorld(t, "false")
	for calls := range int32(3) {
		v := w.put(t, fmt.Sprintf("MARKED-%d.png", calls), samples.PNG(3, 2), "image/png")
		seen := w.s3.seen.Load()
		fail := func(*http.Request) bool { return w.s3.seen.Load() == seen+calls+1 }
		w.s3.fail.Store(&fail)
		if _, err := w.inspectNow(t, w.event(t, "created", v)); err == nil || !strings.Contains(err.Error(), "S3 ") || !strings.Contains(err.Error(), "SlowDown") {
			t.Errorf("call %d of S3 fails: %v", calls+1, err)
		}
		w.s3.fail.Store(nil)
		if tags, sent := w.owner.Tags(t, v), w.bus.take(); len(tags)+len(sent) > 0 {
			t.Errorf("call %d of S3 fails: tagged %v, sent %v", calls+1, tags, sent)
		}
		w.wantJudged(t, v)
	}
	for range 4 {
		v := w.put(t, "MARKED.png", samples.PNG(3, 2), "image/png")
		w.bus.refuse.Store(1)
		if r, err := w.inspectNow(t, w.event(t, "created", v)); err == nil || !strings.Contains(err.Error(), "EventBridge") || r.Accepted != 0 {
			t.Errorf("the bus refuses: %+v, %v", r, err)
		}
		w.wantJudged(t, v)
	}
}

// wantJudged repeats an event, which must succeed.
func (w *world) wantJudged(t *testing.T, v version.ID) {
	t.Helper()
	r, err := w.inspectNow(t, w.event(t, "created", v))
	if sent := w.bus.take(); err != nil || r.Accepted != 1 || len(sent) != 1 || w.owner.Tags(t, v)[version.VerdictTag] != "accepted" {
		t.Errorf("again: %+v, %v, sent %v", r, err, sent)
	}
}

// Many events at once, each twice, while S3 and the bus fail now and then: each is
// retried until it succeeds, as by Lambda, and none is lost.
func TestManyAtOnce(t *testing.T) {
	w := newWorld(t, "false")
	const files = 100
	versions := make([]version.ID, files)
	for n := range versions {
		versions[n] = w.put(t, fmt.Sprintf("%d.png", n), samples.PNG(n+1, 1), "image/png")
	}
	fail := func(*http.Request) bool { return rand.IntN(10) == 0 }
	w.s3.fail.Store(&fail)
	w.bus.refuse.Store(20)
	var tries atomic.Int32
	var all sync.WaitGroup
	queue := make(chan []byte, 4*files)
	for range 2 {
		for _, n := range rand.Perm(files) {
			queue <- w.event(t, "created", versions[n])
		}
	}
	all.Add(2 * files)
	for range 8 {
		go func() {
			for event := range queue {
				if _, err := w.Invoke(t.Context(), event); err != nil {
					if tries.Add(1) > 40*files {
						t.Errorf("still failing: %v", err)
						all.Done()
						continue
					}
					queue <- event
					continue
				}
				all.Done()
			}
		}()
	}
	all.Wait()
	close(queue)
	w.s3.fail.Store(nil)
	sent := map[string]map[string]bool{}
	for _, p := range w.bus.take() {
		if sent[p.detail.VersionID] == nil {
			sent[p.detail.VersionID] = map[string]bool{}
		}
		sent[p.detail.VersionID][p.DetailType+p.text] = true
	}
	for n, v := range versions {
		if w.owner.Tags(t, v)[version.VerdictTag] != "accepted" || len(sent[v.Version]) != 1 {
			t.Errorf("file %d: %v, sent %v", n, w.owner.Tags(t, v), sent[v.Version])
		}
	}
}

// Little is read of large files.
func TestLarge(t *testing.T) {
	w := newWorld(t, "false")
	film := append(samples.MP4("isom", "iso2avc1mp41"), make([]byte, 64<<20)...)
	r, err := w.inspectNow(t, w.event(t, "created", w.put(t, "a.mp4", film, "video/mp4")))
	if err != nil || r.Outcome != "accepted" || r.BytesRead > 64<<10 || r.S3Calls != 3 {
		t.Errorf("a film: %+v, %v", r, err)
	}
	head, tail := samples.LargeZIP(1000, 20, 64<<20)
	archive := append(head, make([]byte, 64<<20-len(head)-len(tail))...)
	r, err = w.inspectNow(t, w.event(t, "created", w.put(t, "a.zip", append(archive, tail...), "application/zip")))
	if err != nil || r.Outcome != "accepted" || r.BytesRead > 4<<20 {
		t.Errorf("an archive: %+v, %v", r, err)
	}
}
