package api

import (
	"strings"
	"unicode/utf8"
)

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
	if claims["iss"] != issuer || !isSubject(subject) {
		return "", unauthenticated
	}
	return subject, nil
}

// maxSubjectBytes is four times what OpenID Connect allows.
const maxSubjectBytes = 1024

// isSubject reports whether a subject is one caller's alone. U+FFFD stands for
// what was no text, and two callers' subjects could have become the same.
func isSubject(s string) bool {
	return s != "" && len(s) <= maxSubjectBytes && !strings.ContainsRune(s, utf8.RuneError)
}

// Scopes returns the scopes of the token that API Gateway's JWT authorizer has
// checked: those of the claims scope and scp, of which the one is a text with
// spaces, the other that or a list. Events have every claim as a text, a list in
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
