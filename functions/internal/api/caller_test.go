package api

import (
	"errors"
	"testing"
)

func TestCaller(t *testing.T) {
	const issuer = "https://issuer.example"
	for _, test := range []struct {
		authorizer string // as the event has it
		issuer     string
		want       string // empty with an issuer: refused
	}{
		{`{"jwt":{"claims":{"iss":"https://issuer.example","sub":"ann"}}}`, issuer, "ann"},
		{`{"jwt":{"claims":{"iss":"https://issuer.example","sub":"ann"},"scopes":null}}`, "", ""}, // nobody asked for a token
		{`null`, "", ""},
		{`null`, issuer, ""},          // no authorizer
		{`{"iam":{}}`, issuer, ""},    // another kind of authorizer
		{`{"jwt":{}}`, issuer, ""},    // no claims
		{`{"jwt":null}`, issuer, ""},  // no token
		{`{"lambda":{}}`, issuer, ""}, // another kind of authorizer
		{`{"jwt":{"claims":{"iss":"https://issuer.example"}}}`, issuer, ""},              // no subject
		{`{"jwt":{"claims":{"iss":"https://issuer.example/","sub":"ann"}}}`, issuer, ""}, // another issuer
		{`{"jwt":{"claims":{"sub":"ann"}}}`, issuer, ""},                                 // no issuer
		{`{"jwt":{"claims":{"iss":"https://issuer.example","sub":""}}}`, issuer, ""},     // nobody
		// The names of claims have a case, and so another claim is not taken for sub.
		{`{"jwt":{"claims":{"iss":"https://issuer.example","sub":"ann","Sub":"bob","SUB":"eve"}}}`, issuer, "ann"},
		{`{"jwt":{"claims":{"iss":"https://issuer.example","Sub":"bob"}}}`, issuer, ""},
	} {
		request, err := ReadRequest([]byte(`{"requestContext":{"authorizer":` + test.authorizer + `}}`))
		if err != nil {
			t.Fatal(err)
		}
		got, err := request.caller(test.issuer)
		refused := test.issuer != "" && test.want == ""
		if got != test.want || errors.Is(err, unauthenticated) != refused || (err != nil) != refused {
			t.Errorf("%s, %q: %q, %v; want %q", test.authorizer, test.issuer, got, err, test.want)
		}
	}
}
