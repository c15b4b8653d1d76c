package api

// caller returns the claim "sub" of the token that API Gateway's JWT authorizer
// has checked, or "" where issuer is empty: then callers are anonymous, and no
// token is looked at.
//
// It fails with unauthenticated if the token is not from the issuer or names
// nobody, so that a route deployed without its authorizer is closed, not open.
func (r Request) caller(issuer string) (string, error) {
	if issuer == "" {
		return "", nil
	}
	if r.Context.Authorizer == nil || r.Context.Authorizer.JWT == nil {
		return "", unauthenticated
	}
	claims := r.Context.Authorizer.JWT.Claims
	subject, _ := claims["sub"].(string)
	if claims["iss"] != issuer || subject == "" {
		return "", unauthenticated
	}
	return subject, nil
}
