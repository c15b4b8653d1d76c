package s3

import (
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
// headers, so that a page could not read why; and it always exposes the ETag
// (https://github.com/versity/versitygw/issues/1893), so that a page would work
// here and not on AWS if the bucket's rule forgot it.
// All else passes unchanged, the Host header above all, which may be signed.
// (Forms take a way of their own to the gateway: see spool.go.)
func newProxy(gateway http.RoundTripper, buckets []template.Bucket, folder string,
	signed signed, report *log.Logger) http.Handler {
	rules := make(map[string][]template.CORSRule)
	for _, b := range buckets {
		rules[b.Name] = b.CORS
	}
	cors := func(header http.Header, r *http.Request) {
		// The gateway answers a preflight as S3 does.
		if origin := r.Header.Get("Origin"); origin != "" && r.Method != http.MethodOptions {
			bucket, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
			setCORS(header, rules[bucket], origin, r.Method)
		}
	}
	refuse := func(w http.ResponseWriter, r *http.Request, why refusal) {
		cors(w.Header(), r)
		if why.cause != nil {
			report.Printf("%s (%v)", why.message, why.cause)
		}
		why.write(w)
	}
	return spoolForms(folder, signed, refuse, &httputil.ReverseProxy{
		Transport: gateway,
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(&url.URL{Scheme: "http", Host: "gateway"})
			r.Out.Host = r.In.Host
			r.Out.URL.RawQuery = r.In.URL.RawQuery
		},
		ModifyResponse: func(answer *http.Response) error {
			cors(answer.Header, answer.Request)
			return nil
		},
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) {
			if r.Context().Err() != nil {
				return // the client has gone
			}
			why := newRefusal(http.StatusServiceUnavailable, "ServiceUnavailable", "The local S3 server does not answer.")
			why.cause = err
			refuse(w, r, why)
		},
		ErrorLog: report,
	})
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
