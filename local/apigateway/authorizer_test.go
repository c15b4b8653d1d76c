package apigateway

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"slipway/local/internal/issuertest"
	"slipway/local/internal/requesttest"
	"slipway/local/template"
)

// withIssuer returns the settings of an API that accepts an issuer's tokens.
func withIssuer(issuer string) template.API {
	return template.API{
		Authorizer: &template.JWT{Issuer: issuer, Audience: []string{"another", issuertest.Audience}},
		CORS:       &template.CORS{AllowOrigins: []string{page}, AllowMethods: []string{"POST"}, AllowHeaders: []string{"authorization"}},
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	issuer, other := issuertest.New(t), issuertest.New(t)
	invoked := false // refused requests must not reach the function
	server, _ := newServer(t, withIssuer(issuer.URL), func(context.Context, []byte) ([]byte, error) {
		invoked = true
		return []byte(`"ok"`), nil
	})

	rs256 := map[string]any{"alg": "RS256", "kid": issuertest.RSAKeyID}
	good := issuer.Claims(nil)
	with := func(changes map[string]any) string { return "Bearer " + issuer.Token(changes) }
	signed := func(header map[string]any, sign func([]byte) []byte) string {
		return "Bearer " + issuertest.Compact(header, good, sign)
	}
	hs256 := func(secret []byte) string {
		return signed(map[string]any{"alg": "HS256", "kid": issuertest.RSAKeyID}, func(input []byte) []byte {
			mac := hmac.New(sha256.New, secret)
			mac.Write(input)
			return mac.Sum(nil)
		})
	}
	der, err := x509.MarshalPKIXPublicKey(&issuer.RSA.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	parts := strings.Split(with(nil), ".")

	const (
		accepted    = ""
		notSigned   = "the token is not a JWT signed with RS256, RS384 or RS512"
		notOurs     = "the token is not signed with a key of the issuer"
		wrongIssuer = "the token does not have a valid issuer"
		audience    = "the token does not have a valid audience"
		expired     = "the token has expired"
		early       = "the token is not valid yet"
	)
	for _, test := range []struct {
		name, header, reason string
	}{
		{"good", with(nil), accepted},
		{"without Bearer", issuer.Token(nil), accepted},
		{"RS384", signed(map[string]any{"alg": "RS384", "kid": issuertest.RSAKeyID}, func(input []byte) []byte {
			sum := sha512.Sum384(input)
			signature, _ := rsa.SignPKCS1v15(nil, issuer.RSA, crypto.SHA384, sum[:])
			return signature
		}), accepted},
		{"several audiences", with(map[string]any{"aud": []string{"third", issuertest.Audience}}), accepted},
		{"client_id alone", with(map[string]any{"aud": nil, "client_id": issuertest.Audience}), accepted},
		{"valid since now", with(map[string]any{"nbf": now.Unix()}), accepted},
		{"fractions of a second", with(map[string]any{"exp": float64(now.Unix()) + 3600.5}), accepted},
		{"without iat", with(map[string]any{"iat": nil}), accepted},

		{"missing", "", "none"},
		{"Bearer alone", "Bearer ", notSigned},
		{"garbage", "Bearer garbage", notSigned},
		{"two tokens", with(nil) + "," + with(nil), notSigned}, // either could be meant
		{"another scheme", "Basic YTpi", notSigned},
		{"wrong audience", with(map[string]any{"aud": "third"}), audience},
		{"none of several audiences", with(map[string]any{"aud": []string{"third", "fourth"}}), audience},
		{"no audience", with(map[string]any{"aud": nil}), audience},
		{"aud comes before client_id", with(map[string]any{"aud": "third", "client_id": issuertest.Audience}), audience},
		{"an audience that is not a string", with(map[string]any{"aud": map[string]any{issuertest.Audience: true}}), audience},
		{"two audiences in one", with(map[string]any{"aud": "another," + issuertest.Audience}), audience},
		{"expired", with(map[string]any{"exp": now.Unix() - 1}), expired},
		{"without exp", with(map[string]any{"exp": nil}), "the token does not have a valid exp"},
		{"exp as text", with(map[string]any{"exp": "4102444800"}), "the token does not have a valid exp"},
		{"not yet valid", with(map[string]any{"nbf": now.Add(time.Minute).Unix()}), early},
		{"nbf as text", with(map[string]any{"nbf": "0"}), "the token does not have a valid nbf"},
		{"issued in the future", with(map[string]any{"iat": now.Add(time.Minute).Unix()}), "the token was issued in the future"},
		{"issuer with a slash", with(map[string]any{"iss": issuer.URL + "/"}), wrongIssuer},
		{"another issuer's name", with(map[string]any{"iss": other.URL}), wrongIssuer},
		{"without iss", with(map[string]any{"iss": nil}), wrongIssuer},
		{"another issuer's token", "Bearer " + other.Token(nil), notOurs},
		{"another key", signed(rs256, other.SignRS256), notOurs},
		{"the key in the token itself", signed(map[string]any{"alg": "RS256", "kid": issuertest.RSAKeyID, "jwk": other.JWK()}, other.SignRS256), notOurs},
		{"unknown kid", signed(map[string]any{"alg": "RS256", "kid": "unknown"}, issuer.SignRS256), notOurs},
		{"no kid", signed(map[string]any{"alg": "RS256"}, issuer.SignRS256), "the token does not have a kid"},
		{"claims changed after signing", parts[0] + "." + strings.Split(with(map[string]any{"sub": "eve"}), ".")[1] + "." + parts[2], notOurs},
		{"signature cut off", parts[0] + "." + parts[1] + ".", notOurs},
		{"alg none", signed(map[string]any{"alg": "none", "kid": issuertest.RSAKeyID}, func([]byte) []byte { return nil }), notSigned},
		{"alg None", signed(map[string]any{"alg": "None", "kid": issuertest.RSAKeyID}, func([]byte) []byte { return nil }), notSigned},
		{"HS256 with the public key (DER) as secret", hs256(der), notSigned},
		{"HS256 with the public key (PEM) as secret", hs256(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})), notSigned},
		{"ES256 with a key of the issuer", signed(map[string]any{"alg": "ES256", "kid": issuertest.ECKeyID}, func(input []byte) []byte {
			sum := sha256.Sum256(input)
			r, s, _ := ecdsa.Sign(rand.Reader, issuer.EC, sum[:])
			return append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...)
		}), notSigned}, // API Gateway supports RSA only
	} {
		invoked = false
		header := []string{"Origin", page, "Authorization", test.header}
		if test.header == "" {
			header = header[:2]
		}
		answer, body := requesttest.Send(t, http.DefaultClient, "POST", server.URL+"/uploads", nil, header...)
		want, wantBody, challenge := 401, `{"message":"Unauthorized"}`, `Bearer scope="" error="invalid_token" error_description="`+test.reason+`"`
		switch test.reason {
		case accepted:
			want, wantBody, challenge = 200, `"ok"`, ""
		case "none":
			challenge = "Bearer"
		}
		if answer.StatusCode != want || body != wantBody || answer.Header.Get("WWW-Authenticate") != challenge || invoked != (want == 200) {
			t.Errorf("%s: %d %s %q, function invoked: %v; want %d %q", test.name,
				answer.StatusCode, body, answer.Header.Get("WWW-Authenticate"), invoked, want, challenge)
		}
		// A page must be able to read a 401.
		if answer.Header.Get("Access-Control-Allow-Origin") != page {
			t.Errorf("%s: no CORS in %v", test.name, answer.Header)
		}
	}

	// A preflight has no token.
	answer, _ := requesttest.Send(t, http.DefaultClient, "OPTIONS", server.URL+"/uploads", nil, "Origin", page, "Access-Control-Request-Method", "POST")
	if answer.StatusCode != 204 || answer.Header.Get("Access-Control-Allow-Headers") != "authorization" {
		t.Errorf("preflight: %d %v", answer.StatusCode, answer.Header)
	}
}

