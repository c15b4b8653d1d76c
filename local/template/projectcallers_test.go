package template

import (
	"maps"
	"strconv"
	"strings"
	"testing"
)

// issuer has the parameters of a deployment with tokens.
var issuer = map[string]string{
	"AllowAnonymous": "false", "JwtIssuer": "https://auth.example.com/", "JwtAudience": "slipway,https://api.example.com",
}

// with returns parameters with one changed.
func with(parameters map[string]string, name, value string) map[string]string {
	parameters = maps.Clone(parameters)
	parameters[name] = value
	return parameters
}

// Every route has the authorizer, or none has.
func TestProjectRoutes(t *testing.T) {
	for _, test := range []struct {
		name           string
		parameters     map[string]string
		authorization  string
		wantAuthorizer string
	}{
		{"anonymous", nil, `"AuthorizationType": "NONE"`, `null`},
		{"scopes", with(issuer, "JwtScopes", "uploads:write,https://api.example.com/up"),
			`"AuthorizationType": "JWT", "AuthorizerId": "jwtauthorizer", "AuthorizationScopes": ["uploads:write", "https://api.example.com/up"]`,
			`{"Issuer": "https://auth.example.com/", "Audience": ["slipway", "https://api.example.com"]}`},
		{"issuer", issuer, `"AuthorizationType": "JWT", "AuthorizerId": "jwtauthorizer"`,
			`{"Issuer": "https://auth.example.com/", "Audience": ["slipway", "https://api.example.com"]}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := project(t, test.parameters)
			routes := map[string][2]string{
				"GetS3UploadCredentialsRoute": {"GET /getS3UploadCredentials", "credentials"},
				"S3ParamsRoute":               {"GET /s3/params", "credentials"},
				"UploadsRoute":                {"POST /uploads", "credentials"},
				"RulesRoute":                  {"GET /rules", "credentials"},
				"MultipartCreateRoute":        {"POST /s3/multipart", "multipart"},
				"MultipartListRoute":          {"GET /s3/multipart/{uploadId}", "multipart"},
				"MultipartAbortRoute":         {"DELETE /s3/multipart/{uploadId}", "multipart"},
				"MultipartSignRoute":          {"GET /s3/multipart/{uploadId}/{partNumber}", "multipart"},
				"MultipartBatchRoute":         {"GET /s3/multipart/{uploadId}/batch", "multipart"},
				"MultipartCompleteRoute":      {"POST /s3/multipart/{uploadId}/complete", "multipart"},
				"FilesReadRoute":              {"GET /files", "files"},
				"FilesRemoveRoute":            {"DELETE /files", "files"},
			}
			for _, res := range r.order {
				if res.kind != routeType {
					continue
				}
				route, ok := routes[res.id]
				if !ok {
					t.Errorf("%s is not in this test's table", res.id)
				}
				wantJSON(t, res.properties, `{"ApiId": "httpapi", "RouteKey": "`+route[0]+`",
					"Target": "integrations/`+route[1]+`integration", `+test.authorization+`}`)
			}
			stack, err := Load(projectTemplate, projectInputs(test.parameters))
			if err != nil {
				t.Fatal(err)
			}
			wantJSON(t, stack.API.Authorizer, test.wantAuthorizer)
			for _, f := range stack.Functions {
				if len(f.Routes) == 0 { // not called by the API
					continue
				}
				wantJSON(t, f.Environment["JWT_ISSUER"], strconv.Quote(test.parameters["JwtIssuer"]))
				for _, route := range f.Routes {
					if got := strings.Join(route.Scopes, ","); got != test.parameters["JwtScopes"] {
						t.Errorf("%s wants the scopes %q", route.Path, got)
					}
				}
			}
		})
	}
}

func TestProjectIntegration(t *testing.T) {
	r := project(t, issuer)
	for _, name := range []string{"Credentials", "Multipart", "Files"} {
		function := "arn:aws:lambda:eu-central-1:123456789012:function:Shop-" + name + "Function"
		wantJSON(t, r.resources[name+"Integration"].properties, `{
			"ApiId": "httpapi", "IntegrationType": "AWS_PROXY", "IntegrationUri": "`+function+`", "PayloadFormatVersion": "2.0"
		}`)
		// This API only, and no other of any account.
		wantJSON(t, r.resources[name+"Permission"].properties, `{
			"Action": "lambda:InvokeFunction", "FunctionName": "`+function+`", "Principal": "apigateway.amazonaws.com",
			"SourceArn": "arn:aws:execute-api:eu-central-1:123456789012:httpapi/*"
		}`)
	}
	wantJSON(t, r.resources["JwtAuthorizer"].properties, `{
		"ApiId": "httpapi", "Name": "jwt", "AuthorizerType": "JWT", "IdentitySource": ["$request.header.Authorization"],
		"JwtConfiguration": {"Issuer": "https://auth.example.com/", "Audience": ["slipway", "https://api.example.com"]}
	}`)
}

func TestProjectIssuers(t *testing.T) {
	for _, url := range []string{
		"https://auth.example.com", "https://tenant.eu.auth0.com/",
		"https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Ab1Cd2",
		"https://login.microsoftonline.com/8f1d9c1e-0000-4000-8000-000000000000/v2.0",
		"https://sso.example.com:8443/realms/slipway", "http://localhost:8080/realms/test", "http://127.0.0.1:49152", "http://localhost",
	} {
		stack, err := Load(projectTemplate, inputs(map[string]string{"JwtIssuer": url, "JwtAudience": "a"}))
		if err != nil {
			t.Error(err)
		} else if stack.API.Authorizer == nil || stack.API.Authorizer.Issuer != url {
			t.Errorf("%s: authorizer is %+v", url, stack.API.Authorizer)
		}
	}
}

// Anonymous uploads must be allowed explicitly.
func TestProjectRules(t *testing.T) {
	for _, test := range []struct {
		name                        string
		issuer, audience, anonymous string
		want                        string // in the error; "" for none
	}{
		{"no parameters", "", "", "", "rule WhoMayUpload: Say who may upload"},
		{"not anonymous", "", "", "false", "rule WhoMayUpload"},
		{"audience without issuer", "", "slipway", "", "rule WhoMayUpload"},
		{"anonymous", "", "", "true", ""},
		{"issuer and audience", "https://auth.example.com", "slipway", "", ""},
		{"two audiences", "https://auth.example.com", "slipway,other", "", ""},
		{"both: the tokens count", "https://auth.example.com", "slipway", "true", ""},
		{"issuer without audience", "https://auth.example.com", "", "", "rule IssuerHasAudience: JwtIssuer needs JwtAudience"},
		{"issuer without audience, anonymous", "https://auth.example.com", "", "true", "rule IssuerHasAudience"},
	} {
		t.Run(test.name, func(t *testing.T) {
			parameters := map[string]string{}
			for name, value := range map[string]string{"JwtIssuer": test.issuer, "JwtAudience": test.audience, "AllowAnonymous": test.anonymous} {
				if value != "" {
					parameters[name] = value
				}
			}
			_, err := Load(projectTemplate, inputs(parameters))
			if test.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			wantError(t, err, "template.yaml:", test.want)
		})
	}
	_, err := Load(projectTemplate, projectInputs(map[string]string{"JwtScopes": "uploads:write"}))
	wantError(t, err, "template.yaml:", "rule ScopesHaveIssuer: JwtScopes needs JwtIssuer")
}
