package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"slipway/functions/internal/content"
	"slipway/functions/internal/content/samples"
	"slipway/functions/internal/lambdatest"
)

// A cloud is S3 with one version of one object, and EventBridge.
type cloud struct {
	declared  string
	data      io.ReaderAt
	size      int64
	sent      int64 // bytes of the object
	reason    content.Reason
	published bool
}

func (c *cloud) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.Method == "POST": // PutEvents
		var request struct{ Entries []struct{ Detail string } }
		json.NewDecoder(r.Body).Decode(&request)
		var d detail
		json.Unmarshal([]byte(request.Entries[0].Detail), &d)
		c.published, c.reason = true, d.Reason
		io.WriteString(w, `{"FailedEntryCount":0,"Entries":[{"EventId":"1"}]}`)
	case r.URL.Query().Has("tagging"):
		io.WriteString(w, `<Tagging><TagSet></TagSet></Tagging>`)
	case c.size == 0 && r.Header.Get("Range") != "":
		w.WriteHeader(http.StatusRequestedRangeNotSatisfiable)
	default:
		w.Header().Set("ETag", `"b57f9512698f4b09e608f4f2a65852e5"`)
		w.Header().Set("X-Amz-Version-Id", "01JDHKQ5V8M2Z9")
		w.Header()["Content-Type"] = []string{c.declared}
		counted := &countingWriter{ResponseWriter: w}
		http.ServeContent(counted, r, "", time.Time{}, io.NewSectionReader(c.data, 0, c.size))
		c.sent += counted.bytes
	}
}

type countingWriter struct {
	http.ResponseWriter
	bytes int64
}

func (w *countingWriter) Write(p []byte) (int, error) {
	w.bytes += int64(len(p))
	return w.ResponseWriter.Write(p)
}

// The built function judges all samples, and files of 1 GiB, in less than half of
// its MemorySize, and reads no more of them than package content promises.
func TestMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds the function")
	}
	if _, err := os.Stat("/proc/self/status"); err != nil {
		t.Skip("the peak of another process is read from /proc, which only Linux has")
	}
	type file struct {
		name, declared string
		data           io.ReaderAt
		size           int64
		want           content.Reason
	}
	var files []file
	for _, s := range samples.All() {
		files = append(files, file{s.Name, s.Declared, bytes.NewReader(s.Data), int64(len(s.Data)), s.Want.Reason})
	}
	const gibibyte = 1 << 30
	large := func(name, declared string, head, tail []byte, want content.Reason) {
		files = append(files, file{name, declared, samples.Sparse{Head: head, Tail: tail, Size: gibibyte}, gibibyte, want})
	}
	large("video of 1 GiB", "video/mp4", samples.MP4("isom", "iso2avc1mp41"), nil, "")
	for _, entries := range []int{1, 10000} {
		head, tail := samples.LargeZIP(entries, 300, gibibyte)
		large(fmt.Sprintf("ZIP of 1 GiB and %d entries", entries), "application/zip", head, tail, "")
	}

	c := new(cloud)
	server := httptest.NewServer(c)
	t.Cleanup(server.Close)
	size := lambdatest.MemorySize(t, "../..", "InspectFunction")
	variables := []string{
		"AWS_REGION=eu-central-1", "AWS_ACCESS_KEY_ID=ASIATESTKEY", "AWS_SECRET_ACCESS_KEY=secret",
		"AWS_ENDPOINT_URL_S3=" + server.URL, "AWS_ENDPOINT_URL_EVENTBRIDGE=" + server.URL,
		fmt.Sprint("AWS_LAMBDA_FUNCTION_MEMORY_SIZE=", size),
	}
	for name, value := range testEnvironment {
		variables = append(variables, name+"="+value)
	}
	f := lambdatest.Start(t, lambdatest.Build(t, "../..", "InspectFunction"), variables...)
	event, err := os.ReadFile("../../events/inspect/created.json")
	if err != nil {
		t.Fatal(err)
	}
	peak := 0
	for _, file := range files {
		*c = cloud{declared: file.declared, data: file.data, size: file.size}
		if answer := f.Invoke(t, event); string(answer) != "null" || !c.published || c.reason != file.want {
			t.Errorf("%s: %s, published %v %q, want %q", file.name, answer, c.published, c.reason, file.want)
		}
		limit := int64(64 << 10)
		if head := make([]byte, 2); file.size > 1 {
			if file.data.ReadAt(head, 0); string(head) == "PK" {
				limit = 4 << 20
			}
		}
		if c.sent > limit {
			t.Errorf("%s: %d bytes read of %d, at most %d are promised", file.name, c.sent, file.size, limit)
		}
		if strings.Contains(file.name, "1 GiB and") || strings.HasPrefix(file.name, "video of") {
			t.Logf("%s: %d bytes read", file.name, c.sent)
		}
		now := f.Peak(t)
		if now>>20 > peak>>20 {
			t.Logf("%3d MiB after %s", now>>20, file.name)
		}
		peak = max(peak, now)
	}
	if peak >= size<<20/2 {
		t.Errorf("the peak is %d MiB of %d", peak>>20, size)
	}
}