func TestClaims(t *testing.T) {
	t.Parallel()
	issuer := issuertest.New(t)
	var got event
	server, _ := newServer(t, withIssuer(issuer.URL), func(_ context.Context, payload []byte) ([]byte, error) {
		if !strings.Contains(string(payload), `"scopes":null`) {
			t.Errorf("scopes are not null in %s", payload)
		}
		got = event{}
		return []byte(`{}`), json.Unmarshal(payload, &got)
	})
	claims := issuer.Claims(map[string]any{
		"iat": 1795446000, "groups": []any{"a", "b c", 1}, "email_verified": true, "level": 1.5, "none": "",
		"address": map[string]any{"city": "Ulm"}, "scope": "openid email",
	})
	claims["null"] = nil
	token := issuertest.Compact(map[string]any{"alg": "RS256", "kid": issuertest.RSAKeyID}, claims, issuer.SignRS256)
	if answer, body := requesttest.Send(t, http.DefaultClient, "POST", server.URL+"/uploads", nil, "Authorization", token); answer.StatusCode != 200 {
		t.Fatalf("%d %s", answer.StatusCode, body)
	}
	want := map[string]string{
		"iss": issuer.URL, "sub": "ann", "aud": issuertest.Audience, "iat": "1795446000",
		"groups": "[a b c 1]", "email_verified": "true", "level": "1.5", "none": "",
		"address": `{"city":"Ulm"}`, "scope": "openid email",
	}
	have := got.RequestContext.Authorizer.JWT.Claims
	delete(have, "exp")
	if !maps.Equal(have, want) {
		t.Errorf("%q, want %q", have, want)
	}

	server, _ = newServer(t, template.API{}, func(_ context.Context, payload []byte) ([]byte, error) {
		if strings.Contains(string(payload), "authorizer") {
			t.Errorf("an authorizer in %s", payload)
		}
		return []byte(`{}`), nil
	})
	requesttest.Send(t, http.DefaultClient, "POST", server.URL+"/uploads", nil, "Authorization", token)
}

