package main

import (
	"context"
	"net/http"
	"time"

	"slipway/functions/internal/api"
)

// rules answers with the rules of a profile, or without one of the deployment,
// so that a page can refuse a file before it asks for a form. Signing checks the
// rules again.
func (h *handler) rules(_ context.Context, request api.Request, _ string) (api.Outcome, error) {
	query, err := request.Query(func(name string) bool { return name == "profile" })
	if err != nil {
		return api.Outcome{}, err
	}
	rules, err := h.profiles.Choose(query["profile"], request.Scopes())
	if err != nil {
		return api.Outcome{}, err
	}
	body := struct {
		Profile           string   `json:"profile"`
		Types             []string `json:"types"`
		Accept            string   `json:"accept"`
		MinBytes          int64    `json:"minBytes"`
		MaxBytes          int64    `json:"maxBytes"`
		MaxMultipartBytes int64    `json:"maxMultipartBytes"`
		RequireSize       bool     `json:"requireSize"`
		RequireSHA256     bool     `json:"requireSha256"`
		MaxFiles          int      `json:"maxFiles"`
		Expires           int      `json:"expires"` // seconds
	}{
		rules.Profile, rules.AllowedTypes, rules.AllowedTypes.Accept(), rules.MinBytes, rules.MaxBytes, rules.MaxMultipartBytes,
		rules.RequireSize, rules.RequireSHA256, maxFiles, int(rules.Lifetime / time.Second),
	}
	return api.Outcome{Response: api.JSON(http.StatusOK, body)}, nil
}
