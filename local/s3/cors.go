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

// newProxy returns the gateway's proxy, which corrects two differences from S3. The
// gateway refuses a form without CORS headers, so that a page could not read the
// reason. And it always exposes the ETag, so that a page would work here and not
// on AWS if the bucket's rule did not expose it
// (https://github.com/versity/versitygw/issues/1893).
//
// Everything else but forms (see spool.go) passes unchanged, even the header Host,
// which may be signed.
func newProxy(gateway http.RoundTripper, buckets []template.Bucket, folder string,
	signed signed, report *log.Logger) http.Handler {
	rules := make(map[string][]template.CORSRule)
	for _, b := range buckets {
		rules[b.Name] = b.CORS
	}
	cors := func(header http.Header, r *http.Request) {
		// The gateway answers preflights as S3 does.
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
				return // the client has disconnected
			}
			why := newRefusal(http.StatusServiceUnavailable, "ServiceUnavailable", "The local S3 server does not answer.")
			why.cause = err
			refuse(w, r, why)
		},
		ErrorLog: report,
	})
}

// setCORS replaces the CORS headers of an answer by those of the bucket's first
// rule for the origin and the method, or removes them if there is none.
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

// allowedOrigin returns the value of Access-Control-Allow-Origin for an origin, or
// "". An origin of a rule may contain one *.
func allowedOrigin(rule []string, origin string) string {
	for _, pattern := range rule {
		before, after, wild := strings.Cut(pattern, "*")
		rest, prefixed := strings.CutPrefix(origin, before)
		switch {
		case pattern == "*":
			return "*"
		case pattern == origin, wild && prefixed && strings.HasSuffix(rest, after):
			return origin
		}
	}
	return ""
}