func TestIssuerMustAnswer(t *testing.T) {
	t.Parallel()
	silent := httptest.NewServer(http.NotFoundHandler())
	defer silent.Close()
	mismatched := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, `{"issuer":"https://other.example","jwks_uri":"https://other.example/keys"}`)
	}))
	defer mismatched.Close()
	for _, issuer := range []string{silent.URL, mismatched.URL} {
		_, err := New(t.Context(), withIssuer(issuer), io.Discard)
		if err == nil || !strings.Contains(err.Error(), issuer) {
			t.Errorf("%s: %v", issuer, err)
		}
	}
}

// The log has the cause; the answer does not.
func TestIssuerKeysUnavailable(t *testing.T) {
	t.Parallel()
	for name, keys := range map[string]http.HandlerFunc{
		"no connection": nil,
		"an error":      func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "busy", http.StatusServiceUnavailable) },
		"no JSON":       func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "<html>") },
		"other JSON":    func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, `{"keys":1}`) },
		"a truncated answer": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			io.WriteString(w, `{"keys":[`)
		},
	} {
		var issuer *httptest.Server
		issuer = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/keys" {
				keys(w, r)
				return
			}
			w.Header().Set("Content-Type", "application/json")
			json.NewEncoder(w).Encode(map[string]string{"issuer": issuer.URL, "jwks_uri": issuer.URL + "/keys"})
		}))
		t.Cleanup(issuer.Close)
		server, report := newServer(t, withIssuer(issuer.URL), returns(`"ok"`))
		if keys == nil {
			issuer.Close()
		}
		answer, body := requesttest.Send(t, http.DefaultClient, "POST", server.URL+"/uploads", nil, "Authorization", issuertest.New(t).Token(nil))
		const challenge = `Bearer scope="" error="invalid_token" error_description="the issuer's keys cannot be fetched"`
		if answer.StatusCode != 401 || body != `{"message":"Unauthorized"}` || answer.Header.Get("WWW-Authenticate") != challenge {
			t.Errorf("%s: %d %s %v", name, answer.StatusCode, body, answer.Header)
		}
		if reported := report.String(); !strings.HasPrefix(reported, "POST /uploads: the issuer's keys cannot be fetched: fetching keys ") ||
			strings.Count(reported, "\n") != 1 {
			t.Errorf("%s: report %q", name, reported)
		}
	}
}

// A route with scopes requires one of them, in scope or in scp.
func TestScopes(t *testing.T) {
	issuer := issuertest.New(t)
	api, err := New(t.Context(), withIssuer(issuer.URL), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	invoked := false
	invoke := func(context.Context, []byte) ([]byte, error) {
		invoked = true
		return []byte(`"ok"`), nil
	}
	api.Handle("POST", "/scoped", invoke, "uploads:write", "admin")
	api.Handle("POST", "/open", invoke)
	server := httptest.NewServer(api)
	defer server.Close()
	for _, test := range []struct {
		name   string
		claims map[string]any
		want   int
	}{
		{"the one", map[string]any{"scope": "uploads:write"}, 200},
		{"the other, among more", map[string]any{"scope": "openid admin email"}, 200},
		{"scp as a list", map[string]any{"scp": []string{"openid", "admin"}}, 200},
		{"scp as a text", map[string]any{"scp": "openid admin"}, 200},
		{"scp beside scope", map[string]any{"scope": "openid", "scp": []string{"admin"}}, 200},
		{"none", nil, 403},
		{"empty", map[string]any{"scope": ""}, 403},
		{"another", map[string]any{"scope": "openid"}, 403},
		{"a prefix only", map[string]any{"scope": "admins uploads:write2"}, 403},
		{"another case", map[string]any{"scope": "Admin"}, 403},
		{"with a comma", map[string]any{"scope": "openid,admin"}, 403},
		{"another claim", map[string]any{"scopes": "admin", "permissions": []string{"admin"}}, 403},
		{"not strings", map[string]any{"scope": map[string]any{"admin": true}, "scp": true}, 403},
		{"two in one entry", map[string]any{"scp": []string{"openid admin"}}, 403},
	} {
		for path, want := range map[string]int{"/scoped": test.want, "/open": 200} {
			invoked = false
			answer, body := requesttest.Send(t, http.DefaultClient, "POST", server.URL+path, nil, "Origin", page, "Authorization", "Bearer "+issuer.Token(test.claims))
			if answer.StatusCode != want || invoked != (want == 200) || want == 403 && body != `{"message":"Forbidden"}` {
				t.Errorf("%s, %s: %d %s, function invoked: %v", test.name, path, answer.StatusCode, body, invoked)
			}
			const challenge = `Bearer scope="uploads:write admin" error="insufficient_scope"`
			if strings.HasPrefix(answer.Header.Get("WWW-Authenticate"), challenge) != (want == 403) {
				t.Errorf("%s, %s: %q", test.name, path, answer.Header.Get("WWW-Authenticate"))
			}
			if answer.Header.Get("Access-Control-Allow-Origin") != page {
				t.Errorf("%s: no CORS in %v", test.name, answer.Header)
			}
		}
	}
	// Without a token, the status is 401.
	if answer, _ := requesttest.Send(t, http.DefaultClient, "POST", server.URL+"/scoped", nil); answer.StatusCode != 401 {
		t.Errorf("without a token: %d", answer.StatusCode)
	}
}
