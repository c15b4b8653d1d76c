package functions_test

import (
	"testing"

	"slipway/functions"
	"slipway/functions/internal/upload"
)

// The Makefile runs this before each build, so that no function is built with
// profiles that it would refuse at its start.
func TestProfiles(t *testing.T) {
	if err := upload.CheckProfiles(functions.Profiles); err != nil {
		t.Errorf("correct this in functions/profiles.json:\n%v", err)
	}
}
