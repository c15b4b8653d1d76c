// Package functions holds what the owner of a deployment edits and the
// functions have built in.
package functions

import _ "embed"

// Profiles is the file profiles.json, which package upload reads.
//
//go:embed profiles.json
var Profiles []byte
