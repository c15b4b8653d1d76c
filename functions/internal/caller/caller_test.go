package caller

import (
	"errors"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"slipway/functions/internal/respond"
)

func TestSubject(t *testing.T) {
	const issuer = "https://issuer.example"
	with := func(authorizer *events.APIGatewayV2HTTPRequestContextAuthorizerDescription) (request events.APIGatewayV2HTTPRequest) {
		request.RequestContext.Authorizer = authorizer
		return request
	}
	claims := func(claims map[string]string) events.APIGatewayV2HTTPRequest {
		return with(&events.APIGatewayV2HTTPRequestContextAuthorizerDescription{
			JWT: &events.APIGatewayV2HTTPRequestContextAuthorizerJWTDescription{Claims: claims},
		})
	}
	for _, test := range []struct {
		name    string
		request events.APIGatewayV2HTTPRequest
		issuer  string
		want    string // empty with an issuer: refused
	}{
		{"a caller", claims(map[string]string{"iss": issuer, "sub": "ann"}), issuer, "ann"},
		{"anonymous", with(nil), "", ""},
		{"anonymous with a token nobody asked for", claims(map[string]string{"iss": issuer, "sub": "ann"}), "", ""},
		{"no authorizer", with(nil), issuer, ""},
		{"another kind of authorizer", with(&events.APIGatewayV2HTTPRequestContextAuthorizerDescription{}), issuer, ""},
		{"no claims", claims(nil), issuer, ""},
		{"no subject", claims(map[string]string{"iss": issuer}), issuer, ""},
		{"another issuer", claims(map[string]string{"iss": issuer + "/", "sub": "ann"}), issuer, ""},
	} {
		got, err := Subject(test.request, test.issuer)
		refused := test.issuer != "" && test.want == ""
		if got != test.want || errors.Is(err, respond.Unauthenticated) != refused || (err != nil) != refused {
			t.Errorf("%s: %q, %v; want %q", test.name, got, err, test.want)
		}
	}
}
