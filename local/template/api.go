package template

import (
	"encoding/json"
	"time"
)

// An API is an AWS::Serverless::HttpApi. Its routes are the functions'.
type API struct {
	LogicalID       string
	ID              string  // the API's id, as in its host name and in events
	CORS            *CORS   // nil if the API answers no preflight
	ThrottlingRate  float64 // requests a second to each route; 0: no limit
	ThrottlingBurst int     // requests at once to each route; 0: no limit
}

// CORS is an HTTP API's CorsConfiguration.
type CORS struct {
	AllowOrigins, AllowMethods, AllowHeaders, ExposeHeaders []string

	MaxAge           time.Duration // how long a browser may keep the preflight's answer; 0 if not given
	AllowCredentials bool
}

func (r *resolver) api(res *resource) (API, error) {
	var p struct {
		AccessLogSettings json.RawMessage // AWS's logs; here there is the terminal
		CorsConfiguration *struct {
			AllowOrigins, AllowMethods, AllowHeaders, ExposeHeaders []text

			MaxAge           number
			AllowCredentials boolean
		}
		DefaultRouteSettings struct {
			ThrottlingRateLimit, ThrottlingBurstLimit number
		}
	}
	if err := r.decode(res, &p); err != nil {
		return API{}, err
	}
	api := API{
		LogicalID:       res.id,
		ID:              res.ref,
		ThrottlingRate:  float64(p.DefaultRouteSettings.ThrottlingRateLimit),
		ThrottlingBurst: int(p.DefaultRouteSettings.ThrottlingBurstLimit),
	}
	if c := p.CorsConfiguration; c != nil {
		api.CORS = &CORS{
			AllowOrigins:     plain(c.AllowOrigins),
			AllowMethods:     plain(c.AllowMethods),
			AllowHeaders:     plain(c.AllowHeaders),
			ExposeHeaders:    plain(c.ExposeHeaders),
			MaxAge:           seconds(c.MaxAge),
			AllowCredentials: bool(c.AllowCredentials),
		}
	}
	return api, nil
}
