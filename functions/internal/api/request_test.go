package api

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/aws/aws-lambda-go/events"
)

// Every member that is read has the value that aws-lambda-go's own type has.
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
		var whole events.APIGatewayV2HTTPRequest
		if err := json.Unmarshal(event, &whole); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		want := Request{
			RouteKey: whole.RouteKey, RawQueryString: whole.RawQueryString, PathParameters: whole.PathParameters,
			Body: whole.Body, IsBase64Encoded: whole.IsBase64Encoded,
			Context: RequestContext{RequestID: whole.RequestContext.RequestID, HTTP: HTTP{whole.RequestContext.HTTP.Method}},
		}
		if authorizer := whole.RequestContext.Authorizer; authorizer != nil {
			claims := make(map[string]any)
			for name, value := range authorizer.JWT.Claims {
				claims[name] = value
			}
			want.Context.Authorizer = &Authorizer{&JWT{claims}}
		}
		if got, err := ReadRequest(event); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v, want %+v", file, got, err, want)
		}
	}
}

func TestReadRequestRefuses(t *testing.T) {
	for _, event := range []string{
		"", " ", "1", "[]", `"a"`, "{", "}", `{"a":1,}`, `{"routeKey":1}`, `{"routeKey":"\x"}`, `{"body":[]}`,
		`{"isBase64Encoded":"no"}`, `{"pathParameters":[]}`, `{"requestContext":1}`,
		`{"requestContext":{"http":"GET"}}`, `{"requestContext":{"authorizer":"me"}}`, `{} {}`,
		"{\"body\":\"\xff\"}", "{\"headers\":{\"\xc3\":1}}", // encoding/json would silently replace it
	} {
		if got, err := ReadRequest([]byte(event)); err == nil {
			t.Errorf("%s is read as %+v", event, got)
		}
	}
}
