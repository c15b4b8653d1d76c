// Package session issues temporary credentials, as AWS STS does for the role of
// a Lambda function. It is also the identity service of the local S3 server: it
// knows the secret and the token of each session, and evaluates the role's
// policies for every request.
//
// Everything is in memory: no session outlives the process.
package session

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"sync"
	"time"

	"github.com/versity/versitygw/auth"
	"github.com/versity/versitygw/iamapi/types"
	"github.com/versity/versitygw/s3err"
)

// Lifetime is how long the credentials of a session are valid: an hour, the
// default of AssumeRole. Those of a Lambda function are valid for some hours.
const Lifetime = time.Hour

// Credentials are a set of temporary credentials.
type Credentials struct {
	AccessKeyID     string
	SecretAccessKey string
	SessionToken    string
	Expires         time.Time
}

// Store holds the sessions of one run. It is the S3 server's identity service
// (auth.IAMService, auth.SigningKeyProvider and auth.PolicyEvaluator).
type Store struct {
	mu       sync.Mutex
	sessions map[string]session             // by access key id
	roles    map[string][]types.PolicyEntry // by ARN
	now      func() time.Time
}

type session struct {
	Credentials
	role string // its ARN
}

// NewStore returns a store without sessions. Sessions expire by the clock now.
func NewStore(now func() time.Time) *Store {
	return &Store{sessions: make(map[string]session), roles: make(map[string][]types.PolicyEntry), now: now}
}

// Assume starts a session of the role with this ARN. Its credentials expire
// after Lifetime.
func (s *Store) Assume(role string) Credentials {
	c := Credentials{
		// AWS's prefix of keys that need a session token.
		AccessKeyID:     "ASIA" + rand.Text()[:16],
		SecretAccessKey: random(30),
		SessionToken:    random(270),
		Expires:         s.now().Add(Lifetime),
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions[c.AccessKeyID] = session{Credentials: c, role: role}
	return c
}

// random returns n random bytes in base64. Like real secrets and tokens, they
// contain +, / and =, which clients must encode.
func random(n int) string {
	b := make([]byte, n)
	rand.Read(b)
	return base64.StdEncoding.EncodeToString(b)
}

// errExpired is S3's error for an expired session.
var errExpired = s3err.APIError{
	Code:           "ExpiredToken",
	Description:    "The provided token has expired.",
	HTTPStatusCode: http.StatusBadRequest,
}

// find returns the session of an access key and its token.
func (s *Store) find(accessKey, token string) (session, error) {
	s.mu.Lock()
	found, ok := s.sessions[accessKey]
	s.mu.Unlock()
	switch {
	case !ok:
		return session{}, auth.ErrNoSuchUser
	case subtle.ConstantTimeCompare([]byte(token), []byte(found.SessionToken)) != 1:
		return session{}, auth.ErrInvalidSessionToken
	case !s.now().Before(found.Expires):
		return session{}, errExpired
	}
	return found, nil
}

// DeriveSigningKey returns the key that signs with these credentials on one
// day (yyyymmdd), in one region, for one service.
func (s *Store) DeriveSigningKey(accessKey, token, date, region, service string) ([]byte, auth.Account, error) {
	found, err := s.find(accessKey, token)
	if err != nil {
		return nil, auth.Account{}, err
	}
	key := []byte("AWS4" + found.SecretAccessKey)
	for _, part := range []string{date, region, service, "aws4_request"} {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(part))
		key = mac.Sum(nil)
	}
	return key, found.account(), nil
}

// account returns the S3 server's user for a session. Its role is that of a user,
// since EvaluatePolicy is not called for administrators.
func (s session) account() auth.Account {
	return auth.Account{
		Access:       s.AccessKeyID,
		Role:         auth.RoleUser,
		SessionToken: s.SessionToken,
		IsSession:    true,
	}
}
