package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"

	"slipway/functions/internal/api"
	"slipway/functions/internal/lambdatest"
	"slipway/functions/internal/upload"
)

var testNow = time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC)

// testCredentials are marked, so that tests find them where they must not be.
var testCredentials = aws.Credentials{
	AccessKeyID: "ASIATESTKEY", SecretAccessKey: "MARKED-SECRET", SessionToken: "MARKED-TOKEN",
}

// provide returns a provider of these credentials.
func provide(c aws.Credentials) aws.CredentialsProvider {
	return aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) { return c, nil })
}

var testEnvironment = lambdatest.Settings(nil)

// A function is the handler with its routes, as main builds it.
type function struct {
	*handler
	api.Handler
}

func testHandler(t testing.TB, log io.Writer, changes map[string]string) *function {
	t.Helper()
	environment := maps.Clone(testEnvironment)
	maps.Copy(environment, changes)
	profiles, err := upload.ReadProfiles("eu-central-1", func(name string) string { return environment[name] }, []byte(cmp.Or(environment["profiles.json"], "{}")))
	if err != nil {
		t.Fatal(err)
	}
	h := &handler{
		profiles:    profiles,
		credentials: provide(testCredentials),
		now:         func() time.Time { return testNow },
	}
	return &function{h, api.Handler{Routes: h.routes(), Issuer: environment["JWT_ISSUER"], Log: slog.New(slog.NewJSONHandler(log, nil))}}
}

// eventCases are the events for `sam local invoke`, and their answers.
var eventCases = map[string]struct {
	status int
	code   string // of the error
}{
	"png":                        {200, ""},
	"declared-type":              {200, ""},
	"unicode-filename":           {200, ""},
	"size-and-sha256":            {200, ""},
	"metadata":                   {200, ""},
	"uppy-params":                {200, ""},
	"caller":                     {200, ""}, // see TestCaller
	"uploads":                    {200, ""}, // see TestBatch
	"rules":                      {200, ""}, // see TestRules
	"profile-unknown":            {400, "UnknownProfile"},
	"uploads-base64":             {200, ""},
	"uploads-body-invalid":       {400, "InvalidBody"},
	"uploads-none":               {400, "MissingFiles"},
	"uploads-too-many":           {400, "TooManyFiles"},
	"filename-with-comma":        {200, ""}, // one name, not two
	"filename-percent":           {200, ""}, // not encoded, but unambiguous
	"filename-semicolon":         {200, ""}, // likewise
	"filename-path":              {200, ""}, // made safe
	"filename-missing":           {400, "MissingFilename"},
	"filename-repeated":          {400, "RepeatedParameter"},
	"filename-control-character": {400, "FilenameHasControlCharacters"},
	"filename-invalid-utf8":      {400, "FilenameNotUnicode"},
	"filename-too-long":          {400, "FilenameTooLong"},
	"filename-dot-dot":           {400, "FilenameIsFolder"},
	"type-not-allowed":           {403, "ExtensionNotAllowed"},
	"type-invalid":               {400, "InvalidType"},
	"size-too-large":             {413, "FileTooLarge"},
	"size-too-small":             {400, "FileTooSmall"},
	"size-invalid":               {400, "InvalidSize"},
	"sha256-invalid":             {400, "InvalidSHA256"},
	"metadata-invalid":           {400, "InvalidMetadataName"},
	"metadata-too-large":         {400, "MetadataTooLarge"},
	"method-not-allowed":         {405, "MethodNotAllowed"},
	"route-unknown":              {404, "NoSuchRoute"},
}

func TestEvents(t *testing.T) {
	files, err := filepath.Glob("../../events/*.json")
	// The multipart function has tests of its own.
	files = slices.DeleteFunc(files, func(file string) bool { return strings.HasPrefix(filepath.Base(file), "multipart-") })
	if err != nil || len(files) != len(eventCases) {
		t.Errorf("%d files in events/ (%v), %d cases here", len(files), err, len(eventCases))
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		t.Run(name, func(t *testing.T) {
			want, ok := eventCases[name]
			if !ok {
				t.Fatal("no case for this file")
			}
			var log bytes.Buffer
			raw, err := testHandler(t, &log, nil).Invoke(t.Context(), rawEvent(t, name))
			if err != nil {
				t.Fatal(err)
			}
			var answer events.APIGatewayV2HTTPResponse
			if err := json.Unmarshal(raw, &answer); err != nil {
				t.Fatalf("%v in %s", err, raw)
			}
			var body responseBody
			if err := json.Unmarshal([]byte(answer.Body), &body); err != nil {
				t.Fatalf("%v in %s", err, answer.Body)
			}
			if answer.StatusCode != want.status || body.Code != want.code {
				t.Errorf("%d %q, want %d %q", answer.StatusCode, body.Code, want.status, want.code)
			}
			signed, refused := body.count()
			if (want.status == 200 && name != "rules") != (signed > 0) || (want.status != 200) != (body.Message != "") {
				t.Errorf("body %s", answer.Body)
			}
			for header, value := range map[string]string{
				"Content-Type": "application/json", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff",
			} {
				if answer.Headers[header] != value {
					t.Errorf("%s is %q, want %q", header, answer.Headers[header], value)
				}
			}
			if (want.status == 405) != (answer.Headers["Allow"] == "GET") {
				t.Errorf("Allow is %q", answer.Headers["Allow"])
			}
			checkLog(t, log.Bytes(), want.status, want.code, signed, refused)
		})
	}
}

