package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"slipway/functions/internal/api"
	"slipway/functions/internal/lambdatest"
)

var testEnvironment = lambdatest.Settings(map[string]string{
	"MAX_MULTIPART_BYTES": "53687091200000",
	"ALLOWED_TYPES":       "image/png,video/*",
})

// setEnvironment sets the SDK's environment variables. The secrets are marked, so
// that tests find them where they must not be.
func setEnvironment(t testing.TB) {
	for name, value := range map[string]string{
		"AWS_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": "ASIATESTKEY",
		"AWS_SECRET_ACCESS_KEY": "MARKED-SECRET", "AWS_SESSION_TOKEN": "MARKED-TOKEN",
		"AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull, "AWS_PROFILE": "",
		"AWS_ENDPOINT_URL": "", "AWS_ENDPOINT_URL_S3": "",
	} {
		t.Setenv(name, value)
	}
}

// testConfig loads the SDK's configuration as the function does.
func testConfig(t testing.TB) aws.Config {
	t.Helper()
	cfg, err := config.LoadDefaultConfig(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

// A function is the handler with its routes, as main builds it.
type function struct {
	*handler
	api.Handler
}

// s3Answers replaces the S3 server. Tests in local use a real one.
//
// The body of an answer to HEAD is sent as its ETag.
type s3Answers func(*http.Request) (status int, body string)

func (answers s3Answers) Do(request *http.Request) (*http.Response, error) {
	status, body := answers(request)
	response := &http.Response{StatusCode: status, Header: http.Header{"X-Amz-Request-Id": {"S3ID"}}, Request: request}
	if request.Method == http.MethodHead {
		response.Header.Set("ETag", body)
		body = ""
	}
	response.Body = io.NopCloser(strings.NewReader(body))
	return response, nil
}

// goodETag is the ETag of the object made of the parts in goodAnswers.
const goodETag = "ee699fa1ec6d27021fb0f68f18052985-2"

// goodAnswers answers for an upload that has two parts.
func goodAnswers(request *http.Request) (status int, body string) {
	switch query := request.URL.Query(); {
	case request.Method == http.MethodPost && query.Has("uploads"):
		return 200, `<InitiateMultipartUploadResult><UploadId>2~Vb9x</UploadId></InitiateMultipartUploadResult>`
	case request.Method == http.MethodGet:
		return 200, `<ListPartsResult><IsTruncated>false</IsTruncated>
			<Part><PartNumber>1</PartNumber><ETag>"9b2cf535f27731c974343645a3985328"</ETag><Size>5242880</Size></Part>
			<Part><PartNumber>2</PartNumber><ETag>"5d41402abc4b2a76b9719d911017c592"</ETag><Size>5</Size></Part></ListPartsResult>`
	case request.Method == http.MethodPost:
		return 200, `<CompleteMultipartUploadResult><ETag>"` + goodETag + `"</ETag></CompleteMultipartUploadResult>`
	case request.Method == http.MethodHead:
		return 200, `"` + goodETag + `"`
	default:
		return 204, ""
	}
}

func testFunction(t testing.TB, log io.Writer, changes map[string]string, answers s3Answers) *function {
	t.Helper()
	setEnvironment(t)
	environment := maps.Clone(testEnvironment)
	maps.Copy(environment, changes)
	h, err := newHandler(testConfig(t), func(name string) string { return environment[name] }, []byte(cmp.Or(environment["profiles.json"], "{}")))
	if err != nil {
		t.Fatal(err)
	}
	h.s3 = s3.New(h.s3.Options(), func(o *s3.Options) { o.HTTPClient, o.Retryer = answers, aws.NopRetryer{} })
	return &function{h, api.Handler{Routes: h.routes(), Issuer: environment["JWT_ISSUER"], Log: slog.New(slog.NewJSONHandler(log, nil))}}
}

// eventCases are the events for `sam local invoke`, and their answers.
var eventCases = map[string]struct {
	status int
	code   string // of the error
	signed int    // URLs
}{
	"create":                  {200, "", 0},
	"create-size":             {200, "", 0},
	"create-base64":           {200, "", 0},
	"create-filename-missing": {400, "MissingFilename", 0},
	"create-type-not-allowed": {403, "ExtensionNotAllowed", 0},
	"create-too-large":        {413, "FileTooLarge", 0},
	"create-too-small":        {400, "FileTooSmall", 0},
	"create-checksum-unknown": {400, "UnknownChecksum", 0},
	"create-metadata-invalid": {400, "InvalidMetadataValue", 0},
	"create-body-invalid":     {400, "MalformedJSON", 0},
	"caller":                  {200, "", 0}, // see the tests of local
	"list":                    {200, "", 0},
	"sign":                    {200, "", 1},
	"sign-size-checksum":      {200, "", 1},
	"sign-part-zero":          {400, "InvalidPartNumber", 0},
	"sign-part-too-high":      {400, "InvalidPartNumber", 0},
	"sign-part-beyond-size":   {400, "PartNumberTooHigh", 0},
	"sign-size-invalid":       {400, "InvalidSize", 0},
	"sign-checksum-invalid":   {400, "InvalidChecksum", 0},
	"batch":                   {200, "", 3},
	"batch-none":              {400, "InvalidPartNumber", 0},
	"batch-too-many":          {400, "TooManyParts", 0},
	"complete":                {200, "", 0},
	"complete-part-missing":   {400, "PartNotNamed", 0},
	"complete-part-changed":   {400, "PartChanged", 0},
	"abort":                   {200, "", 0},
	"key-missing":             {400, "MissingKey", 0},
	"key-repeated":            {400, "RepeatedParameter", 0},
	"key-not-allowed":         {403, "KeyNotAllowed", 0},
	"key-dot-dot":             {403, "KeyNotAllowed", 0},
	"route-unknown":           {404, "NoSuchRoute", 0},
	"method-not-allowed":      {405, "MethodNotAllowed", 0},
}

func TestEvents(t *testing.T) {
	files, err := filepath.Glob("../../events/multipart-*.json")
	if err != nil || len(files) != len(eventCases) {
		t.Errorf("%d files in events/ (%v), %d cases here", len(files), err, len(eventCases))
	}
	for name, want := range eventCases {
		t.Run(name, func(t *testing.T) {
			var log bytes.Buffer
			f := testFunction(t, &log, nil, goodAnswers)
			status, body := f.answer(t, readEvent(t, name))
			if status != want.status || body.Code != want.code || (want.code == "") != (body.Message == "") {
				t.Errorf("%d %s, want %d %q", status, body.text, want.status, want.code)
			}
			refused := 0
			if want.code != "" {
				refused = 1
			}
			checkLog(t, log.String(), want.status, want.code, want.signed, refused)
		})
	}
}

func readEvent(t testing.TB, name string) api.Request {
	t.Helper()
	raw, err := os.ReadFile("../../events/multipart-" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	request, err := api.ReadRequest(raw)
	if err != nil {
		t.Fatal(err)
	}
	return request
}

// A body is any answer of the function but a list.
type body struct {
	text          string
	Code, Message string
	Details       json.RawMessage
	URL           string
	Headers       map[string]string
	PresignedURLs map[string]string
	Expires       int
	PartSize      int64
	ETag          string
}

func (f *function) answer(t testing.TB, event api.Request) (status int, b body) {
	t.Helper()
	response := f.Handle(t.Context(), event)
	var into any = &b
	if strings.HasPrefix(response.Body, "[") {
		into = new([]part)
	}
	if err := json.Unmarshal([]byte(response.Body), into); err != nil {
		t.Fatalf("%v in %s", err, response.Body)
	}
	b.text = response.Body
	return response.Status, b
}

// checkLog fails unless the log is one JSON record with what an operator needs
// and without a filename or anything that would permit an upload.
func checkLog(t testing.TB, log string, status int, code string, signed, refused int) {
	t.Helper()
	var record struct {
		RequestID, Route, Code       string
		Status, FormsSigned, Refused int
	}
	if err := json.Unmarshal([]byte(log), &record); err != nil {
		t.Fatalf("the log is not one JSON record: %v in %s", err, log)
	}
	if record.RequestID == "" || record.Route == "" || record.Status != status || record.Code != code {
		t.Errorf("log record %s", log)
	}
	if record.FormsSigned != signed || record.Refused != refused {
		t.Errorf("counted %d signed and %d refused, want %d and %d: %s", record.FormsSigned, record.Refused, signed, refused, log)
	}
	for _, secret := range []string{"MARKED", "Signature", "holiday", "uploads/", "ann"} {
		if strings.Contains(log, secret) {
			t.Errorf("the log has %q: %s", secret, log)
		}
	}
}

// The shapes are those that Uppy's client parses.
func TestShapes(t *testing.T) {
	f := testFunction(t, io.Discard, nil, goodAnswers)
	for name, want := range map[string]string{
		"list":     `[{"PartNumber":1,"ETag":"\"9b2cf535f27731c974343645a3985328\"","Size":5242880},{"PartNumber":2,"ETag":"\"5d41402abc4b2a76b9719d911017c592\"","Size":5}]`,
		"complete": `{"location":"https://bucket.s3.eu-central-1.amazonaws.com/uploads/019ab1b8-0000-7000-8000-000000000000/holiday.mp4","key":"uploads/019ab1b8-0000-7000-8000-000000000000/holiday.mp4","bucket":"bucket","etag":"\"` + goodETag + `\""}`,
		"abort":    `{}`,
	} {
		if _, body := f.answer(t, readEvent(t, name)); body.text != want {
			t.Errorf("%s: %s", name, body.text)
		}
	}
	_, created := f.answer(t, readEvent(t, "create"))
	var members map[string]any
	json.Unmarshal([]byte(created.text), &members)
	if len(members) != 3 || members["key"] == "" || members["uploadId"] != "2~Vb9x" || members["bucket"] != "bucket" {
		t.Errorf("create: %s", created.text)
	}
	if _, sized := f.answer(t, readEvent(t, "create-size")); sized.PartSize != 5<<20 {
		t.Errorf("create with a size: %s", sized.text)
	}
	empty := func(*http.Request) (int, string) { return 200, `<ListPartsResult/>` }
	if _, none := testFunction(t, io.Discard, nil, empty).answer(t, readEvent(t, "list")); none.text != "[]" {
		t.Errorf("an empty list: %s", none.text)
	}
}

// Attributes that are set when an upload begins are those of the whole object.
func TestCreate(t *testing.T) {
	var asked http.Header
	f := testFunction(t, io.Discard, map[string]string{"OBJECT_ACL": "private", "JWT_ISSUER": "https://issuer.example"}, func(request *http.Request) (int, string) {
		asked = request.Header
		return goodAnswers(request)
	})
	event := readEvent(t, "caller")
	event.Body = `{"filename":"holiday.mp4","checksum":"SHA256","metadata":{"Album":"Zürich","relativePath":null,"stars":5,"mine":true}}`
	if status, body := f.answer(t, event); status != 200 {
		t.Fatal(body.text)
	}
	for name, want := range map[string]string{
		"Content-Type": "video/mp4", "X-Amz-Acl": "private", "X-Amz-Checksum-Algorithm": "SHA256", "X-Amz-Checksum-Type": "COMPOSITE",
		"X-Amz-Meta-Caller": "auth0|ann", "X-Amz-Meta-Album": "Z%C3%BCrich", "X-Amz-Meta-Stars": "5", "X-Amz-Meta-Mine": "true",
	} {
		if got := asked.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if values, ok := asked["X-Amz-Meta-Relativepath"]; ok {
		t.Errorf("metadata that is null is stored: %q", values)
	}

	// Without a checksum of the upload, the parts need none.
	event.Body = `{"filename":"holiday.mp4"}`
	if status, body := f.answer(t, event); status != 200 {
		t.Fatal(body.text)
	}
	if got := asked.Get("X-Amz-Checksum-Algorithm"); got != "" {
		t.Errorf("every part would need a %s", got)
	}
}

// If uploads in parts are disabled, no bytes come in, and earlier uploads can
// be cleaned up.
func TestDisabled(t *testing.T) {
	f := testFunction(t, io.Discard, map[string]string{"MAX_MULTIPART_BYTES": "0"}, goodAnswers)
	for name, want := range map[string]int{"create": 403, "sign": 403, "batch": 403, "complete": 403, "list": 200, "abort": 200} {
		if status, body := f.answer(t, readEvent(t, name)); status != want || (want == 403) != (body.Code == "MultipartDisabled") {
			t.Errorf("%s: %d %s", name, status, body.text)
		}
	}
}

// A route without its authorizer is closed, not open.
func TestUnauthenticated(t *testing.T) {
	f := testFunction(t, io.Discard, map[string]string{"JWT_ISSUER": "https://issuer.example"}, goodAnswers)
	for _, name := range []string{"create", "list", "sign", "batch", "complete", "abort"} {
		if status, body := f.answer(t, readEvent(t, name)); status != 401 {
			t.Errorf("%s: %d %s", name, status, body.text)
		}
	}
}

// The members that Uppy sends are read, and invalid ones are refused.
func TestCreateReads(t *testing.T) {
	for body, code := range map[string]string{
		`{"filename":"a.mp4","size":5}`:                                             "",
		`{"filename":"a.mp4","size":"5"}`:                                           "",
		`{"filename":"a.mp4","size":null,"metadata":null}`:                          "",
		`{"filename":"a.mp4","metadata":{"stars":5,"mine":true,"path":null}}`:       "",
		`{"filename":"a.mp4","name":"evil.svg"}`:                                    "", // not a member of this route
		`{"filename":"a.mp4","size":5.5}`:                                           "InvalidSize",
		`{"filename":"a.mp4","size":[]}`:                                            "InvalidSize",
		`{"filename":"a.mp4","metadata":[]}`:                                        "InvalidMetadata",
		`{"filename":"a.mp4","metadata":{"a":{}}}`:                                  "InvalidMetadataValue",
		`{"filename":"a.mp4","metadata":{"a":"` + strings.Repeat("x", 2048) + `"}}`: "MetadataTooLarge",
		`{"filename":5}`:                         "InvalidBody",
		`{"name":"a.mp4"}`:                       "MissingFilename",
		`null`:                                   "MissingFilename",
		`[]`:                                     "InvalidBody",
		`{"filename":"a.mp4"} {}`:                "MalformedJSON",
		`{"filename":"\ud83d.mp4"}`:              "BodyNotUnicode",
		strings.Repeat(" ", maxDescriptionBytes): "MalformedJSON",
		strings.Repeat(" ", maxDescriptionBytes+1): "BodyTooLarge",
	} {
		event := readEvent(t, "create")
		event.Body = body
		status, answer := testFunction(t, io.Discard, nil, goodAnswers).answer(t, event)
		if answer.Code != code || (status == 200) != (code == "") || (status == 413) != (code == "BodyTooLarge") {
			t.Errorf("%.60s: %d %s, want %q", body, status, answer.text, code)
		}
	}
}

// If a size is required, parts are signed only with a declared size.
func TestSizeRequired(t *testing.T) {
	f := testFunction(t, io.Discard, map[string]string{"REQUIRE_SIZE": "true"}, goodAnswers)
	for name, want := range map[string]int{
		"create": 400, "sign": 400, "batch": 400, "create-size": 200, "sign-size-checksum": 200, "list": 200, "complete": 200, "abort": 200,
	} {
		if status, body := f.answer(t, readEvent(t, name)); status != want || (want == 400) != (body.Code == "SizeRequired") {
			t.Errorf("%s: %d %s", name, status, body.text)
		}
	}
	// REQUIRE_SHA256 applies to forms alone: parts have checksums of their own.
	f = testFunction(t, io.Discard, map[string]string{"REQUIRE_SHA256": "true"}, goodAnswers)
	for _, name := range []string{"create", "sign", "batch", "complete"} {
		if status, body := f.answer(t, readEvent(t, name)); status != 200 {
			t.Errorf("%s: %d %s", name, status, body.text)
		}
	}
}
