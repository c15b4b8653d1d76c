package apigateway

import (
	"net/url"
	"strings"
)

// parseQuery parses a query as API Gateway does, which accepts every query. It
// keeps what url.ParseQuery refuses: semicolons, and percent signs that do not
// begin an escape.
func parseQuery(raw string) map[string][]string {
	values := make(map[string][]string)
	for pair := range strings.SplitSeq(raw, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		name = unescape(name)
		values[name] = append(values[name], unescape(value))
	}
	return values
}

func unescape(text string) string {
	pieces := strings.Split(text, "%")
	for i, piece := range pieces {
		if i > 0 && (len(piece) < 2 || !isHex(piece[0]) || !isHex(piece[1])) {
			pieces[i] = "25" + piece
		}
	}
	text, _ = url.QueryUnescape(strings.Join(pieces, "%")) // every escape is valid now
	return text
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}
