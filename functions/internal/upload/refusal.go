package upload

import (
	"fmt"
	"strings"
)

// Reason is the kind of a refusal.
type Reason int

const (
	Invalid    Reason = iota // the request is malformed
	NotAllowed               // the rules forbid it
	TooLarge                 // the file is too large
)

// A Refusal is the error for a file that is not accepted. Code is for programs
// and has one cause, Message is for the person who uploads, and Details have
// what a program needs for a message of its own.
type Refusal struct {
	Reason  Reason
	Code    string
	Message string
	Details Details
}

// Details are numbers and names. A code always has the same members, which
// functions/README.md lists.
type Details map[string]any

func (r *Refusal) Error() string { return r.Code + ": " + r.Message }

func refuse(reason Reason, code string, details Details, format string, args ...any) *Refusal {
	return &Refusal{reason, code, fmt.Sprintf(format, args...), details}
}

// Excerpt returns the start of an uploader's text for quoting in an answer: at
// most 60 characters of valid UTF-8.
func Excerpt(s string) string {
	const characters = 60
	s = strings.ToValidUTF8(s[:min(len(s), 4*characters)], "\ufffd")
	n := 0
	for i := range s {
		if n == characters {
			return s[:i]
		}
		n++
	}
	return s
}
