// Package functions embeds what the owner of a deployment edits.
package functions

import _ "embed"

// Profiles is the file profiles.json, which package upload reads.
//
//go:embed profiles.json
var Profiles []byte
