// Package peers measures the signing of a form side by side with other libraries.
// It is a module of its own, so that the functions do not depend on those, and is
// in this folder because package postpolicy is internal.
//
//	go test -C functions/internal/postpolicy/peers -bench .
package peers
