// Package peers measures the signing of a form beside what else a Go program
// would sign it with. It is a module of its own, so that the peers are no
// dependency of what is deployed, and lies here since what it measures is
// internal.
//
//	go test -C functions/internal/postpolicy/peers -bench .
package peers
