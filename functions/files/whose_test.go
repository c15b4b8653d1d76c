package main

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"slipway/functions/internal/api"
)

// Which files a caller may access. S3 cannot be reached, so 503 means yes.
func TestWhoseFiles(t *testing.T) {
	cfg := aws.Config{Region: "eu-central-1", RetryMaxAttempts: 1, Credentials: aws.CredentialsProviderFunc(testCredentials)}
	signedIn, byName := map[string]string{"JWT_ISSUER": issuer}, map[string]string{"KEY_STYLE": "filename"}
	both := map[string]string{"JWT_ISSUER": issuer, "KEY_STYLE": "filename"}
	for _, test := range []struct {
		changes     map[string]string
		caller, key string
		status      int
		code        string
	}{
		{nil, "", id + "a.png", 503, "ServiceUnavailable"},
		{nil, "", "", 400, "MissingKey"},
		{nil, "", "uploads/a.png", 403, "KeyNotAllowed"},           // can be guessed
		{nil, "", "private/" + id + "a.png", 403, "KeyNotAllowed"}, // outside the prefix
		{nil, "", id + "../a.png", 403, "KeyNotAllowed"},           // climbs
		{nil, "", "uploads/ann/" + id[len("uploads/"):] + "a.png", 403, "KeyNotAllowed"},
		{byName, "", "uploads/a.png", 403, "FilesDisabled"},
		{byName, "", id + "a.png", 403, "FilesDisabled"},
		{signedIn, "ann", "uploads/ann/" + id[len("uploads/"):] + "a.png", 503, "ServiceUnavailable"},
		{signedIn, "bob", "uploads/ann/" + id[len("uploads/"):] + "a.png", 403, "KeyNotAllowed"}, // another's
		{signedIn, "ann", id + "a.png", 403, "KeyNotAllowed"},                                    // an anonymous caller's
		{signedIn, "", id + "a.png", 401, "Unauthenticated"},
		{both, "ann", "uploads/ann/a.png", 503, "ServiceUnavailable"},
		{both, "ann", "uploads/ann/b/a.png", 403, "KeyNotAllowed"},                              // no key of a form
		{nil, "", "uploads/album/" + id[len("uploads/"):] + "a.png", 503, "ServiceUnavailable"}, // a profile's
		{nil, "", "uploads/albums/" + id[len("uploads/"):] + "a.png", 403, "KeyNotAllowed"},     // no such profile
		{byName, "", "uploads/album/a.png", 403, "FilesDisabled"},
		{both, "ann", "uploads/album/ann/a.png", 503, "ServiceUnavailable"},
		{both, "ann", "uploads/album/bob/a.png", 403, "KeyNotAllowed"}, // another's
		{both, "ann", "uploads/bob/a.png", 403, "KeyNotAllowed"},       // another's

		// Other spellings of another's key, or keys that were never signed.
		{nil, "", "/" + id + "a.png", 403, "KeyNotAllowed"},                                               // another key to S3
		{nil, "", "uploads/../" + id + "a.png", 403, "KeyNotAllowed"},                                     // as a path, the same
		{nil, "", "uploads/./" + id[len("uploads/"):] + "a.png", 403, "KeyNotAllowed"},                    // likewise
		{nil, "", "uploads//" + id[len("uploads/"):] + "a.png", 403, "KeyNotAllowed"},                     // an empty folder
		{nil, "", id, 403, "KeyNotAllowed"},                                                               // a folder
		{nil, "", id + "a.png/", 403, "KeyNotAllowed"},                                                    // the same
		{nil, "", id + "b/a.png", 403, "KeyNotAllowed"},                                                   // one deeper
		{nil, "", id + "..", 403, "KeyNotAllowed"},                                                        // its parent
		{nil, "", id + "%2e%2e%2fa.png", 403, "KeyNotAllowed"},                                            // encoded twice
		{nil, "", id + "a\x00.png", 403, "KeyNotAllowed"},                                                 // ends a C string
		{nil, "", id + "a\n.png", 403, "KeyNotAllowed"},                                                   // a line end
		{nil, "", id + "a\\b.png", 403, "KeyNotAllowed"},                                                  // a path on Windows
		{nil, "", id + "a b.png", 403, "KeyNotAllowed"},                                                   // no safe name
		{nil, "", id + "cafe\u0301.png", 403, "KeyNotAllowed"},                                            // another spelling of é
		{nil, "", id + "\u202egnp.exe", 403, "KeyNotAllowed"},                                             // turns the text around
		{nil, "", id + "\xff.png", 403, "KeyNotAllowed"},                                                  // no UTF-8
		{nil, "", id + strings.Repeat("a", 256), 403, "KeyNotAllowed"},                                    // longer than a name
		{nil, "", strings.ToUpper(id) + "a.png", 403, "KeyNotAllowed"},                                    // another case
		{nil, "", "uploads/" + strings.ToUpper(id[len("uploads/"):]) + "a.png", 403, "KeyNotAllowed"},     // the same
		{nil, "", strings.Replace(id, "-7000-", "-4000-", 1) + "a.png", 403, "KeyNotAllowed"},             // no key of a form
		{nil, "", "uploads/album/" + id + "a.png", 403, "KeyNotAllowed"},                                  // a profile's, twice the prefix
		{nil, "", "uploads/album/album/" + id[len("uploads/"):] + "a.png", 403, "KeyNotAllowed"},          // twice the profile
		{nil, "", "thumbnails/01JDHKQ5V8M2Z9.jpg", 403, "KeyNotAllowed"},                                  // the application's own
		{signedIn, "ann", "uploads/ann/../bob/" + id[len("uploads/"):] + "a.png", 403, "KeyNotAllowed"},   // climbs into another's
		{signedIn, "ann", "uploads/ann%2f../bob/" + id[len("uploads/"):] + "a.png", 403, "KeyNotAllowed"}, // likewise
		{signedIn, "Ann", "uploads/ann/" + id[len("uploads/"):] + "a.png", 403, "KeyNotAllowed"},          // not the same person
		{signedIn, "ann/", "uploads/ann/" + id[len("uploads/"):] + "a.png", 403, "KeyNotAllowed"},         // nor this one
		{signedIn, "ann/../bob", "uploads/bob/" + id[len("uploads/"):] + "a.png", 403, "KeyNotAllowed"},   // nor this one
		{signedIn, "album", "uploads/album/" + id[len("uploads/"):] + "a.png", 403, "KeyNotAllowed"},      // named like a profile
		{signedIn, "_61lbum", "uploads/_61lbum/" + id[len("uploads/"):] + "a.png", 403, "KeyNotAllowed"},  // named like that caller's folder
		{both, "ann", "uploads/ann/..", 403, "KeyNotAllowed"},                                             // its parent
		{both, "ann", "uploads/ann/", 403, "KeyNotAllowed"},                                               // a folder
		{both, "ann", "uploads/ann", 403, "KeyNotAllowed"},                                                // the same
		{both, "ann", "uploads/annette/a.png", 403, "KeyNotAllowed"},                                      // begins like it
		{byName, "", "uploads/..", 403, "FilesDisabled"},
	} {
		for _, method := range []string{"GET", "DELETE"} {
			f := newFunction(t, cfg, "http://127.0.0.1:1", test.changes)
			if a := f.ask(t, method, test.caller, "key", test.key); a.status != test.status || a.Code != test.code {
				t.Errorf("%s %v %q %s: %d %s, want %d %s", method, test.changes, test.caller, test.key, a.status, a.Code, test.status, test.code)
			}
		}
	}
}

// A repeated key is refused, in any spelling.
func TestOneKeyAlone(t *testing.T) {
	cfg := aws.Config{Region: "eu-central-1", RetryMaxAttempts: 1, Credentials: aws.CredentialsProviderFunc(testCredentials)}
	f := newFunction(t, cfg, "http://127.0.0.1:1", nil)
	for _, method := range []string{"GET", "DELETE"} {
		for _, query := range []string{"key=" + id + "a.png&key=" + id + "b.png", "key=" + id + "a.png&k%65y=", "key&key=" + id + "a.png"} {
			request := api.Request{RouteKey: method + " /files", RawQueryString: query}
			request.Context.HTTP.Method = method
			if response := f.Handle(t.Context(), request); response.Status != 400 || !strings.Contains(response.Body, "RepeatedParameter") {
				t.Errorf("%s %s: %d %s", method, query, response.Status, response.Body)
			}
		}
	}
}
