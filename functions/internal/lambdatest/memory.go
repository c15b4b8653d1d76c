package lambdatest

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"
)

// maxEvent is the largest event that Lambda accepts: 6 MB.
const maxEvent = 6 << 20

// bodies are hostile bodies for events of maxEvent bytes.
var bodies = map[string]func(room int) string{
	"zeros as files":      func(n int) string { return `{"files":[` + strings.Repeat("0,", n/2-10) + `0]}` },
	"zeros as parts":      func(n int) string { return `{"parts":[` + strings.Repeat("0,", n/2-10) + `0]}` },
	"many files":          func(n int) string { return `{"files":[` + strings.Repeat(`{"name":"a"},`, n/18) + `{}]}` },
	"many parts":          func(n int) string { return `{"parts":[` + strings.Repeat(`{"PartNumber":1},`, n/20) + `{}]}` },
	"many empty lists":    func(n int) string { return `{"files":[` + strings.Repeat("[],", n/3-10) + `[]]}` },
	"deep nesting":        func(n int) string { return `{"files":` + strings.Repeat("[", n/2) + strings.Repeat("]", n/2-12) + `}` },
	"one string":          func(n int) string { return `{"filename":"` + strings.Repeat("a", n-20) + `"}` },
	"escapes":             func(n int) string { return `{"filename":"` + strings.Repeat(`\u0061`, n/8) + `"}` },
	"a number of digits":  func(n int) string { return `{"size":` + strings.Repeat("9", n-20) + `}` },
	"spaces":              func(n int) string { return strings.Repeat(" ", n) },
	"control characters":  func(n int) string { return strings.Repeat("\x01", n/6) },
	"no JSON":             func(n int) string { return strings.Repeat("{", n) },
	"invalid UTF-8":       func(n int) string { return strings.Repeat("\xff", n) },
	"many metadata names": func(n int) string { return `{"filename":"a","metadata":{` + pairs(n/16) + `}}` },
	"metadata of a file":  func(n int) string { return `{"files":[{"name":"a","metadata":{` + pairs(n/16) + `}}]}` },
	"the same name":       func(n int) string { return `{` + strings.Repeat(`"parts":[],`, n/15) + `"parts":[]}` },
	"unknown members":     func(n int) string { return `{` + pairs(n/16) + `}` },
}

// pairs returns n members, each of 14 bytes in an event.
func pairs(n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `"%06x":1`, i)
	}
	return b.String()
}

// attacks returns the events of a route: bodies of every shape, as large as an
// event and as large as the route allows, as text and in base64, and events
// that are large elsewhere.
func attacks(route string, limit int) map[string][]byte {
	method, path, _ := strings.Cut(route, " ")
	key := "uploads/019ab1b8-0000-7000-8000-000000000000/a.mp4"
	base := events.APIGatewayV2HTTPRequest{RouteKey: route, RawQueryString: "key=" + key, PathParameters: map[string]string{"uploadId": "a"}}
	base.RequestContext.HTTP.Method, base.RequestContext.HTTP.Path = method, path
	all := make(map[string][]byte)
	add := func(name string, event events.APIGatewayV2HTTPRequest) {
		text, err := json.Marshal(event)
		if err != nil {
			panic(err)
		}
		all[name] = text
	}
	for name, body := range bodies {
		event := base
		event.Body = strings.ToValidUTF8(body(limit-64), "?")
		add(name+", of the size that is accepted", event)
		event.Body = strings.ToValidUTF8(body(maxEvent-2048), "?")
		// Quotes and backslashes count twice in an event.
		if twice := strings.Count(event.Body, `"`) + strings.Count(event.Body, `\`); twice > 2048 {
			event.Body = body((maxEvent - 2048) * len(event.Body) / (len(event.Body) + twice))
		}
		add(name, event)
		event.Body, event.IsBase64Encoded = base64.StdEncoding.EncodeToString([]byte(body((maxEvent-2048)/4*3))), true
		add(name+", in base64", event)
	}
	event := base
	event.RawQueryString = strings.Repeat("%61", (maxEvent-2048)/3)
	add("a long query", event)
	event = base
	event.Headers = map[string]string{"a": strings.Repeat("a", maxEvent-2048)}
	add("a long header", event)
	event = base
	event.PathParameters = map[string]string{"uploadId": strings.Repeat("a", maxEvent-2048)}
	add("a long path", event)
	event = base
	event.Body = "BODY"
	whole, _ := json.Marshal(event)
	all["bytes that are no UTF-8"] = bytes.Replace(whole, []byte("BODY"), bytes.Repeat([]byte{0xff}, maxEvent-2048), 1)
	return all
}

// CheckMemory sends events of every shape to the built program of a function,
// and fails unless its memory stays below half of its MemorySize, so that no
// request can make Lambda end it. routes maps routes to the limits of their
// bodies. root is the folder of the repository.
func CheckMemory(t *testing.T, root, function string, routes map[string]int, variables ...string) {
	t.Helper()
	if testing.Short() {
		t.Skip("it takes half a minute")
	}
	if _, err := os.Stat("/proc/self/status"); err != nil {
		t.Skip("the peak of another process is read from /proc, which only Linux has")
	}
	size := MemorySize(t, root, function)
	f := Start(t, Build(t, root, function), append(variables, fmt.Sprint("AWS_LAMBDA_FUNCTION_MEMORY_SIZE=", size))...)
	peak := 0
	for range 2 {
		for route, limit := range routes {
			for name, event := range attacks(route, limit) {
				if len(event) > maxEvent+64<<10 {
					t.Fatalf("%s, %s: %d bytes are no event", route, name, len(event))
				}
				var answer events.APIGatewayV2HTTPResponse
				text := f.Invoke(t, event)
				if err := json.Unmarshal(text, &answer); (err == nil) != utf8.Valid(event) {
					t.Errorf("%s, %s: %s", route, name, text)
				}
				if now := f.Peak(t); now > peak {
					t.Logf("%3d MiB after %s, %s: %d", now>>20, route, name, answer.StatusCode)
					peak = now
				}
			}
		}
	}
	if peak >= size<<20/2 {
		t.Errorf("the peak is %d MiB of %d", peak>>20, size)
	}
}

// MemorySize returns the MemorySize of a function in template.yaml, in MiB. root is
// the folder of the repository.
func MemorySize(t *testing.T, root, function string) int {
	t.Helper()
	template, err := os.ReadFile(filepath.Join(root, "template.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	size := regexp.MustCompile(`(?s)\n  ` + function + `:.*?MemorySize: (\d+)`).FindSubmatch(template)
	if size == nil {
		t.Fatalf("template.yaml has no MemorySize for %s", function)
	}
	mebibytes, err := strconv.Atoi(string(size[1]))
	if err != nil {
		t.Fatal(err)
	}
	return mebibytes
}

// Peak returns the peak memory of the function, in bytes.
func (f *Function) Peak(t *testing.T) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", f.command.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	kibibytes := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(status)
	n, err := strconv.Atoi(string(kibibytes[1]))
	if err != nil {
		t.Fatal(err)
	}
	return n << 10
}
