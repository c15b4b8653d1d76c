// Package issuertest serves an OpenID Connect issuer on the loopback, for
// tests. It signs its tokens by hand, so that it can make tokens that no
// library would sign.
package issuertest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// Audience is the audience of the tokens.
const Audience = "slipway"

// The IDs of the issuer's keys, as in kid.
const (
	RSAKeyID = "rsa"
	ECKeyID  = "ec"
)

// An Issuer publishes its keys at its jwks_uri.
type Issuer struct {
	URL string
	RSA *rsa.PrivateKey   // signs the tokens of Token
	EC  *ecdsa.PrivateKey // a key that API Gateway does not support
}

// New starts an issuer, which ends with the test.
func New(t testing.TB) *Issuer {
	t.Helper()
	i := new(Issuer)
	var err error
	if i.RSA, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
		t.Fatal(err)
	}
	if i.EC, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		t.Fatal(err)
	}
	point, err := i.EC.PublicKey.Bytes() // 4, x, y
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	i.URL = server.URL
	publish(mux, "/.well-known/openid-configuration", map[string]any{
		"issuer": i.URL, "jwks_uri": i.URL + "/keys", "id_token_signing_alg_values_supported": []string{"RS256", "ES256"},
	})
	publish(mux, "/keys", map[string]any{"keys": []map[string]string{
		i.JWK(),
		{"kty": "EC", "kid": ECKeyID, "use": "sig", "crv": "P-256", "x": encode(point[1:33]), "y": encode(point[33:])},
	}})
	return i
}

// JWK is the RSA key's public half.
func (i *Issuer) JWK() map[string]string {
	return map[string]string{
		"kty": "RSA", "kid": RSAKeyID, "use": "sig",
		"n": encode(i.RSA.N.Bytes()), "e": encode(big.NewInt(int64(i.RSA.E)).Bytes()),
	}
}

func publish(mux *http.ServeMux, path string, document any) {
	mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(document)
	})
}

// Claims returns the claims of a good token, with changes; nil removes a claim.
func (i *Issuer) Claims(changes map[string]any) map[string]any {
	now := time.Now()
	claims := map[string]any{
		"iss": i.URL, "sub": "ann", "aud": Audience, "iat": now.Unix(), "exp": now.Add(time.Hour).Unix(),
	}
	maps.Copy(claims, changes)
	maps.DeleteFunc(claims, func(_ string, value any) bool { return value == nil })
	return claims
}

// Token returns a good token with these changes to its claims, signed with
// RS256.
func (i *Issuer) Token(changes map[string]any) string {
	return Compact(map[string]any{"alg": "RS256", "kid": RSAKeyID}, i.Claims(changes), i.SignRS256)
}

// SignRS256 signs as the alg RS256 says.
func (i *Issuer) SignRS256(input []byte) []byte {
	sum := sha256.Sum256(input)
	signature, err := rsa.SignPKCS1v15(nil, i.RSA, crypto.SHA256, sum[:])
	if err != nil {
		panic(err)
	}
	return signature
}

// Compact returns a token in its compact form (RFC 7515, 3.1), with the
// signature that sign returns.
func Compact(header, claims map[string]any, sign func(input []byte) []byte) string {
	input := encodeJSON(header) + "." + encodeJSON(claims)
	return input + "." + encode(sign([]byte(input)))
}

func encodeJSON(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return encode(text)
}

func encode(bytes []byte) string { return base64.RawURLEncoding.EncodeToString(bytes) }
