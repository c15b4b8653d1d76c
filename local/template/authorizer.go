package template

import "slices"

// JWT is an AWS::ApiGatewayV2::Authorizer: the tokens that the API accepts, in the
// header Authorization.
type JWT struct {
	Issuer   string   // a URL, as in iss
	Audience []string // a token must have one of these in aud or client_id
}

func (r *resolver) authorizer(res *resource, api *API) error {
	var p struct {
		ApiId, Name, AuthorizerType text
		IdentitySource              []text
		JwtConfiguration            struct {
			Issuer   text
			Audience []text
		}
	}
	if err := r.decode(res, &p); err != nil {
		return err
	}
	if !r.belongs(p.ApiId, api) || p.AuthorizerType != "JWT" || api.Authorizer != nil ||
		!slices.Equal(p.IdentitySource, []text{"$request.header.Authorization"}) {
		return r.errorf(res.node, "%s: only one authorizer is supported: ApiId the API's (!Ref), AuthorizerType JWT, "+
			"IdentitySource [$request.header.Authorization]", res.id)
	}
	if p.JwtConfiguration.Issuer == "" || len(p.JwtConfiguration.Audience) == 0 {
		return r.errorf(res.node, "%s: JwtConfiguration needs an Issuer and an Audience", res.id)
	}
	api.Authorizer = &JWT{Issuer: string(p.JwtConfiguration.Issuer), Audience: plain(p.JwtConfiguration.Audience)}
	api.authorizerID = res.ref
	return nil
}
