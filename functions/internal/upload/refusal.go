package upload

import (
	"fmt"
	"strings"
)

// Reason tells what kind of refusal it is.
type Reason int

const (
	Invalid    Reason = iota // the request makes no sense as it is
	NotAllowed               // it does, but the rules forbid it
	TooLarge                 // the file is too large
)

// A Refusal is the error for a file that may not come in. Code is for programs
// and has one cause, Message is for the person, and Details have what a program
// needs to say the same in other words.
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

// Excerpt returns as much of an uploader's own words as an answer quotes: 60
// characters of valid UTF-8.
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
