// Package apigateway answers HTTP requests as an HTTP API of Amazon API Gateway
// with Lambda functions behind it: routes, CORS, throttling, the JWT
// authorizer, and events and answers in payload format 2.0.
//
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
package apigateway

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"slipway/local/template"
)

// maxBody is the largest request body, in bytes.
//
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
const maxBody = 10 << 20

// integrationTimeout is how long a function may take, whatever its own timeout.
const integrationTimeout = 30 * time.Second

// API is an HTTP API. Create it with New and add its routes with Handle.
type API struct {
	settings   template.API
	cors       cors
	authorizer *authorizer // nil if callers are anonymous
	report     io.Writer
	routes     []route
}

// Invoke passes an event to a function and returns its answer.
type Invoke func(ctx context.Context, event []byte) ([]byte, error)

// New returns an API without routes. With an authorizer, it fetches the issuer's
// configuration, and returns an error if it cannot. report receives a line for
// each failed request.
func New(ctx context.Context, settings template.API, report io.Writer) (*API, error) {
	a := &API{settings: settings, cors: cors{settings.CORS}, report: report}
	var err error
	if settings.Authorizer != nil {
		a.authorizer, err = newAuthorizer(ctx, *settings.Authorizer)
	}
	return a, err
}

// Handle routes requests to a function. The method may be ANY; the path may
// have variables ({id}) and end in a greedy one ({rest+}). If there are scopes, a
// token must have one of them.
func (a *API) Handle(method, path string, invoke Invoke, scopes ...string) {
	throttle := newThrottle(a.settings.ThrottlingBurst, a.settings.ThrottlingRate)
	a.routes = append(a.routes, newRoute(method, path, scopes, invoke, throttle))
}

// Has reports whether a route answers this request.
func (a *API) Has(r *http.Request) bool {
	_, _, ok := a.find(r)
	return ok
}

// ServeHTTP answers a request, with API Gateway's error messages.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	id := rand.Text()[:15] + "="
	w.Header().Set("Apigw-Requestid", id)
	if a.cors.isPreflight(r) {
		a.cors.answerPreflight(w, r)
		return
	}
	a.cors.set(w.Header(), r)
	route, variables, ok := a.find(r)
	if !ok {
		fail(w, http.StatusNotFound, "Not Found")
		return
	}
	if !route.throttle.Allow() {
		fail(w, http.StatusTooManyRequests, "Too Many Requests")
		return
	}
	var claims map[string]string
	if a.authorizer != nil {
		var err error
		if claims, err = a.authorizer.authorize(r, route.scopes); err != nil {
			if cause := errors.Unwrap(err); cause != nil {
				a.reportf("%s: %v: %v", route.key, err, cause)
			}
			refuse(w, err)
			return
		}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		fail(w, http.StatusRequestEntityTooLarge, "Request Entity Too Large")
		return
	} else if err != nil {
		return // the client has disconnected
	}
	// A function continues if the client disconnects.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), integrationTimeout)
	defer cancel()
	var payload []byte
	event, err := newEvent(r, body, route, variables, claims, a.settings.ID, id)
	if err == nil {
		payload, err = route.invoke(ctx, event)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		a.reportf("%s: no answer within %v", route.key, integrationTimeout)
		fail(w, http.StatusServiceUnavailable, "Service Unavailable")
		return
	}
	if err == nil {
		err = answer(w, payload)
	}
	if err != nil {
		a.reportf("%s: %v", route.key, err)
		fail(w, http.StatusInternalServerError, "Internal Server Error")
	}
}

// reportf writes one line, even if an error of an issuer or a function has
// several.
func (a *API) reportf(format string, args ...any) {
	fmt.Fprintln(a.report, strings.Join(strings.Fields(fmt.Sprintf(format, args...)), " "))
}

// fail answers with an error in API Gateway's form.
func fail(w http.ResponseWriter, status int, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	fmt.Fprintf(w, `{"message":%q}`, message)
}
