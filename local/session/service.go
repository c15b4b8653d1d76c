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

// errNoUsers is returned by the methods that administer users. The stack has no
// users, but only the bucket's owner and sessions.
var errNoUsers = errors.New("this S3 server has no users")

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

// ResolveAccounts returns those access keys that belong to no session.
func (s *Store) ResolveAccounts(accessKeys []string) ([]string, error) {
	var unknown []string
	for _, key := range accessKeys {
		if _, err := s.GetUserAccount(key); err != nil {
			unknown = append(unknown, key)
		}
	}
	return unknown, nil
}
