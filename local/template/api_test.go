package template

import (
	"strings"
	"testing"
)

// complete is a template of an API with one route, which has the authorizer.
const complete = `Conditions:
  No: !Equals [a, b]
Resources:
  Role: {Type: AWS::IAM::Role}
  F:
    Type: AWS::Serverless::Function
    Metadata: {BuildMethod: makefile}
    Properties: {Runtime: provided.al2023, Role: !GetAtt Role.Arn}
  Route:
    Type: AWS::ApiGatewayV2::Route
    Properties:
      ApiId: !Ref Api
      RouteKey: GET /x
      Target: !Sub integrations/${Integration}
      AuthorizationType: JWT
      AuthorizerId: !Ref Jwt
      AuthorizationScopes: [a, b]
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !GetAtt F.Arn
      Principal: apigateway.amazonaws.com
      SourceArn: !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*
  Integration:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !Ref Api
      IntegrationType: AWS_PROXY
      IntegrationUri: !GetAtt F.Arn
      PayloadFormatVersion: '2.0'
  Jwt:
    Type: AWS::ApiGatewayV2::Authorizer
    Properties:
      ApiId: !Ref Api
      AuthorizerType: JWT
      IdentitySource: [$request.header.Authorization]
      JwtConfiguration: {Issuer: 'https://a.example', Audience: [b]}
  Stage:
    Type: AWS::ApiGatewayV2::Stage
    Properties:
      ApiId: !Ref Api
      StageName: $default
      AutoDeploy: true
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      ProtocolType: HTTP
`

func TestAPI(t *testing.T) {
	stack, err := Load(write(t, complete), testInputs)
	if err != nil {
		t.Fatal(err)
	}
	wantJSON(t, stack.Functions[0].Routes, `[{"Method": "GET", "Path": "/x", "Scopes": ["a", "b"]}]`)
	wantJSON(t, stack.API.Authorizer, `{"Issuer": "https://a.example", "Audience": ["b"]}`)
}

// Each row changes one thing that AWS supports and this package does not.
func TestAPIRefused(t *testing.T) {
	for _, test := range []struct {
		name, old, new, want string
	}{
		{"WebSocket", "ProtocolType: HTTP", "ProtocolType: WEBSOCKET", "Api: ProtocolType"},
		{"two APIs", "  Api:\n", "  Api2: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: HTTP}}\n  Api:\n", "a second HTTP API"},
		{"an unsupported property", "ProtocolType: HTTP", "ProtocolType: HTTP\n      DisableExecuteApiEndpoint: true", "unknown field"},
		{"a stage with a name", "StageName: $default", "StageName: prod", "Stage: the API must have one stage"},
		{"a stage that is not deployed", "AutoDeploy: true", "AutoDeploy: false", "Stage: the API must have one stage"},
		{"no stage", "AWS::ApiGatewayV2::Stage", "AWS::ApiGatewayV2::Stage\n    Condition: No", "Route: a route needs"},
		{"an authorizer of another kind", "AuthorizerType: JWT", "AuthorizerType: REQUEST", "Jwt: only one authorizer"},
		{"a token in the query", "$request.header.Authorization", "$request.querystring.token", "Jwt: only one authorizer"},
		{"any audience", "Audience: [b]", "Audience: []", "Jwt: JwtConfiguration needs"},
		{"no issuer", "Issuer: 'https://a.example'", "Issuer: ''", "Jwt: JwtConfiguration needs"},
		{"an open route beside the authorizer", "AuthorizationType: JWT\n      AuthorizerId: !Ref Jwt", "AuthorizationType: NONE",
			"Route: AuthorizationType must be JWT"},
		{"an open route with the authorizer's id", "AuthorizationType: JWT", "AuthorizationType: NONE", "Route: AuthorizationType must be JWT"},
		{"an authorizer by name alone", "\n      AuthorizerId: !Ref Jwt", "", "Route: AuthorizationType must be JWT"},
		{"an empty scope", "Scopes: [a, b]", "Scopes: [a, '']", "Route: AuthorizationScopes"},
		{"an authorizer that is not created", "AWS::ApiGatewayV2::Authorizer", "AWS::ApiGatewayV2::Authorizer\n    Condition: No",
			"t.yaml:16: Jwt is not created"},
		{"another payload format", "PayloadFormatVersion: '2.0'", "PayloadFormatVersion: '1.0'", "Integration: only a function"},
		{"a URL instead of a function", "IntegrationUri: !GetAtt F.Arn", "IntegrationUri: https://a.example", "Integration: only a function"},
		{"no permission", "AWS::Lambda::Permission", "AWS::Lambda::Permission\n    Condition: No", "Route: the API may not invoke F"},
		{"a permission for every API", "${Api}/*", "*", "Permission: only permissions for the API"},
		{"a permission for every service", "Principal: apigateway.amazonaws.com", "Principal: '*'", "Permission: only permissions for the API"},
		{"no target", "integrations/${Integration}", "integrations/other", "Route: Target must be"},
		{"a key without a path", "RouteKey: GET /x", "RouteKey: $default", "Route: a route needs"},
		{"another API's route", "ApiId: !Ref Api\n      RouteKey", "ApiId: other\n      RouteKey", "Route: a route needs"},
		{"an unknown condition", "AWS::ApiGatewayV2::Stage", "AWS::ApiGatewayV2::Stage\n    Condition: Maybe", `no condition "Maybe"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			body := strings.Replace(complete, test.old, test.new, 1)
			if body == complete {
				t.Fatalf("the template has no %q", test.old)
			}
			_, err := Load(write(t, body), testInputs)
			wantError(t, err, "t.yaml:", test.want)
		})
	}
}

// Only the side not taken may refer to a resource that is not created.
func TestConditionalResources(t *testing.T) {
	const body = `Conditions:
  No: !Equals [a, b]
Resources:
  Gone: {Type: AWS::S3::Bucket, Condition: 'No'}
  Beside: {Type: AWS::S3::BucketPolicy, Condition: 'No', Properties: {Bucket: !Ref Gone}}
  There: {Type: AWS::S3::Bucket}
Outputs:
  V: {Value: `
	stack, err := Load(write(t, body+"!If [No, !Ref Gone, !If [No, !Ref Gone, !Ref There]]}\n"), testInputs)
	if err != nil {
		t.Fatal(err)
	}
	if stack.Outputs["V"] != "shop-there" || len(stack.Buckets) != 1 {
		t.Errorf("got %+v", stack)
	}
	for _, expression := range []string{"!Ref Gone", "!If [No, x, !Ref Gone]", "!If [No, !Ref Gone, !Sub '${Gone}']", "!GetAtt Gone.Arn"} {
		_, err := Load(write(t, body+expression+"}\n"), testInputs)
		wantError(t, err, "t.yaml:8: Gone is not created")
	}
}
