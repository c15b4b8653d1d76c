package api

import (
	"net/url"
)

// maxQueryBytes is generous for a name of 255 bytes and 2 KB of metadata,
// percent-encoded. API Gateway itself takes about 10 KB with all headers.
const maxQueryBytes = 8192

// Query returns the parameters of the query that are known, each of which may
// be there once. Others are left alone: uploaders add their own. It reads the
// raw query string, since an HTTP API joins repeated parameters with commas in
// its map of them.
func (r Request) Query(known func(name string) bool) (map[string]string, error) {
	if n := len(r.RawQueryString); n > maxQueryBytes {
		return nil, BadRequest("QueryTooLong",
			"The query string has %d bytes; at most %d are accepted. Send less metadata.", n, maxQueryBytes)
	}
	values, err := url.ParseQuery(r.RawQueryString)
	if err != nil {
		return nil, BadRequest("InvalidQuery",
			"The query string cannot be read: percent-encode the values (encodeURIComponent, URLSearchParams).")
	}
	query := make(map[string]string)
	for name, values := range values {
		if !known(name) {
			continue
		}
		if len(values) > 1 {
			return nil, BadRequest("RepeatedParameter",
				"The parameter %.60q is there more than once.", name)
		}
		query[name] = values[0]
	}
	return query, nil
}
