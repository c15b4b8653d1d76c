package apigateway

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"slipway/local/template"
)

// cors is an API's CORS configuration; nil for none.
type cors struct{ *template.CORS }

// isPreflight reports whether a request is a preflight. API Gateway answers
// preflights for every path, with or without a route.
func (c cors) isPreflight(r *http.Request) bool {
	return c.CORS != nil && r.Method == http.MethodOptions &&
		r.Header.Get("Origin") != "" && r.Header.Get("Access-Control-Request-Method") != ""
}

// answerPreflight always answers 204. The headers list what is allowed; another
// origin gets none.
func (c cors) answerPreflight(w http.ResponseWriter, r *http.Request) {
	if c.set(w.Header(), r) {
		header := w.Header()
		setList(header, "Access-Control-Allow-Methods", c.AllowMethods)
		setList(header, "Access-Control-Allow-Headers", c.AllowHeaders)
		if c.MaxAge > 0 {
			header.Set("Access-Control-Max-Age", strconv.Itoa(int(c.MaxAge.Seconds())))
		}
	}
	w.WriteHeader(http.StatusNoContent)
}

// set sets the CORS headers of an answer, and reports whether the origin of the
// request is allowed.
func (c cors) set(header http.Header, r *http.Request) bool {
	origin := r.Header.Get("Origin")
	switch {
	case c.CORS == nil || origin == "":
		return false
	case slices.Contains(c.AllowOrigins, "*"):
		header.Set("Access-Control-Allow-Origin", "*")
	case slices.Contains(c.AllowOrigins, origin):
		header.Set("Access-Control-Allow-Origin", origin)
		header.Add("Vary", "Origin")
	default:
		return false
	}
	setList(header, "Access-Control-Expose-Headers", c.ExposeHeaders)
	if c.AllowCredentials {
		header.Set("Access-Control-Allow-Credentials", "true")
	}
	return true
}

func setList(header http.Header, name string, list []string) {
	if len(list) > 0 {
		header.Set(name, strings.Join(list, ","))
	}
}
