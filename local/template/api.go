package template

import (
	"encoding/json"
	"time"
)

// An API is an AWS::ApiGatewayV2::Api of HTTP, with its stage and authorizer.
// Its routes are the functions'.
type API struct {
	LogicalID       string
	ID              string  // the API's id, as in its host name and in events
	CORS            *CORS   // nil if the API answers no preflight
	Authorizer      *JWT    // nil if anybody may call; else every route needs a token
	ThrottlingRate  float64 // requests a second to each route; 0: no limit
	ThrottlingBurst int     // requests at once to each route; 0: no limit

	stage, authorizerID string // values of Ref; "" if there is none
}

// CORS is an HTTP API's CorsConfiguration.
type CORS struct {
	AllowOrigins, AllowMethods, AllowHeaders, ExposeHeaders []string

	MaxAge           time.Duration // how long a browser may cache the preflight; 0 if not set
	AllowCredentials bool
}

func (r *resolver) api(res *resource, api *API) error {
	if api.ID != "" {
		return r.errorf(res.node, "%s: a second HTTP API is not supported", res.id)
	}
	var p struct {
		Name, ProtocolType text
		CorsConfiguration  *struct {
			AllowOrigins, AllowMethods, AllowHeaders, ExposeHeaders []text

			MaxAge           number
			AllowCredentials boolean
		}
	}
	if err := r.decode(res, &p); err != nil {
		return err
	}
	if p.ProtocolType != "HTTP" {
		return r.errorf(res.node, "%s: ProtocolType must be HTTP", res.id)
	}
	api.LogicalID, api.ID = res.id, res.ref
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
	return nil
}

// stage sets the settings of the AWS::ApiGatewayV2::Stage of api.
func (r *resolver) stage(res *resource, api *API) error {
	var p struct {
		ApiId, StageName     text
		AutoDeploy           boolean
		AccessLogSettings    json.RawMessage // not used locally
		DefaultRouteSettings struct {
			ThrottlingRateLimit, ThrottlingBurstLimit number
		}
	}
	if err := r.decode(res, &p); err != nil {
		return err
	}
	// Any other stage would prefix every path with its name.
	if !r.belongs(p.ApiId, api) || p.StageName != "$default" || !bool(p.AutoDeploy) || api.stage != "" {
		return r.errorf(res.node, "%s: the API must have one stage: ApiId the API's (!Ref), StageName $default, "+
			"AutoDeploy true", res.id)
	}
	api.stage = res.ref
	api.ThrottlingRate = float64(p.DefaultRouteSettings.ThrottlingRateLimit)
	api.ThrottlingBurst = int(p.DefaultRouteSettings.ThrottlingBurstLimit)
	return nil
}

// belongs reports whether id, an ApiId, is api's.
func (r *resolver) belongs(id text, api *API) bool {
	return api.ID != "" && string(id) == api.ID
}
