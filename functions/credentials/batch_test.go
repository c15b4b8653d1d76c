package main

import (
	"encoding/json"
	"io"
	"strings"
	"testing"

	"slipway/functions/internal/api"
)

func post(t *testing.T, f *function, body string) api.Response {
	t.Helper()
	event := readEvent(t, "uploads")
	event.Body = body
	return f.Handle(t.Context(), event)
}

// A bad file does not affect the others: each gets a form or an error.
func TestBatchGoesOn(t *testing.T) {
	for file, code := range map[string]string{
		`{"name":"a.png","size":5}`:                                       "",
		`{"name":"a.png","size":"5"}`:                                     "",
		`{"name":"a.png","size":null}`:                                    "",
		`{"name":"a.png","metadata":{"stars":5,"mine":true,"path":null}}`: "",
		`{"name":"a.png","metadata":null,"type":null,"sha256":null}`:      "",
		`{"name":"a.png","more":[{"of":{}}]}`:                             "", // unknown members are ignored
		`{"name":"a.png","size":5.5}`:                                     "InvalidSize",
		`{"name":"a.png","size":"5 MB"}`:                                  "InvalidSize",
		`{"name":"a.png","size":1e999}`:                                   "InvalidSize",
		`{"name":"a.png","size":10485761}`:                                "FileTooLarge",
		`{"name":"a.png","metadata":{"a":{"b":1}}}`:                       "InvalidMetadataValue",
		`{"name":"a.png","metadata":["a"]}`:                               "InvalidMetadata",
		`{"name":"a.png","metadata":"a"}`:                                 "InvalidMetadata",
		`{"name":5}`:                                                      "InvalidFile",
		`{"name":"a.png","type":{}}`:                                      "InvalidFile",
		`{"name":"a.png","sha256":[]}`:                                    "InvalidFile",
		`{}`:                                                              "MissingFilename",
		`null`:                                                            "MissingFilename",
		`0`:                                                               "InvalidFile",
		`"a.png"`:                                                         "InvalidFile",
		`[]`:                                                              "InvalidFile",
		strings.Repeat("[", 5000) + strings.Repeat("]", 5000): "InvalidFile",
	} {
		answer := post(t, testHandler(t, io.Discard, nil), `{"files":[{"name":"first.png"},`+file+`,{"name":"last.png"}]}`)
		var body responseBody
		if err := json.Unmarshal([]byte(answer.Body), &body); err != nil || len(body.Uploads) != 3 {
			t.Errorf("%.60s: %s", file, answer.Body)
			continue
		}
		if got := body.Uploads[1]; got.Code != code || (code == "") != (got.Params != nil) || (code == "") != (got.Message == "") {
			t.Errorf("%.60s: %+v, want %q", file, got, code)
		}
		for _, i := range []int{0, 2} {
			if body.Uploads[i].Params["key"] == "" {
				t.Errorf("%.60s: another file is %+v", file, body.Uploads[i])
			}
		}
	}
}

// A body that is not a batch is refused as a whole.
func TestBatchIsRefused(t *testing.T) {
	file := `{"name":"` + strings.Repeat("n", 200) + `.png"}`
	for body, want := range map[string]struct {
		status int
		code   string
	}{
		`{"files":[` + strings.Repeat(file+",", 99) + file + `]}`:  {200, ""},
		`{"files":[` + strings.Repeat(file+",", 100) + file + `]}`: {400, "TooManyFiles"},
		`{"files":[` + strings.Repeat("0,", 1000) + `0]}`:          {400, "TooManyFiles"},
		`{"files":[]}`:                      {400, "MissingFiles"},
		`{"files":null}`:                    {400, "MissingFiles"},
		`{"files":{"name":"a.png"}}`:        {400, "InvalidBody"},
		`{"files":[{"name":"a.png"}]} x`:    {400, "MalformedJSON"},
		`{"files":[{"name":"a.png"}`:        {400, "MalformedJSON"},
		`{}`:                                {400, "MissingFiles"},
		``:                                  {400, "MalformedJSON"},
		`{"files":[{"name":"\ud83d.png"}]}`: {400, "BodyNotUnicode"},
		`{"files":[{"name":"` + "\xff" + `.png"}]}`:              {400, "BodyNotUnicode"},
		`{"files":[{"name":"a.png","metadata":{"\udc00":"b"}}]}`: {400, "BodyNotUnicode"},
		strings.Repeat("[", maxFilesBytes):                       {400, "MalformedJSON"},
		strings.Repeat("[", maxFilesBytes+1):                     {413, "BodyTooLarge"},
	} {
		answer := post(t, testHandler(t, io.Discard, nil), body)
		if answer.Status != want.status || want.code != "" && !strings.Contains(answer.Body, `"`+want.code+`"`) {
			t.Errorf("%.60s: %d %.200s, want %v", body, answer.Status, answer.Body, want)
		}
	}
}

// The largest batch that the rules allow is accepted with every character escaped.
func TestLargestBatch(t *testing.T) {
	escaped := func(s string) string { return strings.Repeat(`\u0061`, len(s)) }
	file := `{"name":"` + escaped(strings.Repeat("a", 251)) + `.png","type":"image/png","size":10485760,` +
		`"sha256":"LPJNul+wowVyEKgvh5E4fKSWhWv3ZVyl4nDqLKQgZ1E=",` +
		`"metadata":{"a":"` + escaped(strings.Repeat("a", 2048-len("x-amz-meta-a"))) + `"}}`
	answer := post(t, testHandler(t, io.Discard, nil), `{"files":[`+strings.Repeat(file+",", 99)+file+`]}`)
	var body responseBody
	if err := json.Unmarshal([]byte(answer.Body), &body); err != nil {
		t.Fatal(err)
	}
	if signed, refused := body.count(); signed != 100 || refused != 0 {
		t.Errorf("%d signed, %d refused: %.300s", signed, refused, answer.Body)
	}
	if len(answer.Body) > 6<<20 {
		t.Errorf("the answer has %d bytes, more than Lambda returns", len(answer.Body))
	}
}

// Every route enforces REQUIRE_SIZE and REQUIRE_SHA256.
func TestRequired(t *testing.T) {
	for name, code := range map[string]string{"REQUIRE_SIZE": "SizeRequired", "REQUIRE_SHA256": "Sha256Required"} {
		f := testHandler(t, io.Discard, map[string]string{name: "true"})
		for _, path := range []string{"/getS3UploadCredentials", "/s3/params"} {
			if status, body := get(t, f, path, "filename=a.png"); status != 400 || !strings.Contains(body, code) {
				t.Errorf("%s, %s: %d %s", name, path, status, body)
			}
			const all = "filename=a.png&size=5&sha256=LPJNul%2BwowVyEKgvh5E4fKSWhWv3ZVyl4nDqLKQgZ1E%3D"
			if status, body := get(t, f, path, all); status != 200 {
				t.Errorf("%s, %s: %d %s", name, path, status, body)
			}
		}
		if answer := post(t, f, `{"files":[{"name":"a.png"}]}`); answer.Status != 200 || !strings.Contains(answer.Body, code) {
			t.Errorf("%s, a batch: %d %s", name, answer.Status, answer.Body)
		}
	}
}
