package api

import (
	"encoding/json"
	"testing"
)

func TestResponseEvent(t *testing.T) {
	for _, test := range []struct {
		response Response
		want     string
	}{
		{JSON(200, map[string]int{"a": 1}), `{"statusCode":200,"headers":{"Cache-Control":"no-store","Content-Type":"application/json",` +
			`"X-Content-Type-Options":"nosniff"},"multiValueHeaders":null,"body":"{\"a\":1}","cookies":null}`},
		{Response{Status: 405, Allow: "GET, POST", Body: "{}"}, `{"statusCode":405,"headers":{"Allow":"GET, POST","Cache-Control":"no-store",` +
			`"Content-Type":"application/json","X-Content-Type-Options":"nosniff"},"multiValueHeaders":null,"body":"{}","cookies":null}`},
	} {
		got, err := json.Marshal(test.response.event())
		if err != nil || string(got) != test.want {
			t.Errorf("%s, %v, want %s", got, err, test.want)
		}
	}
}

// Details are never null.
func TestRefuse(t *testing.T) {
	for _, test := range []struct {
		details Details
		want    string
	}{
		{nil, `{"code":"Code","message":"No 5.","details":{}}`},
		{Details{"limit": 5}, `{"code":"Code","message":"No 5.","details":{"limit":5}}`},
	} {
		got, err := json.Marshal(BadRequest("Code", test.details, "No %d.", 5))
		if err != nil || string(got) != test.want {
			t.Errorf("%s, %v, want %s", got, err, test.want)
		}
	}
}
