package api

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestCaller(t *testing.T) {
	claim := func(sub string) string {
		return `{"jwt":{"claims":{"iss":"https://issuer.example","sub":` + sub + `}}}`
	}
	const issuer = "https://issuer.example"
	for _, test := range []struct {
		authorizer string // as the event has it
		issuer     string
		want       string // empty with an issuer: refused
	}{
		{`{"jwt":{"claims":{"iss":"https://issuer.example","sub":"ann"}}}`, issuer, "ann"},
		{`{"jwt":{"claims":{"iss":"https://issuer.example","sub":"ann"},"scopes":null}}`, "", ""}, // without an issuer, tokens are ignored
		{`null`, "", ""},
		{`null`, issuer, ""},          // no authorizer
		{`{"iam":{}}`, issuer, ""},    // another kind of authorizer
		{`{"jwt":{}}`, issuer, ""},    // no claims
		{`{"jwt":null}`, issuer, ""},  // no token
		{`{"lambda":{}}`, issuer, ""}, // another kind of authorizer
		{`{"jwt":{"claims":{"iss":"https://issuer.example"}}}`, issuer, ""},              // no subject
		{`{"jwt":{"claims":{"iss":"https://issuer.example/","sub":"ann"}}}`, issuer, ""}, // another issuer
		{`{"jwt":{"claims":{"sub":"ann"}}}`, issuer, ""},                                 // no issuer
		{`{"jwt":{"claims":{"iss":"https://issuer.example","sub":""}}}`, issuer, ""},     // an empty subject
		// The names of claims are case-sensitive.
		{`{"jwt":{"claims":{"iss":"https://issuer.example","sub":"ann","Sub":"bob","SUB":"eve"}}}`, issuer, "ann"},
		{`{"jwt":{"claims":{"iss":"https://issuer.example","Sub":"bob"}}}`, issuer, ""},
		{claim(`"auth0|ann"`), issuer, "auth0|ann"},
		{claim(`"アン"`), issuer, "アン"},
		{claim(`"\ud83d\ude00"`), issuer, "😀"}, // a whole surrogate pair
		{claim(`"` + strings.Repeat("s", 1024) + `"`), issuer, strings.Repeat("s", 1024)},
		{claim(`"` + strings.Repeat("s", 1025) + `"`), issuer, ""},                        // too long
		{claim(`"` + strings.Repeat("ü", 513) + `"`), issuer, ""},                         // too long, in bytes
		{claim(`42`), issuer, ""},                                                         // the folder of "42" is another caller's
		{claim(`true`), issuer, ""},                                                       // no string
		{claim(`null`), issuer, ""},                                                       // no string
		{claim(`["ann"]`), issuer, ""},                                                    // no string
		{claim(`{"name":"ann"}`), issuer, ""},                                             // no string
		{claim(`"\ud83d"`), issuer, ""},                                                   // half a surrogate pair is replaced by U+FFFD
		{claim(`"ann\ufffd"`), issuer, ""},                                                // something was replaced before
		{claim(`"�"`), issuer, ""},                                                        // the same, as it is
		{`{"jwt":{"claims":{"iss":["https://issuer.example"],"sub":"ann"}}}`, issuer, ""}, // no string
		{`{"jwt":{"claims":{"iss":{},"sub":"ann"}}}`, issuer, ""},                         // no string
	} {
		request, err := ReadRequest([]byte(`{"requestContext":{"authorizer":` + test.authorizer + `}}`))
		if err != nil {
			t.Fatal(err)
		}
		got, err := request.caller(test.issuer)
		refused := test.issuer != "" && test.want == ""
		if got != test.want || errors.Is(err, unauthenticated) != refused || (err != nil) != refused {
			t.Errorf("%.90s, %q: %.60q, %v; want %.60q", test.authorizer, test.issuer, got, err, test.want)
		}
	}
}

// API Gateway writes claims as strings, and lists in brackets.
func TestScopes(t *testing.T) {
	for _, test := range []struct {
		claims string
		want   []string
	}{
		{`{}`, nil},
		{`{"scope": "a"}`, []string{"a"}},
		{`{"scope": "a b  c "}`, []string{"a", "b", "c"}},
		{`{"scope": "a", "scp": "b"}`, []string{"a", "b"}},
		{`{"scp": "b c"}`, []string{"b", "c"}},
		{`{"scp": "[b c]"}`, []string{"b", "c"}},
		{`{"scp": "[b]"}`, []string{"b"}},
		{`{"scp": ["b", "c"]}`, []string{"b", "c"}},
		{`{"scp": ["b", 5, null]}`, []string{"b"}},
		{`{"scope": "[a b c]"}`, []string{"[a", "b", "c]"}}, // a string: the brackets belong to the scopes
		{`{"scope": "a,b"}`, []string{"a,b"}},               // one scope
		{`{"scope": null, "scp": {}}`, nil},
		{`{"scope": 5}`, nil},
		{`{"Scope": "a", "SCP": "b", "scopes": "c"}`, nil}, // other claims
	} {
		r, err := ReadRequest([]byte(`{"requestContext": {"authorizer": {"jwt": {"claims": ` + test.claims + `}}}}`))
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Scopes(); !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", test.claims, got, test.want)
		}
	}
	if got := (Request{}).Scopes(); got != nil {
		t.Errorf("without an authorizer: %q", got)
	}
}
