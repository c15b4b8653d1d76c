package session

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/versity/versitygw/iamapi/policy"
)

// authorization matches the header Authorization of Signature Version 4.
var authorization = regexp.MustCompile(
	`^AWS4-HMAC-SHA256 Credential=([A-Z0-9]+)/(\d{8})/([a-z0-9-]+)/([a-z0-9]+)/aws4_request, ` +
		`SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})$`)

// maxSkew is how far the time of a signature may be from now, as on AWS.
const maxSkew = 5 * time.Minute

var errSignature = errors.New("the request signature does not match: check the credentials, region and service")

// Verify verifies the signature of a request to a service other than S3, and
// returns the role of the session that signed it.
func (s *Store) Verify(r *http.Request, body []byte, region, service string) (role string, err error) {
	parts := authorization.FindStringSubmatch(r.Header.Get("Authorization"))
	if parts == nil {
		return "", errors.New("the request has no Authorization header of Signature Version 4")
	}
	at, err := time.Parse("20060102T150405Z", r.Header.Get("X-Amz-Date"))
	if err != nil || s.now().Sub(at).Abs() > maxSkew {
		return "", errors.New("the request has no X-Amz-Date within five minutes of now")
	}
	found, err := s.find(parts[1], r.Header.Get("X-Amz-Security-Token"))
	if err != nil {
		return "", err
	}
	// Sign the same headers and compare.
	signed := r.Clone(r.Context())
	signed.Header = http.Header{}
	signed.ContentLength = 0
	for name := range strings.SplitSeq(parts[5], ";") {
		switch name {
		case "host":
		case "content-length":
			signed.ContentLength = r.ContentLength
		default:
			signed.Header[http.CanonicalHeaderKey(name)] = r.Header.Values(name)
		}
	}
	hash := sha256.Sum256(body)
	credentials := aws.Credentials{
		AccessKeyID: found.AccessKeyID, SecretAccessKey: found.SecretAccessKey, SessionToken: found.SessionToken,
	}
	err = v4.NewSigner().SignHTTP(r.Context(), credentials, signed, hex.EncodeToString(hash[:]), service, region, at)
	if err != nil {
		return "", err
	}
	want := signed.Header.Get("Authorization")
	if subtle.ConstantTimeCompare([]byte(want), []byte(r.Header.Get("Authorization"))) != 1 {
		return "", errSignature
	}
	return found.role, nil
}

// Allows reports whether the policies of a role allow an action of a service other
// than S3.
func (s *Store) Allows(role, action, resource string) bool {
	s.mu.Lock()
	policies := s.roles[role]
	s.mu.Unlock()
	return policy.EvaluateIdentityPolicies(policies, policy.RequestContext{
		Action: action, Resource: resource, Condition: map[string][]string{"aws:PrincipalArn": {role}},
	}) == policy.DecisionAllow
}
