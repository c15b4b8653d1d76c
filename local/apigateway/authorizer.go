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

// authorizer is an API's JWT authorizer.
//
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
type authorizer struct {
	template.JWT
	keys *oidc.RemoteKeySet
}

// issuerTimeout is how long an issuer may take to answer. AWS gives it 1.5
// seconds, which is short for one that starts on this machine.
const issuerTimeout = 10 * time.Second

// algorithms are AWS's "RSA-based algorithms". Those of RSASSA-PSS are not said
// to be among them; who needs them learns it here and not on AWS.
var algorithms = []jose.SignatureAlgorithm{jose.RS256, jose.RS384, jose.RS512}

// newAuthorizer asks the issuer where its keys are. AWS too refuses to deploy
// an authorizer whose issuer does not answer.
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
	if len(found.Algorithms) > 0 && !slices.ContainsFunc(found.Algorithms, func(a jose.SignatureAlgorithm) bool { return slices.Contains(algorithms, a) }) {
		return nil, fmt.Errorf("the issuer %s signs with %s, and API Gateway takes RS256, RS384 and RS512 alone", settings.Issuer, found.Algorithms)
	}
	return &authorizer{settings, oidc.NewRemoteKeySet(ctx, found.Keys)}, nil
}

// errNoToken says that a request carries no token at all.
var errNoToken = errors.New("no token")

// noKeys says that a token could not be checked, and why: that is for the log.
type noKeys struct{ cause error }

func (noKeys) Error() string   { return "the issuer's keys cannot be fetched" }
func (e noKeys) Unwrap() error { return e.cause }

// noScope says that a token has none of a route's scopes.
type noScope struct{ scopes []string }

func (noScope) Error() string { return "the token does not have a scope of the route" }

// authorize returns the claims of a request's token, as events have them. An
// error says in the words of the www-authenticate header what is wrong.
func (a *authorizer) authorize(r *http.Request, scopes []string) (map[string]string, error) {
	// Two headers are joined and so are no token: which is meant cannot be known.
	token := strings.Join(r.Header.Values("Authorization"), ",")
	token = strings.TrimPrefix(token, "Bearer ")
	if token == "" {
		return nil, errNoToken
	}
	parsed, err := jose.ParseSignedCompact(token, algorithms)
	if err != nil {
		return nil, errors.New("the token is not a JWT signed with RS256, RS384 or RS512")
	}
	// RemoteKeySet would try all keys where none is named.
	if parsed.Signatures[0].Header.KeyID == "" {
		return nil, errors.New("the token does not have a kid")
	}
	payload, err := a.keys.VerifySignature(r.Context(), token)
	switch {
	case err != nil && strings.HasPrefix(err.Error(), "fetching keys"): // the library has no error to compare with
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
	if err := a.check(claims, time.Now()); err != nil {
		return nil, err
	}
	if len(scopes) > 0 && !slices.ContainsFunc(scopesOf(claims), func(scope string) bool { return slices.Contains(scopes, scope) }) {
		return nil, noScope{scopes}
	}
	return texts(claims), nil
}

// scopesOf returns the scopes of a token: "scope or scp" must have one, AWS says.
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

// check judges the claims. Of the errors AWS publishes the words of the
// audience's alone.
func (a *authorizer) check(claims map[string]any, now time.Time) error {
	if claims["iss"] != a.Issuer {
		return errors.New("the token does not have a valid issuer")
	}
	for _, time := range []struct {
		claim, wrong string
		needed, past bool
	}{
		{"exp", "the token has expired", true, false},
		{"nbf", "the token is not valid yet", false, true},
		{"iat", "the token was issued in the future", false, true},
	} {
		value, has := claims[time.claim]
		if !has && !time.needed {
			continue
		}
		number, _ := value.(json.Number)
		seconds, err := number.Float64()
		if err != nil {
			return fmt.Errorf("the token does not have a valid %s", time.claim)
		}
		if past := seconds <= float64(now.UnixMilli())/1000; past != time.past {
			return errors.New(time.wrong)
		}
	}
	audience, has := claims["aud"]
	if !has {
		audience = claims["client_id"] // as Cognito's access tokens have it
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
	// AWS publishes of this one the status alone; the header is RFC 6750's.
	if none := (noScope{}); errors.As(reason, &none) {
		w.Header().Set("WWW-Authenticate", fmt.Sprintf(`Bearer scope=%q error="insufficient_scope" error_description=%q`, strings.Join(none.scopes, " "), reason))
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

// texts returns claims as events have them, which is nowhere documented: all
// are strings, and there are none for null.
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
		object, _ := json.Marshal(value) // came from JSON
		return string(object)
	}
	return fmt.Sprint(value)
}
