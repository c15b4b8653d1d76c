package api

import (
	"strconv"
	"strings"

	"slipway/functions/internal/upload"
)

// maxQueryBytes leaves room for a name of 255 characters and 2 KB of metadata,
// percent-encoded. API Gateway itself accepts about 10 KB with all headers.
const maxQueryBytes = 8192

// Query returns the known parameters of the query, each of which may occur
// once. Unknown ones are ignored: uploaders add their own. It reads the raw
// query string, because the map of an HTTP API joins repeated parameters with
// commas.
//
// Only "&" separates parameters, and a percent sign that begins no escape is
// kept: some clients do not encode ";" and "%", and the meaning is clear.
// url.ParseQuery refuses both.
func (r Request) Query(known func(name string) bool) (map[string]string, error) {
	if n := len(r.RawQueryString); n > maxQueryBytes {
		return nil, BadRequest("QueryTooLong", Details{"limit": maxQueryBytes, "actual": n},
			"The query string has %d bytes; the limit is %d. Send less metadata.", n, maxQueryBytes)
	}
	query := make(map[string]string)
	for pair := range strings.SplitSeq(r.RawQueryString, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if name = unescape(name); !known(name) {
			continue
		}
		if _, there := query[name]; there {
			return nil, BadRequest("RepeatedParameter", Details{"name": upload.Excerpt(name)},
				"The parameter %q is repeated: send it once.", upload.Excerpt(name))
		}
		query[name] = unescape(value)
	}
	return query, nil
}

// unescape decodes a name or a value of a query.
func unescape(s string) string {
	if !strings.ContainsAny(s, "+%") {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '+' {
			c = ' '
		} else if c == '%' && i+2 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				c = byte(n)
				i += 2
			}
		}
		b = append(b, c)
	}
	return string(b)
}
