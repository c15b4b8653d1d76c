package apigateway

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"slipway/local/template"
)

// AWS deploys such an issuer, and then refuses every token.
func TestIssuerWithoutRSA(t *testing.T) {
	for algorithms, want := range map[string]string{
		`["RS256"]`:          "",
		`["ES256", "RS384"]`: "",
		`[]`:                 "", // does not say
		`null`:               "",
		`["ES256", "EdDSA"]`: "signs with [ES256 EdDSA]",
		`["PS256"]`:          "signs with [PS256]",
		`["HS256", "none"]`:  "signs with [HS256 none]",
	} {
		mux := http.NewServeMux()
		server := httptest.NewServer(mux)
		defer server.Close()
		mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(w, `{"issuer": %q, "jwks_uri": "%s/keys", "id_token_signing_alg_values_supported": %s}`, server.URL, server.URL, algorithms)
		})
		_, err := New(t.Context(), template.API{Authorizer: &template.JWT{Issuer: server.URL, Audience: []string{"a"}}}, io.Discard)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", algorithms, err, want)
		}
	}
}
