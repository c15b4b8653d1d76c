package api

import (
	"strings"
	"unicode/utf8"
)

// caller returns the claim "sub" of the token that API Gateway's JWT authorizer
// has checked. It returns "" if issuer is empty: then callers are anonymous,
// and tokens are ignored.
//
// It fails with unauthenticated if the token is not from the issuer or has no
// subject, so that a route deployed without its authorizer is closed, not open.
func (r Request) caller(issuer string) (string, error) {
	if issuer == "" {
		return "", nil
	}
	if r.Context.Authorizer == nil || r.Context.Authorizer.JWT == nil {
		return "", unauthenticated
	}
	claims := r.Context.Authorizer.JWT.Claims
	subject, _ := claims["sub"].(string)
	if claims["iss"] != issuer || !isSubject(subject) {
		return "", unauthenticated
	}
	return subject, nil
}

// maxSubjectBytes is four times the limit of OpenID Connect.
const maxSubjectBytes = 1024

// isSubject reports whether a subject identifies one caller. U+FFFD replaces
// invalid text, so it could make the subjects of two callers equal.
func isSubject(s string) bool {
	return s != "" && len(s) <= maxSubjectBytes && !strings.ContainsRune(s, utf8.RuneError)
}

// Scopes returns the scopes in the claims scope and scp of the token that API
// Gateway's JWT authorizer has checked. Scopes in a string are separated by
// spaces. The claim scp may be a list, which API Gateway writes as a string in
// brackets.
func (r Request) Scopes() []string {
	if r.Context.Authorizer == nil || r.Context.Authorizer.JWT == nil {
		return nil
	}
	claims := r.Context.Authorizer.JWT.Claims
	scope, _ := claims["scope"].(string)
	scopes := strings.Fields(scope)
	switch scp := claims["scp"].(type) {
	case string:
		if list, ok := strings.CutPrefix(scp, "["); ok {
			scp = strings.TrimSuffix(list, "]")
		}
		scopes = append(scopes, strings.Fields(scp)...)
	case []any:
		for _, entry := range scp {
			if text, ok := entry.(string); ok {
				scopes = append(scopes, text)
			}
		}
	}
	return scopes
}
