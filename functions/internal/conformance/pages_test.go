package conformance

import "net/http"

// pages are about what a page of an origin may send and read (CORS).
var pages = []row{
	{"an answer to the page", stored + ", readable", form(nil, func(a *attempt) { a.header.Set("Origin", a.origin) })},
	{"an answer to another page", stored + ", hidden from the page", form(nil, func(a *attempt) { a.header.Set("Origin", "https://www.example.com") })},
	{"a refusal to the page", "403 SignatureDoesNotMatch, nothing stored, readable", form(nil, func(a *attempt) {
		a.header.Set("Origin", a.origin)
		a.set("x-amz-signature", flip(a.fields.Get("x-amz-signature")))
	})},
	{"a preflight of the page", "200, allowed", preflight("", "POST", "")},
	{"a preflight of another page", "403 AccessForbidden, not allowed", preflight("https://www.example.com", "POST", "")},
	{"a preflight of a page whose name begins as the page's", "403 AccessForbidden, not allowed", preflight("+.example.com", "POST", "")},
	{"a preflight of a method that is not allowed", "403 AccessForbidden, not allowed", preflight("", "DELETE", "")},
	{"a preflight of a header that is not allowed", "403 AccessForbidden, not allowed", preflight("", "POST", "x-requested-with")},
}

// preflight asks whether a page may send a form. The origin "" is the one that CORS
// allows, and "+" with a suffix the same with that suffix.
func preflight(origin, method, header string) func(*server) (string, error) {
	return func(s *server) (string, error) {
		from := origin
		if from == "" || from[0] == '+' {
			from = s.origin + from[min(1, len(from)):]
		}
		request, err := http.NewRequest(http.MethodOptions, s.endpoint+"/"+s.bucket+"/", nil)
		if err != nil {
			return "", err
		}
		request.Header.Set("Origin", from)
		request.Header.Set("Access-Control-Request-Method", method)
		if header != "" {
			request.Header.Set("Access-Control-Request-Headers", header)
		}
		got, err := send(request)
		if err != nil {
			return "", err
		}
		if allowed := got.header.Get("Access-Control-Allow-Origin"); allowed != from && allowed != "*" {
			return s.status(got) + ", not allowed", nil
		}
		return s.status(got) + ", allowed", nil
	}
}
