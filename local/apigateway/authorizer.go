package apigateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-jose/go-jose/v4"

	"slipway/local/template"
)

// authorizer is the JWT authorizer of an API.
//
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
type authorizer struct {
	template.JWT
	keys *oidc.RemoteKeySet
}

// issuerTimeout is how long an issuer may take to answer. On AWS it is 1.5
// seconds, which is short for an issuer that is starting on this machine.
const issuerTimeout = 10 * time.Second

// algorithms are AWS's "RSA-based algorithms". AWS does not document whether they
// include RSASSA-PSS, so it is refused.
var algorithms = []jose.SignatureAlgorithm{jose.RS256, jose.RS384, jose.RS512}

// newAuthorizer fetches the URL of the issuer's keys. Like AWS, it refuses an
// issuer that does not answer.
func newAuthorizer(ctx context.Context, settings template.JWT) (*authorizer, error) {
	ctx = oidc.ClientContext(ctx, &http.Client{Timeout: issuerTimeout})
	provider, err := oidc.NewProvider(ctx, settings.Issuer)
	if err != nil {
		return nil, fmt.Errorf("the issuer %s must answer at /.well-known/openid-configuration: %w", settings.Issuer, err)
	}
	var found struct {
		Keys       string                    `json:"jwks_uri"`
		Algorithms []jose.SignatureAlgorithm `json:"id_token_signing_alg_values_supported"`
	}
	if err := provider.Claims(&found); err != nil {
		return nil, fmt.Errorf("the issuer %s: %w", settings.Issuer, err)
	}
	supported := func(a jose.SignatureAlgorithm) bool { return slices.Contains(algorithms, a) }
	if len(found.Algorithms) > 0 && !slices.ContainsFunc(found.Algorithms, supported) {
		return nil, fmt.Errorf("the issuer %s signs with %s, but API Gateway accepts only RS256, RS384 and RS512",
			settings.Issuer, found.Algorithms)
	}
	return &authorizer{settings, oidc.NewRemoteKeySet(ctx, found.Keys)}, nil
}

var errNoToken = errors.New("no token")

// noKeys is the error for a token that could not be verified. Its cause is for the
// log only.
type noKeys struct{ cause error }

func (noKeys) Error() string   { return "the issuer's keys cannot be fetched" }
func (e noKeys) Unwrap() error { return e.cause }

// noScope is the error for a token without any of a route's scopes.
type noScope struct{ scopes []string }

func (noScope) Error() string { return "the token does not have a scope of the route" }

// authorize returns the claims of a request's token, as in events. The message of
// its error goes into the header WWW-Authenticate.
func (a *authorizer) authorize(r *http.Request, scopes []string) (map[string]string, error) {
	// Refuse two headers: joined, they are not a token.
	token := strings.Join(r.Header.Values("Authorization"), ",")
	token = strings.TrimPrefix(token, "Bearer ")
	if token == "" {
		return nil, errNoToken
	}
	parsed, err := jose.ParseSignedCompact(token, algorithms)
	if err != nil {
		return nil, errors.New("the token is not a JWT signed with RS256, RS384 or RS512")
	}
	// Without a kid, RemoteKeySet would try all keys.
	if parsed.Signatures[0].Header.KeyID == "" {
		return nil, errors.New("the token does not have a kid")
	}
	payload, err := a.keys.VerifySignature(r.Context(), token)
	switch {
	case err != nil && strings.HasPrefix(err.Error(), "fetching keys"): // oidc exports no such error
		return nil, noKeys{err}
	case err != nil:
		return nil, errors.New("the token is not signed with a key of the issuer")
	}
	var claims map[string]any
	decoder := json.NewDecoder(strings.NewReader(string(payload)))
	decoder.UseNumber()
	if err := decoder.Decode(&claims); err != nil {
		return nil, errors.New("the token's claims are not a JSON object")
	}
	if err := a.checkClaims(claims, time.Now()); err != nil {
		return nil, err
	}
	granted := func(scope string) bool { return slices.Contains(scopes, scope) }
	if len(scopes) > 0 && !slices.ContainsFunc(scopesOf(claims), granted) {
		return nil, noScope{scopes}
	}
	return texts(claims), nil
}

// scopesOf returns the scopes of a token. AWS reads "scope or scp".
func scopesOf(claims map[string]any) []string {
	var scopes []string
	for _, claim := range []string{"scope", "scp"} {
		switch value := claims[claim].(type) {
		case string:
			scopes = append(scopes, strings.Fields(value)...)
		case []any:
			for _, entry := range value {
				if text, ok := entry.(string); ok {
					scopes = append(scopes, text)
				}
			}
		}
	}
	return scopes
}

// checkClaims checks issuer, times and audience. AWS documents only the message
// for a wrong audience.
func (a *authorizer) checkClaims(claims map[string]any, now time.Time) error {
	if claims["iss"] != a.Issuer {
		return errors.New("the token does not have a valid issuer")
	}
	for _, rule := range []struct {
		claim, message string
		required, past bool // past: whether the time must be in the past
	}{
		{"exp", "the token has expired", true, false},
		{"nbf", "the token is not valid yet", false, true},
		{"iat", "the token was issued in the future", false, true},
	} {
		value, has := claims[rule.claim]
		if !has && !rule.required {
			continue
		}
		number, _ := value.(json.Number)
		seconds, err := number.Float64()
		if err != nil {
			return fmt.Errorf("the token does not have a valid %s", rule.claim)
		}
		if past := seconds <= float64(now.UnixMilli())/1000; past != rule.past {
			return errors.New(rule.message)
		}
	}
	audience, has := claims["aud"]
	if !has {
		audience = claims["client_id"] // in Cognito's access tokens
	}
	list, isList := audience.([]any)
	if !isList {
		list = []any{audience}
	}
	if !slices.ContainsFunc(list, func(entry any) bool {
		text, ok := entry.(string)
		return ok && slices.Contains(a.Audience, text)
	}) {
		return errors.New("the token does not have a valid audience")
	}
	return nil
}

// refuse answers a request that is not authorized.
//
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-jwt.html
func refuse(w http.ResponseWriter, reason error) {
	// AWS documents only the status. The header follows RFC 6750.
	if none := (noScope{}); errors.As(reason, &none) {
		w.Header().Set("WWW-Authenticate", fmt.Sprintf(`Bearer scope=%q error="insufficient_scope" error_description=%q`,
			strings.Join(none.scopes, " "), reason))
		fail(w, http.StatusForbidden, "Forbidden")
		return
	}
	challenge := "Bearer"
	if reason != errNoToken {
		challenge = fmt.Sprintf(`Bearer scope="" error="invalid_token" error_description=%q`, reason)
	}
	w.Header().Set("WWW-Authenticate", challenge)
	fail(w, http.StatusUnauthorized, "Unauthorized")
}

// texts returns claims as in events: all are strings, and null claims are left
// out. AWS does not document this.
func texts(claims map[string]any) map[string]string {
	all := make(map[string]string, len(claims))
	for name, value := range claims {
		if value != nil {
			all[name] = text(value)
		}
	}
	return all
}

func text(value any) string {
	switch value := value.(type) {
	case []any:
		entries := make([]string, len(value))
		for i, entry := range value {
			entries[i] = text(entry)
		}
		return "[" + strings.Join(entries, " ") + "]"
	case map[string]any:
		object, _ := json.Marshal(value) // decoded from JSON
		return string(object)
	}
	return fmt.Sprint(value)
}
