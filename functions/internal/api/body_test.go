package api

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"slipway/functions/internal/upload"
)

func TestReadBody(t *testing.T) {
	const limit = 40
	spaces := strings.Repeat(" ", limit-len(`{"name":"a"}`))
	for _, test := range []struct {
		body string
		want string // of name, or the error's code
	}{
		{`{"name":"a"}`, "a"},
		{`{"name":"a"}` + spaces, "a"},                  // as long as it may be
		{`{"name":"a"}` + spaces + " ", "BodyTooLarge"}, // a byte more
		{strings.Repeat("[", limit), "MalformedJSON"},   //
		{strings.Repeat("[", limit+1), "BodyTooLarge"},  // whatever its content
		{`{}`, ""},                                              //
		{`null`, ""},                                            // as if it were {}
		{``, "MalformedJSON"},                                   //
		{`{"name":"a"`, "MalformedJSON"},                        // truncated
		{`{"name":"a"} x`, "MalformedJSON"},                     // something after it
		{`{"name":"a"}{"name":"b"}`, "MalformedJSON"},           // two
		{`[{"name":"a"}]`, "InvalidBody"},                       // no object
		{`{"name":5}`, "InvalidBody"},                           // no string
		{`{"name":"a","name":"b"}`, "b"},                        // the last, as JSON.parse has it
		{`{"size":1e99}`, "InvalidSize"},                        // the member's own refusal
		{`{"size":99999999999999999999}`, "InvalidSize"},        // more than an int64
		{`{"name":"ü😀"}`, "ü😀"},                                 //
		{`{"name":"\u00fc\ud83d\ude00"}`, "ü😀"},                 //
		{`{"name":"\\ud83d"}`, `\ud83d`},                        // a backslash, and no escape
		{`{"name":"�"}`, "�"},                                   // a character as any other
		{`{"name":"` + "\xff" + `"}`, "BodyNotUnicode"},         // no UTF-8
		{`{"name":"` + "\xed\xa0\xbd" + `"}`, "BodyNotUnicode"}, // half a pair, in UTF-8
		{`{"name":"\ud83d"}`, "BodyNotUnicode"},                 // the first half of a pair
		{`{"name":"\uDE00"}`, "BodyNotUnicode"},                 // the second
		{`{"name":"\ud83dx\ude00"}`, "BodyNotUnicode"},          // something between them
		{`{"name":"\ud83dxude00"}`, "BodyNotUnicode"},           // no backslash before the second
		{`{"name":"\ud83d\u00fc"}`, "BodyNotUnicode"},           // another character instead of the second
		{`{"name":"\ude00\ud83d"}`, "BodyNotUnicode"},           // the wrong way round
		{`{"name":"\\\ud83d"}`, "BodyNotUnicode"},               // a backslash before it
		{`{"other":{"\ud83d":1}}`, "BodyNotUnicode"},            // in an unknown member
	} {
		for _, encoded := range []bool{false, true} {
			request := Request{Body: test.body}
			if encoded {
				request = Request{Body: base64.StdEncoding.EncodeToString([]byte(test.body)), IsBase64Encoded: true}
			}
			var body struct {
				Name string
				Size *upload.Size
			}
			err := request.ReadBody(&body, limit, `{"name":"a"}`)
			got := body.Name
			if err != nil {
				e, ok := AsError(err)
				if !ok {
					t.Fatalf("%s: %v", test.body, err)
				}
				got = e.Code
				if (e.Status == 413) != (e.Code == "BodyTooLarge") {
					t.Errorf("%s: %d %s", test.body, e.Status, e.Code)
				}
			}
			if got != test.want {
				t.Errorf("%s, in base64 %v: %q, want %q", test.body, encoded, got, test.want)
			}
		}
	}
}

func TestReadBodyTellsTheLimit(t *testing.T) {
	for _, body := range []Request{
		{Body: strings.Repeat("x", 101)},
		{Body: base64.StdEncoding.EncodeToString(make([]byte, 101)), IsBase64Encoded: true},
	} {
		e, ok := AsError(body.ReadBody(nil, 100, ""))
		if !ok || e.Message != "The body has 101 bytes; the limit is 100. Send less at a time." {
			t.Errorf("%+v", e)
		}
	}
	// Invalid base64 is an error of API Gateway, and is not reported as the
	// client's.
	var e *Error
	if err := (Request{Body: "?", IsBase64Encoded: true}).ReadBody(nil, 100, ""); err == nil || errors.As(err, &e) {
		t.Errorf("no base64: %v", err)
	}
}

func TestReadArray(t *testing.T) {
	const tooMany = -2
	codes := map[int]string{-1: "InvalidBody", tooMany: "TooMany"}
	for _, test := range []struct {
		array string
		want  int // elements; below 0: refused
	}{
		{``, 0},
		{`null`, 0},
		{`[]`, 0},
		{`[1]`, 1},
		{`[1,2,3]`, 3},
		{`[1,2,3,4]`, tooMany},         // one too many
		{`[1,2,3,"x"]`, tooMany},       // the same: it is not decoded
		{`[1,"x"]`, -1},                // no number
		{`[[1]]`, -1},                  // no number
		{`{"0":1}`, -1},                // no array
		{`"1,2"`, -1},                  // no array
		{`1`, -1},                      // no array
		{`[1.5]`, -1},                  // no whole number
		{`[99999999999999999999]`, -1}, // more than an int64
	} {
		got, err := ReadArray[int64](json.RawMessage(test.array), 3, &Error{Code: "TooMany"}, "[1]")
		if e, ok := AsError(err); test.want < 0 && (!ok || e.Code != codes[test.want]) || test.want >= 0 && (err != nil || len(got) != test.want) {
			t.Errorf("%s: %v, %v", test.array, got, err)
		}
	}
}

// isUnicode comes before the JSON parser, so it also gets incomplete escapes.
func TestIsUnicode(t *testing.T) {
	for text, want := range map[string]bool{
		``: true, `\`: true, `\u`: true, `\ud83`: true, `\uzzzz`: true, `\ud83z`: true, `\u00fc`: true,
		`\ud83d\ude00`: true, `\ud83d\ude0`: false, `\ud83d\`: false, `\ud83d`: false, `\ude00`: false, `\ud83d\uzzzz`: false,
	} {
		if got := isUnicode([]byte(text)); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

// isUnicode refuses exactly the texts in which encoding/json puts U+FFFD.
func FuzzIsUnicode(f *testing.F) {
	for _, text := range []string{`"a"`, `"\ud83d\ude00"`, `"\ud83d"`, `"\\ud83d"`, "\"\xff\"", `"�\ufffd"`, `"\ud83d\ud83d\ude00"`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var read string
		if json.Unmarshal([]byte(text), &read) != nil {
			return
		}
		replaced := strings.Count(read, string(utf8.RuneError))
		meant := strings.Count(text, string(utf8.RuneError)) + strings.Count(strings.ToLower(strings.ReplaceAll(text, `\\`, "")), `\ufffd`)
		if got := isUnicode([]byte(text)); got != (replaced == meant) {
			t.Fatalf("%s: %v, read as %q", text, got, read)
		}
	})
}
