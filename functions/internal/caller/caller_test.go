package caller

import (
	"errors"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"slipway/functions/internal/respond"
)

func TestSubject(t *testing.T) {
	const issuer = "https://issuer.example"
	type description = events.APIGatewayV2HTTPRequestContextAuthorizerDescription
	claims := func(claims map[string]string) *description {
		return &description{JWT: &events.APIGatewayV2HTTPRequestContextAuthorizerJWTDescription{Claims: claims}}
	}
	for _, test := range []struct {
		name       string
		authorizer *description
		issuer     string
		want       string // empty with an issuer: refused
	}{
		{"a caller", claims(map[string]string{"iss": issuer, "sub": "ann"}), issuer, "ann"},
		{"anonymous", nil, "", ""},
		{"anonymous with a token nobody asked for", claims(map[string]string{"iss": issuer, "sub": "ann"}), "", ""},
		{"no authorizer", nil, issuer, ""},
		{"another kind of authorizer", &description{}, issuer, ""},
		{"no claims", claims(nil), issuer, ""},
		{"no subject", claims(map[string]string{"iss": issuer}), issuer, ""},
		{"another issuer", claims(map[string]string{"iss": issuer + "/", "sub": "ann"}), issuer, ""},
	} {
		got, err := Subject(test.authorizer, test.issuer)
		refused := test.issuer != "" && test.want == ""
		if got != test.want || errors.Is(err, respond.Unauthenticated) != refused || (err != nil) != refused {
			t.Errorf("%s: %q, %v; want %q", test.name, got, err, test.want)
		}
	}
}
