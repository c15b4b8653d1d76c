package template

import (
	"cmp"
	"slices"
	"strings"
)

// A Route is an AWS::ApiGatewayV2::Route that invokes a function, with its
// integration and permission.
type Route struct {
	Method string // GET, POST and so on, or ANY
	Path   string
	Scopes []string `json:",omitempty"` // a token must have one of them, if there are any
}

// integration returns the function of an AWS::ApiGatewayV2::Integration.
func (r *resolver) integration(res *resource, stack *Stack) (*Function, error) {
	var p struct {
		ApiId, IntegrationType, IntegrationUri, PayloadFormatVersion text
	}
	if err := r.decode(res, &p); err != nil {
		return nil, err
	}
	function := r.functionByARN(p.IntegrationUri, stack)
	if !r.belongs(p.ApiId, &stack.API) || p.IntegrationType != "AWS_PROXY" || p.PayloadFormatVersion != "2.0" ||
		function == nil {
		return nil, r.errorf(res.node, "%s: only a function is supported: ApiId the API's (!Ref), IntegrationType "+
			"AWS_PROXY, IntegrationUri the function's ARN (!GetAtt), PayloadFormatVersion 2.0", res.id)
	}
	return function, nil
}

// permission returns the function that an AWS::Lambda::Permission allows the API to
// invoke, or nil if it allows a rule to invoke one.
func (r *resolver) permission(res *resource, stack *Stack) (*Function, error) {
	var p struct {
		Action, FunctionName, Principal, SourceArn text
	}
	if err := r.decode(res, &p); err != nil {
		return nil, err
	}
	function := r.functionByARN(p.FunctionName, stack)
	if function != nil && p.Action == "lambda:InvokeFunction" && p.Principal == "events.amazonaws.com" {
		function.invokers = append(function.invokers, string(p.SourceArn))
		return nil, nil
	}
	if function == nil || p.Action != "lambda:InvokeFunction" || p.Principal != "apigateway.amazonaws.com" ||
		string(p.SourceArn) != r.arn("execute-api", stack.API.ID+"/*") {
		return nil, r.errorf(res.node, "%s: only permissions for the API and for rules are supported: "+
			"Action lambda:InvokeFunction, FunctionName the function's ARN (!GetAtt), Principal "+
			"apigateway.amazonaws.com with SourceArn all of the API (…:execute-api:…:API/*), or events.amazonaws.com",
			res.id)
	}
	return function, nil
}

func (r *resolver) functionByARN(arn text, stack *Stack) *Function {
	for i, f := range stack.Functions {
		if r.resources[f.LogicalID].attributes["Arn"] == string(arn) {
			return &stack.Functions[i]
		}
	}
	return nil
}

// route adds a route to the function of its integration.
func (r *resolver) route(res *resource, api *API, integrations map[string]*Function,
	permitted map[*Function]bool) error {
	var p struct {
		ApiId, RouteKey, Target, AuthorizationType, AuthorizerId text
		AuthorizationScopes                                      []text
	}
	if err := r.decode(res, &p); err != nil {
		return err
	}
	method, path, found := strings.Cut(string(p.RouteKey), " ")
	if !r.belongs(p.ApiId, api) || api.stage == "" || !found {
		return r.errorf(res.node,
			"%s: a route needs the ApiId (!Ref) of an API with a stage, and a RouteKey such as GET /path", res.id)
	}
	id, _ := strings.CutPrefix(string(p.Target), "integrations/")
	function := integrations[id]
	if function == nil {
		return r.errorf(res.node, "%s: Target must be integrations/ and an integration of this template (!Sub)", res.id)
	}
	if !permitted[function] {
		return r.errorf(res.node,
			"%s: the API may not invoke %s: add an AWS::Lambda::Permission", res.id, function.LogicalID)
	}
	// A route without the authorizer would be open to everybody.
	authorization := text("NONE")
	if api.Authorizer != nil {
		authorization = "JWT"
	}
	if p.AuthorizationType != authorization || string(p.AuthorizerId) != api.authorizerID {
		return r.errorf(res.node,
			"%s: AuthorizationType must be %s: either all routes have the API's authorizer, or none has",
			res.id, authorization)
	}
	scopes := plain(p.AuthorizationScopes)
	if len(scopes) > 0 && api.Authorizer == nil || slices.Contains(scopes, "") {
		return r.errorf(res.node,
			"%s: AuthorizationScopes are for routes with the authorizer, and none may be empty", res.id)
	}
	function.Routes = append(function.Routes, Route{method, path, scopes})
	slices.SortFunc(function.Routes, func(a, b Route) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Method, b.Method))
	})
	return nil
}
