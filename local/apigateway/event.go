package apigateway

import (
	"encoding/base64"
	"encoding/json"
	"mime"
	"net"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"
)

// event is a request in payload format 2.0. The type in aws-lambda-go/events is
// unsuitable: its JSON has an empty client certificate.
type event struct {
	Version               string            `json:"version"`
	RouteKey              string            `json:"routeKey"`
	RawPath               string            `json:"rawPath"`
	RawQueryString        string            `json:"rawQueryString"`
	Cookies               []string          `json:"cookies,omitempty"`
	Headers               map[string]string `json:"headers"`
	QueryStringParameters map[string]string `json:"queryStringParameters,omitempty"`
	PathParameters        map[string]string `json:"pathParameters,omitempty"`
	RequestContext        requestContext    `json:"requestContext"`
	Body                  string            `json:"body,omitempty"`
	IsBase64Encoded       bool              `json:"isBase64Encoded"`
}

type requestContext struct {
	AccountID    string      `json:"accountId"`
	APIID        string      `json:"apiId"`
	Authorizer   *authorized `json:"authorizer,omitempty"`
	DomainName   string      `json:"domainName"`
	DomainPrefix string      `json:"domainPrefix"`
	HTTP         httpContext `json:"http"`
	RequestID    string      `json:"requestId"`
	RouteKey     string      `json:"routeKey"`
	Stage        string      `json:"stage"`
	Time         string      `json:"time"`
	TimeEpoch    int64       `json:"timeEpoch"` // milliseconds
}

type authorized struct {
	JWT struct {
		Claims map[string]string `json:"claims"`
		Scopes []string          `json:"scopes"` // always null here; functions read the claims
	} `json:"jwt"`
}

type httpContext struct {
	Method    string `json:"method"`
	Path      string `json:"path"`
	Protocol  string `json:"protocol"`
	SourceIP  string `json:"sourceIp"`
	UserAgent string `json:"userAgent"`
}

// newEvent converts a request to an event, with the claims of its token if the
// API has an authorizer.
func newEvent(r *http.Request, body []byte, route route, variables, claims map[string]string, api, id string) (
	[]byte, error) {
	source, _, _ := net.SplitHostPort(r.RemoteAddr)
	domain, port, err := net.SplitHostPort(r.Host)
	if err != nil {
		domain, port = r.Host, "80"
	}
	prefix, _, _ := strings.Cut(domain, ".")
	headers := joined(r.Header, strings.ToLower)
	delete(headers, "cookie")
	headers["host"] = r.Host
	headers["x-forwarded-for"] = source
	headers["x-forwarded-port"] = port
	headers["x-forwarded-proto"] = "http"
	now := time.Now().UTC()

	e := event{
		Version:               "2.0",
		RouteKey:              route.key,
		RawPath:               r.URL.Path,
		RawQueryString:        r.URL.RawQuery,
		Cookies:               cookies(r.Header),
		Headers:               headers,
		QueryStringParameters: joined(parseQuery(r.URL.RawQuery), func(name string) string { return name }),
		PathParameters:        variables,
		RequestContext: requestContext{
			AccountID:    "anonymous",
			APIID:        api,
			DomainName:   domain,
			DomainPrefix: prefix,
			HTTP: httpContext{
				Method:    r.Method,
				Path:      r.URL.Path,
				Protocol:  r.Proto,
				SourceIP:  source,
				UserAgent: r.UserAgent(),
			},
			RequestID: id,
			RouteKey:  route.key,
			Stage:     "$default",
			Time:      now.Format("02/Jan/2006:15:04:05 -0700"),
			TimeEpoch: now.UnixMilli(),
		},
	}
	if claims != nil {
		e.RequestContext.Authorizer = new(authorized)
		e.RequestContext.Authorizer.JWT.Claims = claims
	}
	if isText(r.Header.Get("Content-Type")) && utf8.Valid(body) {
		e.Body = string(body)
	} else {
		e.Body, e.IsBase64Encoded = base64.StdEncoding.EncodeToString(body), len(body) > 0
	}
	return json.Marshal(e)
}

// joined joins repeated values with commas.
func joined(values map[string][]string, name func(string) string) map[string]string {
	all := make(map[string]string, len(values))
	for n, v := range values {
		all[name(n)] = strings.Join(v, ",")
	}
	return all
}

func cookies(header http.Header) []string {
	var all []string
	for _, line := range header["Cookie"] {
		for cookie := range strings.SplitSeq(line, ";") {
			all = append(all, strings.TrimSpace(cookie))
		}
	}
	return all
}

// isText reports whether a body of this type is passed unchanged; others are
// encoded in base64.
func isText(contentType string) bool {
	mediaType, _, _ := mime.ParseMediaType(contentType)
	switch mediaType {
	case "application/json", "application/javascript", "application/xml":
		return true
	}
	return strings.HasPrefix(mediaType, "text/")
}
