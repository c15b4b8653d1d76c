package apigateway

import (
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"slipway/local/internal/requesttest"
	"slipway/local/template"
)

func TestCORS(t *testing.T) {
	t.Parallel()
	settings := template.API{CORS: &template.CORS{
		AllowOrigins:  []string{page, "https://www.example.com", "capacitor://localhost", "ionic://localhost", "tauri://localhost"},
		AllowMethods:  []string{"GET", "POST"},
		AllowHeaders:  []string{"content-type"},
		ExposeHeaders: []string{"etag"},
		MaxAge:        time.Hour,
	}}
	// CORS headers of a function are ignored.
	server, _ := newServer(t, settings, returns(`{"statusCode":200,"headers":{"Access-Control-Allow-Origin":"*","access-control-max-age":"1"}}`))
	for _, origin := range []string{
		page, "https://www.example.com", "https://example.org", "null", "",
		// An origin of an app is compared without being parsed.
		"capacitor://localhost", "ionic://localhost", "tauri://localhost",
		"capacitor://localhost/", "capacitor://localhost:80", "capacitor://LOCALHOST", "Capacitor://localhost",
		"capacitor://localhost.example.org", "capacitor://", "capacitor:", "localhost", "http://localhost",
		"https://localhost", "tauri://", "file://", "app://localhost",
	} {
		allowed := ""
		if slices.Contains(settings.CORS.AllowOrigins, origin) {
			allowed = origin
		}
		answer, _ := requesttest.Send(t, http.DefaultClient, "POST", server.URL+"/uploads", nil, "Origin", origin)
		if h := answer.Header; answer.StatusCode != 200 || h.Get("Access-Control-Allow-Origin") != allowed || h.Get("Access-Control-Max-Age") != "" ||
			(h.Get("Access-Control-Expose-Headers") == "etag") != (allowed != "") {
			t.Errorf("from %q: %d %v", origin, answer.StatusCode, h)
		}
		answer, _ = requesttest.Send(t, http.DefaultClient, "POST", server.URL+"/nowhere", nil, "Origin", origin)
		if answer.StatusCode != 404 || answer.Header.Get("Access-Control-Allow-Origin") != allowed {
			t.Errorf("an error from %q: %d %v", origin, answer.StatusCode, answer.Header)
		}
		if origin == "" {
			continue
		}
		answer, _ = requesttest.Send(t, http.DefaultClient, "OPTIONS", server.URL+"/anywhere", nil, "Origin", origin, "Access-Control-Request-Method", "POST")
		want := http.Header{}
		if allowed != "" {
			want = http.Header{
				"Access-Control-Allow-Origin":   {allowed},
				"Access-Control-Allow-Methods":  {"GET,POST"},
				"Access-Control-Allow-Headers":  {"content-type"},
				"Access-Control-Expose-Headers": {"etag"},
				"Access-Control-Max-Age":        {"3600"},
			}
		}
		have := http.Header{}
		for name, values := range answer.Header {
			if strings.HasPrefix(name, "Access-Control-") {
				have[name] = values
			}
		}
		if answer.StatusCode != 204 || !reflect.DeepEqual(have, want) {
			t.Errorf("preflight from %q: %d %v", origin, answer.StatusCode, have)
		}
	}

	server, _ = newServer(t, template.API{}, returns(`{}`))
	if answer, _ := requesttest.Send(t, http.DefaultClient, "OPTIONS", server.URL+"/uploads", nil, "Origin", page, "Access-Control-Request-Method", "POST"); answer.StatusCode != 404 {
		t.Errorf("preflight of an API without CORS: %d", answer.StatusCode)
	}
}