// A responseBody is any answer of the function.
type responseBody struct {
	Code, Message  string
	UploadURL      string `json:"upload_url"`
	Params, Fields map[string]string
	Uploads        []responseBody
}

// count returns how many files the answer accepts and how many it refuses.
func (b responseBody) count() (signed, refused int) {
	for _, upload := range b.Uploads {
		s, r := upload.count()
		signed, refused = signed+s, refused+r
	}
	if len(b.Params)+len(b.Fields) > 0 {
		signed++
	}
	if b.Code != "" && b.Code != "InternalError" {
		refused++
	}
	return signed, refused
}

func rawEvent(t *testing.T, name string) []byte {
	t.Helper()
	event, err := os.ReadFile("../../events/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	return event
}

func readEvent(t *testing.T, name string) api.Request {
	t.Helper()
	request, err := api.ReadRequest(rawEvent(t, name))
	if err != nil {
		t.Fatal(err)
	}
	return request
}

// checkLog fails unless the log is one JSON record with what an operator needs
// and nothing that would permit an upload.
func checkLog(t *testing.T, log []byte, status int, code string, signed, refused int) {
	t.Helper()
	var record struct {
		RequestID, Route, Code string
		Status                 int
		Milliseconds           *float64
		FormsSigned, Refused   int
		AWS                    json.RawMessage `json:"_aws"`
	}
	if err := json.Unmarshal(log, &record); err != nil {
		t.Fatalf("the log is not one JSON record: %v in %s", err, log)
	}
	if record.RequestID == "" || record.Route == "" || record.Milliseconds == nil || record.AWS == nil || record.Status != status || record.Code != code {
		t.Errorf("log record %s", log)
	}
	if record.FormsSigned != signed || record.Refused != refused {
		t.Errorf("counted %d signed and %d refused, want %d and %d: %s", record.FormsSigned, record.Refused, signed, refused, log)
	}
	for _, secret := range []string{"MARKED", "signature", "eyJ", "holiday"} {
		if bytes.Contains(log, []byte(secret)) {
			t.Errorf("the log has %q: %s", secret, log)
		}
	}
}

// get sends a GET request.
func get(t *testing.T, f *function, path, query string) (status int, body string) {
	t.Helper()
	answer := f.Handle(t.Context(), api.Request{
		RouteKey: "GET " + path, RawQueryString: query,
		Context: api.RequestContext{
			RequestID: "id", HTTP: api.HTTP{Method: "GET"},
		},
	})
	return answer.Status, answer.Body
}

type answerBody struct {
	UploadURL      string `json:"upload_url"`
	URL            string
	Method         string
	Params, Fields json.RawMessage
	Expires        int
}

func TestShapes(t *testing.T) {
	h := testHandler(t, io.Discard, nil)
	var own, uppy answerBody
	for path, into := range map[string]*answerBody{"/getS3UploadCredentials": &own, "/s3/params": &uppy} {
		status, body := get(t, h, path, "filename=holiday.png")
		if status != 200 {
			t.Fatal(body)
		}
		decoder := json.NewDecoder(strings.NewReader(body))
		if err := decoder.Decode(into); err != nil {
			t.Fatal(err)
		}
	}
	if own.UploadURL != testEnvironment["UPLOAD_URL"] || own.Expires != 300 || own.Fields != nil || own.Method != "" {
		t.Errorf("own shape: %+v", own)
	}
	if uppy.URL != testEnvironment["UPLOAD_URL"] || uppy.Expires != 300 || uppy.Params != nil || uppy.Method != "POST" {
		t.Errorf("Uppy's shape: %+v", uppy)
	}
	want := []string{
		"key", "Content-Type", "success_action_status", "policy", "x-amz-algorithm",
		"x-amz-credential", "x-amz-date", "x-amz-security-token", "x-amz-signature",
	}
	for _, raw := range []json.RawMessage{own.Params, uppy.Fields} {
		if got := members(t, raw); !slices.Equal(got, want) {
			t.Errorf("fields are %q, want %q", got, want)
		}
	}
}

// members returns the member names of a JSON object, in order.
func members(t *testing.T, object json.RawMessage) []string {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(object))
	decoder.Token()
	var names []string
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, name.(string))
		decoder.Token()
	}
	return names
}

