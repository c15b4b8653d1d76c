package router

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/aws/aws-lambda-go/events"
)

// What is read of an event is what aws-lambda-go's own type has of it.
func TestReadRequest(t *testing.T) {
	files, err := filepath.Glob("../../../events/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("there are no events", err)
	}
	for _, file := range files {
		event, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		checkRequest(t, event)
	}
	for _, event := range []string{
		`{}`, ` { } `, `{"routeKey":null,"body":null,"pathParameters":null,"requestContext":{"authorizer":null}}`,
		"\t{\"x\":[1,{\"a\":\"]}\\\\\"}],\"routeKey\" :\r\n\"a\",\"y\":-1.5e3,\"body\":\"\\u00fc\\\"ü\\\\\",\"z\":true}",
		"{\"body\":\"no \xff UTF-8\"}",
		`{"requestContext":{"http":{"method":"GET","routeKey":"inner"}},"headers":{"routeKey":"not this"}}`,
	} {
		checkRequest(t, []byte(event))
	}
}

func checkRequest(t *testing.T, event []byte) {
	t.Helper()
	var whole events.APIGatewayV2HTTPRequest
	if err := json.Unmarshal(event, &whole); err != nil {
		t.Fatalf("%v in %s", err, event)
	}
	want := Request{
		RouteKey: whole.RouteKey, RawQueryString: whole.RawQueryString, PathParameters: whole.PathParameters,
		Body: whole.Body, IsBase64Encoded: whole.IsBase64Encoded,
		RequestContext: RequestContext{
			RequestID: whole.RequestContext.RequestID, HTTP: HTTP{whole.RequestContext.HTTP.Method}, Authorizer: whole.RequestContext.Authorizer,
		},
	}
	if got, err := ReadRequest(event); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v of %s, want %+v", got, err, event, want)
	}
}

func TestReadRequestRefuses(t *testing.T) {
	for _, event := range []string{
		"", " ", "null", "1", "[]", `"a"`, "{", "}", `{"`, `{"a`, `{"a"`, `{"a":`, `{"a":}`, `{"a":1`, `{"a":1,`, `{"a":1,}`, `{,}`, `{1:2}`, `{"a" 1}`, `{"a":"`, `{"a":"\`, `{"a":"\"}`, `{"a":[}`, `{"a":[1}`, `{"a":1 "b":2}`,
		`{"routeKey":1}`, `{"routeKey":"\x"}`, `{"body":[]}`, `{"isBase64Encoded":"no"}`, `{"pathParameters":[]}`, `{"requestContext":1}`, `{"requestContext":{"http":"GET"}}`, `{"requestContext":{"authorizer":"me"}}`,
	} {
		if got, err := ReadRequest([]byte(event)); err == nil {
			t.Errorf("%s is read as %+v", event, got)
		}
	}
}

func FuzzReadRequest(f *testing.F) {
	f.Add("GET /s3/params", "filename=a%20b.png", `{"files":[]}`, "Mozilla/5.0 (\"\\\")", true)
	f.Add("$default", "", "Grüße\x00\u2028", `}],{"routeKey":"a"`, false)
	f.Fuzz(func(t *testing.T, route, query, body, header string, encoded bool) {
		event, err := json.Marshal(events.APIGatewayV2HTTPRequest{
			RouteKey: route, RawQueryString: query, Body: body, IsBase64Encoded: encoded,
			Headers: map[string]string{header: route, "user-agent": header}, PathParameters: map[string]string{route: query},
			RequestContext: events.APIGatewayV2HTTPRequestContext{
				RequestID: header, HTTP: events.APIGatewayV2HTTPRequestContextHTTPDescription{Method: route, UserAgent: header},
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		checkRequest(t, event)
		for _, cut := range []int{1, len(event) / 2, len(event) - 1} {
			if got, err := ReadRequest(event[:cut]); err == nil {
				t.Errorf("%s is read as %+v", event[:cut], got)
			}
		}
	})
}
