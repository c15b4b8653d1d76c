package apigateway

import (
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/time/rate"
)

type route struct {
	key      string // such as "GET /s3/{id}"
	method   string
	segments []string
	scopes   []string
	invoke   Invoke
	throttle *rate.Limiter
}

func newRoute(method, path string, scopes []string, invoke Invoke, throttle *rate.Limiter) route {
	method = strings.ToUpper(method)
	return route{
		key:      method + " " + path,
		method:   method,
		segments: strings.Split(path, "/"),
		scopes:   scopes,
		invoke:   invoke,
		throttle: throttle,
	}
}

// find returns the route of a request and its path variables. It prefers the most
// literal path, then the request's method to ANY. http.ServeMux has other rules:
// it redirects to a cleaned path, routes HEAD to GET, and panics if two patterns
// conflict.
//
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
func (a *API) find(r *http.Request) (found route, variables map[string]string, ok bool) {
	best := -1
	for _, candidate := range a.routes {
		if candidate.method != r.Method && candidate.method != "ANY" {
			continue
		}
		score, v, matches := candidate.match(r.URL.EscapedPath())
		if candidate.method == r.Method {
			score++
		}
		if matches && score > best {
			best, found, variables, ok = score, candidate, v, true
		}
	}
	return found, variables, ok
}

// match compares a path with the route's. A more literal match has a higher score:
// all literal, then fewer variables, then a greedy variable.
func (r route) match(path string) (score int, variables map[string]string, ok bool) {
	segments := strings.Split(path, "/")
	variables = make(map[string]string)
	score = 1000
	for i, segment := range r.segments {
		if i >= len(segments) {
			return 0, nil, false
		}
		value, err := url.PathUnescape(segments[i])
		if err != nil {
			return 0, nil, false
		}
		name, variable := strings.CutPrefix(segment, "{")
		name = strings.TrimSuffix(name, "}")
		switch greedy := strings.HasSuffix(name, "+"); {
		case variable && greedy:
			rest, err := url.PathUnescape(strings.Join(segments[i:], "/"))
			if err != nil || rest == "" {
				return 0, nil, false
			}
			variables[strings.TrimSuffix(name, "+")] = rest
			return 2 * i, variables, true
		case variable && value != "":
			variables[name] = value
			score -= 2
		case variable || segment != value:
			return 0, nil, false
		}
	}
	return score, variables, len(segments) == len(r.segments)
}
