package template

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// These tests are about the project's template, with various parameters.

const projectTemplate = "../../template.yaml"

// projectInputs returns inputs with these parameters. They allow anonymous uploads,
// which the template requires without a JwtIssuer.
func projectInputs(parameters map[string]string) Inputs {
	in := inputs(map[string]string{"AllowAnonymous": "true"})
	maps.Copy(in.Parameters, parameters)
	return in
}

func project(t *testing.T, parameters map[string]string) *resolver {
	t.Helper()
	r, err := resolve(projectTemplate, projectInputs(parameters))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// wantJSON checks that the JSON of v has the members of want, and no others.
func wantJSON(t *testing.T, v any, want string) {
	t.Helper()
	got, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	var g, w any
	if err := json.Unmarshal(got, &g); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(want), &w); err != nil {
		t.Fatalf("the test's own JSON: %v", err)
	}
	if !reflect.DeepEqual(g, w) {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

// Each ACL determines the role's rights besides s3:PutObject, the owner of the files,
// and whether ACLs may make them public.
var acls = []struct {
	acl       string
	actions   string
	ownership string
	block     bool
}{
	{"", `["s3:PutObject"]`, "BucketOwnerEnforced", true},
	{"bucket-owner-full-control", `["s3:PutObject", "s3:PutObjectAcl"]`, "BucketOwnerEnforced", true},
	{"private", `["s3:PutObject", "s3:PutObjectAcl"]`, "BucketOwnerPreferred", true},
	{"bucket-owner-read", `["s3:PutObject", "s3:PutObjectAcl"]`, "BucketOwnerPreferred", true},
	{"public-read", `["s3:PutObject", "s3:PutObjectAcl"]`, "BucketOwnerPreferred", false},
	{"authenticated-read", `["s3:PutObject", "s3:PutObjectAcl"]`, "BucketOwnerPreferred", false},
}

func TestProjectACLsAreAllHere(t *testing.T) {
	src, err := parse(projectTemplate)
	if err != nil {
		t.Fatal(err)
	}
	r := &resolver{source: src}
	for _, e := range src.parameters {
		if e.key != "ObjectAcl" {
			continue
		}
		p, err := r.parameter(e.value)
		if err != nil {
			t.Fatal(err)
		}
		var tested []string
		for _, test := range acls {
			tested = append(tested, test.acl)
		}
		slices.Sort(tested)
		slices.Sort(p.allowedValues)
		if !slices.Equal(tested, p.allowedValues) {
			t.Errorf("tested %q, allowed %q", tested, p.allowedValues)
		}
		return
	}
	t.Error("no parameter ObjectAcl")
}

func TestProjectRole(t *testing.T) {
	for _, test := range acls {
		t.Run("ObjectAcl="+test.acl, func(t *testing.T) {
			r := project(t, map[string]string{"ObjectAcl": test.acl, "KeyPrefix": "in/box/"})
			wantJSON(t, r.resources["CredentialsRole"].properties, `{
				"AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [
					{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
				]},
				"Policies": [
					{"PolicyName": "upload", "PolicyDocument": {"Version": "2012-10-17", "Statement": [
						{"Effect": "Allow", "Action": `+test.actions+`, "Resource": "arn:aws:s3:::shop-uploadbucket/in/box/*"}
					]}},
					{"PolicyName": "log", "PolicyDocument": {"Version": "2012-10-17", "Statement": [
						{"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
						 "Resource": "arn:aws:logs:eu-central-1:123456789012:log-group:/aws/lambda/Shop-credentials:*"}
					]}},
					{"PolicyName": "trace", "PolicyDocument": {"Version": "2012-10-17", "Statement": [
						{"Effect": "Allow", "Action": ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "Resource": "*"}
					]}}
				]
			}`)
		})
	}
}

// The function for files in parts may also list the parts of an upload, abort it,
// and read the object's metadata. Beginning and completing an upload need only
// s3:PutObject.
func TestProjectMultipartRole(t *testing.T) {
	for _, test := range acls {
		t.Run("ObjectAcl="+test.acl, func(t *testing.T) {
			r := project(t, map[string]string{"ObjectAcl": test.acl, "KeyPrefix": "in/box/"})
			actions := strings.Replace(test.actions, `"s3:PutObject"`, `"s3:PutObject", "s3:GetObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"`, 1)
			wantJSON(t, r.resources["MultipartRole"].properties, `{
				"AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [
					{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
				]},
				"Policies": [
					{"PolicyName": "upload", "PolicyDocument": {"Version": "2012-10-17", "Statement": [
						{"Effect": "Allow", "Action": `+actions+`, "Resource": "arn:aws:s3:::shop-uploadbucket/in/box/*"}
					]}},
					{"PolicyName": "log", "PolicyDocument": {"Version": "2012-10-17", "Statement": [
						{"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
						 "Resource": "arn:aws:logs:eu-central-1:123456789012:log-group:/aws/lambda/Shop-multipart:*"}
					]}},
					{"PolicyName": "trace", "PolicyDocument": {"Version": "2012-10-17", "Statement": [
						{"Effect": "Allow", "Action": ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "Resource": "*"}
					]}}
				]
			}`)
		})
	}
}

func TestProjectBucket(t *testing.T) {
	for _, test := range acls {
		t.Run("ObjectAcl="+test.acl, func(t *testing.T) {
			r := project(t, map[string]string{
				"ObjectAcl":      test.acl,
				"AllowedOrigins": "https://www.example.com, https://example.com:8443",
			})
			wantJSON(t, r.resources["UploadBucket"].properties, fmt.Sprintf(`{
				"PublicAccessBlockConfiguration": {
					"BlockPublicAcls": %[1]t, "IgnorePublicAcls": %[1]t,
					"BlockPublicPolicy": true, "RestrictPublicBuckets": true
				},
				"OwnershipControls": {"Rules": [{"ObjectOwnership": %[2]q}]},
				"BucketEncryption": {"ServerSideEncryptionConfiguration": [
					{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
				]},
				"VersioningConfiguration": {"Status": "Enabled"},
				"NotificationConfiguration": {"EventBridgeConfiguration": {"EventBridgeEnabled": true}},
				"LifecycleConfiguration": {"Rules": [{
					"Id": "expire-noncurrent-versions", "Status": "Enabled",
					"NoncurrentVersionExpiration": {"NoncurrentDays": 1}, "ExpiredObjectDeleteMarker": true
				}, {
					"Id": "expire-rejected-files", "Status": "Enabled", "Prefix": "uploads/",
					"TagFilters": [{"Key": "slipway-verdict", "Value": "rejected"}], "ExpirationInDays": "1"
				}, {
					"Id": "abort-incomplete-multipart-uploads", "Status": "Enabled",
					"AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1}
				}]},
				"CorsConfiguration": {"CorsRules": [{
					"AllowedOrigins": ["https://www.example.com", "https://example.com:8443"],
					"AllowedMethods": ["POST", "PUT"],
					"AllowedHeaders": ["content-type", "x-amz-checksum-sha256", "x-amz-checksum-crc64nvme"],
					"ExposedHeaders": ["ETag", "Location"],
					"MaxAge": 86400
				}]}
			}`, test.block, test.ownership))
		})
	}
}

func TestProjectBucketPolicy(t *testing.T) {
	r := project(t, map[string]string{"ExpiresSeconds": "120"})
	everything := `["arn:aws:s3:::shop-uploadbucket", "arn:aws:s3:::shop-uploadbucket/*"]`
	wantJSON(t, r.resources["UploadBucketPolicy"].properties, `{
		"Bucket": "shop-uploadbucket",
		"PolicyDocument": {"Version": "2012-10-17", "Statement": [
			{"Sid": "TlsOnly", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": `+everything+`,
			 "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
			{"Sid": "Tls12OrLater", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": `+everything+`,
			 "Condition": {"NumericLessThan": {"s3:TlsVersion": "1.2"}}},
			{"Sid": "NoOldSignatures", "Effect": "Deny", "Principal": "*", "Action": "s3:PutObject",
			 "Resource": "arn:aws:s3:::shop-uploadbucket/*",
			 "Condition": {"NumericGreaterThan": {"s3:signatureAge": "120000"}}},
			{"Sid": "NoSignatureVersion2", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": `+everything+`,
			 "Condition": {"StringEquals": {"s3:signatureversion": "AWS"}}},
			{"Sid": "AcceptedOnly", "Effect": "Deny", "Principal": "*", "Action": ["s3:GetObject", "s3:GetObjectVersion"],
			 "Resource": "arn:aws:s3:::shop-uploadbucket/uploads/*",
			 "Condition": {"StringNotEqualsIfExists": {"s3:ExistingObjectTag/slipway-verdict": "accepted"},
				"ArnNotEqualsIfExists": {"aws:PrincipalArn": [
					"arn:aws:iam::123456789012:role/Shop-InspectRole", "arn:aws:iam::123456789012:role/Shop-MultipartRole"]}}}
		]}
	}`)
}

// Deleting the stack keeps the files and the policy that protects them. A failed
// first deployment leaves nothing: its names would block the second.
func TestProjectKeepsTheFiles(t *testing.T) {
	r := project(t, nil)
	for _, res := range r.order {
		fields, err := r.mapping(res.node)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for _, e := range fields {
			got[e.key] = e.value.Value
		}
		deletion, replacement := "", ""
		if res.kind == bucketType || res.kind == bucketPolicyType {
			deletion, replacement = "RetainExceptOnCreate", "Retain"
		}
		if got["DeletionPolicy"] != deletion || got["UpdateReplacePolicy"] != replacement {
			t.Errorf("%s: DeletionPolicy is %q and UpdateReplacePolicy %q, want %q and %q",
				res.id, got["DeletionPolicy"], got["UpdateReplacePolicy"], deletion, replacement)
		}
	}
}

func TestProjectFunction(t *testing.T) {
	r := project(t, map[string]string{
		"KeyPrefix": "in/box/", "KeyStyle": "filename", "MinUploadBytes": "2", "MaxUploadBytes": "5368709120",
		"AllowedTypes": "image/png, image/*", "ExpiresSeconds": "60", "SuccessActionStatus": "204",
		"ObjectAcl": "private", "RequireSize": "true",
	})
	wantJSON(t, r.resources["CredentialsFunction"].metadata.(map[string]any)["BuildMethod"], `"makefile"`)
	wantJSON(t, r.resources["CredentialsFunction"].properties, `{
		"CodeUri": ".", "Runtime": "provided.al2023", "Handler": "bootstrap",
		"Architectures": ["arm64"], "MemorySize": 128, "Timeout": 5,
		"Role": "arn:aws:iam::123456789012:role/Shop-CredentialsRole",
		"LoggingConfig": {"LogGroup": "/aws/lambda/Shop-credentials", "LogFormat": "JSON"},
		"Tracing": "Active",
		"Environment": {"Variables": {
			"UPLOAD_BUCKET": "shop-uploadbucket",
			"UPLOAD_URL": "https://shop-uploadbucket.s3.eu-central-1.amazonaws.com/",
			"UPLOAD_DUALSTACK_URL": "https://shop-uploadbucket.s3.dualstack.eu-central-1.amazonaws.com/",
			"UPLOAD_REGION": "",
			"ROUTE_PREFIX": "",
			"KEY_PREFIX": "in/box/",
			"KEY_STYLE": "filename",
			"MIN_UPLOAD_BYTES": "2",
			"MAX_UPLOAD_BYTES": "5368709120",
			"MAX_MULTIPART_BYTES": "0",
			"ALLOWED_TYPES": "image/png,image/*",
			"EXPIRES_SECONDS": "60",
			"SUCCESS_ACTION_STATUS": "204",
			"OBJECT_ACL": "private",
			"CACHE_CONTROL": "",
			"CONTENT_DISPOSITION": "",
			"STORAGE_CLASS": "",
			"TAG_KEYS": "",
			"REQUIRE_SIZE": "true",
			"REQUIRE_SHA256": "false",
			"JWT_ISSUER": ""
		}}
	}`)
}

// The function for files in parts has the environment variables of the one for
// forms.
func TestProjectMultipartFunction(t *testing.T) {
	r := project(t, map[string]string{"MaxMultipartBytes": "53687091200000", "KeyPrefix": "in/box/"})
	settings := func(id string) map[string]any {
		return r.resources[id].properties["Environment"].(map[string]any)["Variables"].(map[string]any)
	}
	want := settings("CredentialsFunction")
	if got := settings("MultipartFunction"); !reflect.DeepEqual(got, want) {
		t.Errorf("settings are %v, want %v", got, want)
	}
	wantJSON(t, r.resources["MultipartFunction"].metadata.(map[string]any)["BuildMethod"], `"makefile"`)
	delete(r.resources["MultipartFunction"].properties, "Environment")
	wantJSON(t, r.resources["MultipartFunction"].properties, `{
		"CodeUri": ".", "Runtime": "provided.al2023", "Handler": "bootstrap",
		"Architectures": ["arm64"], "MemorySize": 256, "Timeout": 60,
		"Role": "arn:aws:iam::123456789012:role/Shop-MultipartRole",
		"LoggingConfig": {"LogGroup": "/aws/lambda/Shop-multipart", "LogFormat": "JSON"},
		"Tracing": "Active"
	}`)
	off, err := Load(projectTemplate, projectInputs(nil))
	if err != nil {
		t.Fatal(err)
	}
	if got := off.Functions[1].Environment["MAX_MULTIPART_BYTES"]; got != "0" {
		t.Errorf("files in parts may have %s bytes by default", got)
	}
}

func TestProjectLogsEnd(t *testing.T) {
	r := project(t, nil)
	wantJSON(t, r.resources["CredentialsLogGroup"].properties, `{"LogGroupName": "/aws/lambda/Shop-credentials", "RetentionInDays": 30}`)
	wantJSON(t, r.resources["MultipartLogGroup"].properties, `{"LogGroupName": "/aws/lambda/Shop-multipart", "RetentionInDays": 30}`)
	wantJSON(t, r.resources["ApiLogGroup"].properties, `{"LogGroupName": "/aws/vendedlogs/apis/Shop", "RetentionInDays": 30}`)
}

func TestProjectAPI(t *testing.T) {
	r := project(t, map[string]string{"AllowedOrigins": "https://www.example.com,https://example.com"})
	wantJSON(t, r.resources["HttpApi"].properties, `{
		"Name": "Shop", "ProtocolType": "HTTP",
		"CorsConfiguration": {"AllowOrigins": ["https://www.example.com", "https://example.com"], "AllowMethods": ["GET", "POST", "DELETE"],
			"AllowHeaders": ["authorization", "content-type"], "MaxAge": 86400}
	}`)
	properties := r.resources["ApiStage"].properties
	log, _ := properties["AccessLogSettings"].(map[string]any)
	delete(properties, "AccessLogSettings")
	wantJSON(t, properties, `{
		"ApiId": "httpapi", "StageName": "$default", "AutoDeploy": true,
		"DefaultRouteSettings": {"ThrottlingRateLimit": 100, "ThrottlingBurstLimit": 200}
	}`)

	if log["DestinationArn"] != r.resources["ApiLogGroup"].attributes["Arn"] {
		t.Errorf("access log goes to %v", log["DestinationArn"])
	}
	format, _ := log["Format"].(string)
	var line map[string]string
	if err := json.Unmarshal([]byte(format), &line); err != nil {
		t.Fatalf("access log format is not JSON: %v", err)
	}
	values := strings.Join(slices.Sorted(maps.Values(line)), " ")
	for _, want := range []string{"$context.requestId", "$context.routeKey", "$context.status", "$context.responseLatency"} {
		if !strings.Contains(values, want) {
			t.Errorf("access log lacks %s", want)
		}
	}
	// Both would contain file names.
	for _, private := range []string{"query", "$context.path"} {
		if strings.Contains(strings.ToLower(values), strings.ToLower(private)) {
			t.Errorf("access log has %q", private)
		}
	}
}

func TestProjectOpensNothingByDefault(t *testing.T) {
	stack, err := Load(projectTemplate, projectInputs(nil))
	if err != nil {
		t.Fatal(err)
	}
	if len(stack.Buckets) != 1 || len(stack.Buckets[0].CORS) != 1 || stack.API.CORS == nil {
		t.Fatalf("want a bucket and an API with CORS, got %+v", stack)
	}
	rule, api := stack.Buckets[0].CORS[0], stack.API.CORS
	for name, list := range map[string][]string{
		"bucket's AllowedOrigins": rule.AllowedOrigins, "bucket's AllowedMethods": rule.AllowedMethods,
		"bucket's AllowedHeaders": rule.AllowedHeaders, "bucket's ExposedHeaders": rule.ExposedHeaders,
		"API's AllowOrigins": api.AllowOrigins, "API's AllowMethods": api.AllowMethods,
		"API's AllowHeaders": api.AllowHeaders, "API's ExposeHeaders": api.ExposeHeaders,
	} {
		for _, item := range list {
			if strings.Contains(item, "*") {
				t.Errorf("%s has %q", name, item)
			}
		}
	}
	if !slices.Equal(rule.AllowedOrigins, []string{"http://localhost:3000"}) || !slices.Equal(api.AllowOrigins, rule.AllowedOrigins) {
		t.Errorf("origins are %q and %q", rule.AllowedOrigins, api.AllowOrigins)
	}
}
