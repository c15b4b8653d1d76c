package s3server

import (
	"io"
	"log"
	"net/http"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"

	"slipway/local/template"
)

// newProxy returns the handler before the gateway. It is there for two things
// that the gateway does otherwise than S3: its refusals of a form carry no CORS
// headers, so that a page could not read why; and it always exposes the ETag,
// so that a page would work here and not on AWS if the bucket's rule forgot it.
// All else passes unchanged, the Host header above all, which may be signed.
func newProxy(gateway http.RoundTripper, buckets []template.Bucket) http.Handler {
	rules := make(map[string][]template.CORSRule)
	for _, b := range buckets {
		rules[b.Name] = b.CORS
	}
	return &httputil.ReverseProxy{
		Transport: gateway,
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(&url.URL{Scheme: "http", Host: "gateway"})
			r.Out.Host = r.In.Host
			r.Out.URL.RawQuery = r.In.URL.RawQuery
		},
		ModifyResponse: func(answer *http.Response) error {
			// The gateway answers a preflight as S3 does.
			if origin := answer.Request.Header.Get("Origin"); origin != "" && answer.Request.Method != http.MethodOptions {
				bucket, _, _ := strings.Cut(strings.TrimPrefix(answer.Request.URL.Path, "/"), "/")
				setCORS(answer.Header, rules[bucket], origin, answer.Request.Method)
			}
			return nil
		},
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) {
			if r.Context().Err() != nil {
				return // the client has gone
			}
			w.Header().Set("Content-Type", "application/xml")
			w.WriteHeader(http.StatusServiceUnavailable)
			io.WriteString(w, "<Error><Code>ServiceUnavailable</Code><Message>The local S3 server does not answer.</Message></Error>")
		},
		// The connection of a client that has gone is no news.
		ErrorLog: log.New(io.Discard, "", 0),
	}
}

// setCORS replaces the CORS headers of an answer by those of the first of the
// bucket's rules that allows the origin and the method; without one, there are
// none.
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html
func setCORS(header http.Header, rules []template.CORSRule, origin, method string) {
	for name := range header {
		if strings.HasPrefix(name, "Access-Control-") {
			header.Del(name)
		}
	}
	for _, rule := range rules {
		allowed := allowedOrigin(rule.AllowedOrigins, origin)
		if allowed == "" || !slices.Contains(rule.AllowedMethods, method) {
			continue
		}
		header.Set("Vary", "Origin, Access-Control-Request-Headers, Access-Control-Request-Method")
		header.Set("Access-Control-Allow-Origin", allowed)
		header.Set("Access-Control-Allow-Methods", strings.Join(rule.AllowedMethods, ", "))
		if len(rule.ExposedHeaders) > 0 {
			header.Set("Access-Control-Expose-Headers", strings.Join(rule.ExposedHeaders, ", "))
		}
		if allowed != "*" {
			header.Set("Access-Control-Allow-Credentials", "true")
		}
		return
	}
}

// allowedOrigin returns what Access-Control-Allow-Origin says to an origin, or
// nothing. A rule's origin may have one * in it.
func allowedOrigin(rule []string, origin string) string {
	for _, pattern := range rule {
		before, after, wild := strings.Cut(pattern, "*")
		switch {
		case pattern == "*":
			return "*"
		case pattern == origin,
			wild && len(origin) >= len(before)+len(after) && strings.HasPrefix(origin, before) && strings.HasSuffix(origin, after):
			return origin
		}
	}
	return ""
}
