// Package caller tells who makes a request. API Gateway's JWT authorizer has
// checked the token before the function runs; what is left to check here is
// that there was an authorizer at all.
package caller

import (
	"github.com/aws/aws-lambda-go/events"

	"slipway/functions/internal/respond"
)

// Subject returns the claim "sub" of the token that an authorizer has checked, from this issuer, or
// "" where issuer is empty: then callers are anonymous, and no token is looked
// at. It fails with respond.Unauthenticated if the token is not from the
// issuer or names nobody, so that a route deployed without its authorizer is
// closed, not open.
func Subject(authorizer *events.APIGatewayV2HTTPRequestContextAuthorizerDescription, issuer string) (string, error) {
	if issuer == "" {
		return "", nil
	}
	if authorizer == nil || authorizer.JWT == nil {
		return "", respond.Unauthenticated
	}
	claims := authorizer.JWT.Claims
	if claims["iss"] != issuer || claims["sub"] == "" {
		return "", respond.Unauthenticated
	}
	return claims["sub"], nil
}