// For an internal error, the caller gets only the ID of the request. The log has
// the error, without secrets.
func TestInternalError(t *testing.T) {
	expired, long := testCredentials, testCredentials
	expired.CanExpire, expired.Expires = true, testNow.Add(-time.Second)
	long.SessionToken = strings.Repeat("MARKED", 4000)
	for name, credentials := range map[string]aws.Credentials{
		"no credentials":      {},
		"credentials expired": expired,
		"token too long":      long,
	} {
		t.Run(name, func(t *testing.T) {
			var log bytes.Buffer
			h := testHandler(t, &log, nil)
			h.credentials = provide(credentials)
			status, body := get(t, h, "/getS3UploadCredentials", "filename=holiday.png")
			want := `{"code":"InternalError","message":"The server failed. Try again; if it fails again, report request id.","details":{"requestId":"id"}}`
			if status != http.StatusInternalServerError || body != want {
				t.Errorf("%d %s", status, body)
			}
			checkLog(t, log.Bytes(), 500, "InternalError", 0, 0)
			if !strings.Contains(log.String(), `"level":"ERROR"`) || !strings.Contains(log.String(), `"error":"`) {
				t.Errorf("the log does not say what failed: %s", log.String())
			}
		})
	}
}

// A batch gets a form or an error for each file, in order.
func TestBatch(t *testing.T) {
	answer := testHandler(t, io.Discard, nil).Handle(t.Context(), readEvent(t, "uploads"))
	var body responseBody
	if err := json.Unmarshal([]byte(answer.Body), &body); err != nil {
		t.Fatal(err)
	}
	if len(body.Uploads) != 3 {
		t.Fatal(answer.Body)
	}
	png, svg, txt := body.Uploads[0], body.Uploads[1], body.Uploads[2]
	if !strings.HasSuffix(png.Params["key"], "/holiday.png") || png.Params["x-amz-meta-album"] != "summer" {
		t.Errorf("first answer %+v", png)
	}
	if svg.Code != "ExtensionNotAllowed" || svg.Message == "" || svg.Params != nil {
		t.Errorf("second answer %+v", svg)
	}
	if !strings.HasSuffix(txt.Params["key"], "/hello.txt") || txt.Params["x-amz-checksum-sha256"] == "" {
		t.Errorf("third answer %+v", txt)
	}
	for _, upload := range []responseBody{png, txt} {
		checkPolicy(t, upload.Params)
	}
}

// The forms of a batch alternate between the bucket's two names; a single form
// uses the first.
func TestBatchUsesBothNames(t *testing.T) {
	event := readEvent(t, "uploads")
	event.Body = `{"files":[{"name":"a.png"},{"name":"b.png"},{"name":"c.png"}]}`
	answer := testHandler(t, io.Discard, nil).Handle(t.Context(), event)
	var body responseBody
	if err := json.Unmarshal([]byte(answer.Body), &body); err != nil {
		t.Fatal(err)
	}
	for i, name := range []string{"UPLOAD_URL", "UPLOAD_DUALSTACK_URL", "UPLOAD_URL"} {
		if got := body.Uploads[i].UploadURL; got != testEnvironment[name] {
			t.Errorf("file %d goes to %s, want %s", i, got, name)
		}
	}
}

// With an issuer, the folder and the name of the caller are signed; a request
// without claims is refused.
func TestCaller(t *testing.T) {
	const issuer = "https://issuer.example"
	h := testHandler(t, io.Discard, map[string]string{"JWT_ISSUER": issuer})
	if status, body := get(t, h, "/getS3UploadCredentials", "filename=a.png"); status != 401 || !strings.Contains(body, "Unauthenticated") {
		t.Errorf("without a token: %d %s", status, body)
	}
	answer := h.Handle(t.Context(), readEvent(t, "caller"))
	var body responseBody
	if err := json.Unmarshal([]byte(answer.Body), &body); err != nil {
		t.Fatal(err)
	}
	if answer.Status != 200 || !strings.HasPrefix(body.Params["key"], "uploads/auth0_7cann/") || body.Params["x-amz-meta-caller"] != "auth0|ann" {
		t.Errorf("%d %s", answer.Status, answer.Body)
	}
	policy, _ := base64.StdEncoding.DecodeString(body.Params["policy"])
	if !strings.Contains(string(policy), `{"x-amz-meta-caller":"auth0|ann"}`) {
		t.Errorf("the caller is not in the policy: %s", policy)
	}
}
