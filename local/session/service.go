package session

import (
	"errors"

	"github.com/versity/versitygw/auth"
)

var (
	_ auth.IAMService         = (*Store)(nil)
	_ auth.SigningKeyProvider = (*Store)(nil)
	_ auth.PolicyEvaluator    = (*Store)(nil)
)

// errNoUsers is the error of the S3 server's user administration, which this
// stack does not have: its identities are the bucket's owner and the sessions.
var errNoUsers = errors.New("this S3 server has no users to administer")

// CreateAccount is not supported.
func (s *Store) CreateAccount(auth.Account) error { return errNoUsers }

// UpdateUserAccount is not supported.
func (s *Store) UpdateUserAccount(string, auth.MutableProps) error { return errNoUsers }

// DeleteUserAccount is not supported.
func (s *Store) DeleteUserAccount(string) error { return errNoUsers }

// ListUserAccounts is not supported.
func (s *Store) ListUserAccounts() ([]auth.Account, error) { return nil, errNoUsers }

// Shutdown does nothing.
func (s *Store) Shutdown() error { return nil }

// GetUserAccount returns the account of a session, without its secret.
func (s *Store) GetUserAccount(accessKey string) (auth.Account, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, ok := s.sessions[accessKey]
	if !ok {
		return auth.Account{}, auth.ErrNoSuchUser
	}
	return found.account(), nil
}

// ResolveAccounts returns the access keys that do not belong to a session.
func (s *Store) ResolveAccounts(accessKeys []string) ([]string, error) {
	var unknown []string
	for _, key := range accessKeys {
		if _, err := s.GetUserAccount(key); err != nil {
			unknown = append(unknown, key)
		}
	}
	return unknown, nil
}
