package template

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// These tests are about the project's own template: what it would deploy, for
// the parameters that change it.

const projectTemplate = "../../template.yaml"

// projectInputs are the tests' inputs for it. They let anybody upload, as
// somebody must be named, where the parameters do not say otherwise.
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

// wantJSON wants v to be want as JSON: the same members, and no others.
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

// The effect of each ACL: what the role may do beside s3:PutObject, who owns
// the files, and whether ACLs may make them public.
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

// The function for files in parts may do the same and three things more: list
// the parts of an upload, abort it, and see whether the object is there. To
// begin and to complete an upload are s3:PutObject too.
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

// The files stay, and what protects them, but a first deployment that fails
// leaves nothing: a second would find the names taken.
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

// The function for files in parts has the settings of the one for forms, and
// one of its own.
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
	// Both hold what the person called the file.
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

// What Load makes of it: the fields that local runs by.
func TestProjectStack(t *testing.T) {
	stack, err := Load(projectTemplate, projectInputs(nil))
	if err != nil {
		t.Fatal(err)
	}
	document := stack.Buckets[0].Policy
	policies := map[string][]json.RawMessage{}
	for i := range stack.Functions {
		f := &stack.Functions[i]
		policies[f.Role.LogicalID] = f.Role.Policies
		f.Role.Policies, f.Environment = nil, nil
	}
	stack.Buckets[0].Policy = nil
	wantJSON(t, stack, `{
		"Buckets": [{
			"LogicalID": "UploadBucket", "Name": "shop-uploadbucket",
			"RegionalDomainName": "shop-uploadbucket.s3.eu-central-1.amazonaws.com",
			"DualStackDomainName": "shop-uploadbucket.s3.dualstack.eu-central-1.amazonaws.com",
			"CORS": [{"AllowedOrigins": ["http://localhost:3000"], "AllowedMethods": ["POST", "PUT"],
				"AllowedHeaders": ["content-type", "x-amz-checksum-sha256", "x-amz-checksum-crc64nvme"], "ExposedHeaders": ["ETag", "Location"], "MaxAge": 86400000000000}],
			"Policy": null, "Ownership": "BucketOwnerEnforced",
			"PublicAccessBlock": {"BlockPublicAcls": true, "BlockPublicPolicy": true, "IgnorePublicAcls": true, "RestrictPublicBuckets": true},
			"Versioned": true,
			"Unsupported": ["BucketEncryption", "LifecycleConfiguration", "NotificationConfiguration"]
		}],
		"Functions": [{
			"LogicalID": "CredentialsFunction", "Name": "Shop-CredentialsFunction", "CodeURI": ".",
			"Role": {"LogicalID": "CredentialsRole", "ARN": "arn:aws:iam::123456789012:role/Shop-CredentialsRole", "Policies": null},
			"Environment": null, "Timeout": 5000000000, "MemoryMB": 128,
			"Routes": [{"Method": "GET", "Path": "/getS3UploadCredentials"}, {"Method": "GET", "Path": "/rules"}, {"Method": "GET", "Path": "/s3/params"}, {"Method": "POST", "Path": "/uploads"}]
		}, {
			"LogicalID": "MultipartFunction", "Name": "Shop-MultipartFunction", "CodeURI": ".",
			"Role": {"LogicalID": "MultipartRole", "ARN": "arn:aws:iam::123456789012:role/Shop-MultipartRole", "Policies": null},
			"Environment": null, "Timeout": 60000000000, "MemoryMB": 256,
			"Routes": [
				{"Method": "POST", "Path": "/s3/multipart"},
				{"Method": "DELETE", "Path": "/s3/multipart/{uploadId}"}, {"Method": "GET", "Path": "/s3/multipart/{uploadId}"},
				{"Method": "GET", "Path": "/s3/multipart/{uploadId}/batch"}, {"Method": "POST", "Path": "/s3/multipart/{uploadId}/complete"},
				{"Method": "GET", "Path": "/s3/multipart/{uploadId}/{partNumber}"}
			]
		}, {
			"LogicalID": "FilesFunction", "Name": "Shop-FilesFunction", "CodeURI": ".",
			"Role": {"LogicalID": "FilesRole", "ARN": "arn:aws:iam::123456789012:role/Shop-FilesRole", "Policies": null},
			"Environment": null, "Timeout": 10000000000, "MemoryMB": 128,
			"Routes": [{"Method": "DELETE", "Path": "/files"}, {"Method": "GET", "Path": "/files"}]
		}, {
			"LogicalID": "InspectFunction", "Name": "Shop-InspectFunction", "CodeURI": ".",
			"Role": {"LogicalID": "InspectRole", "ARN": "arn:aws:iam::123456789012:role/Shop-InspectRole", "Policies": null},
			"Environment": null, "Timeout": 60000000000, "MemoryMB": 256,
			"Routes": null
		}],
		"API": {
			"LogicalID": "HttpApi", "ID": "httpapi",
			"CORS": {"AllowOrigins": ["http://localhost:3000"], "AllowMethods": ["GET", "POST", "DELETE"], "AllowHeaders": ["authorization", "content-type"],
				"ExposeHeaders": null, "MaxAge": 86400000000000, "AllowCredentials": false},
			"Authorizer": null, "ThrottlingRate": 100, "ThrottlingBurst": 200
		},
		"Outputs": {
			"ApiUrl": "https://httpapi.execute-api.eu-central-1.amazonaws.com",
			"CredentialsUrl": "https://httpapi.execute-api.eu-central-1.amazonaws.com/getS3UploadCredentials",
			"Bucket": "shop-uploadbucket",
			"UploadUrl": "https://shop-uploadbucket.s3.eu-central-1.amazonaws.com/",
			"ExampleCommand": "curl \"https://httpapi.execute-api.eu-central-1.amazonaws.com/getS3UploadCredentials?filename=holiday.png\""
		}
	}`)
	r := project(t, nil)
	wantJSON(t, r.resources["UploadBucketPolicy"].properties["PolicyDocument"], string(document))
	for role, documents := range policies {
		for i, policy := range r.resources[role].properties["Policies"].([]any) {
			wantJSON(t, policy.(map[string]any)["PolicyDocument"], string(documents[i]))
		}
	}
}

func TestProjectParameters(t *testing.T) {
	for _, test := range []struct {
		name, value string
	}{
		{"AllowedOrigins", "https://example.com"},
		{"AllowedOrigins", "http://127.0.0.1:3000, http://localhost:3000"},
		{"AllowedOrigins", "*"},                                        // who asks for it
		{"AllowedOrigins", "https://localhost,http://tauri.localhost"}, // Capacitor on Android, Tauri on Windows
		{"KeyPrefix", "a/"},
		{"KeyPrefix", "app/in-box_2.0/"},
		{"KeyStyle", "filename"},
		{"MinUploadBytes", "0"},
		{"MaxUploadBytes", "5368709120"},
		{"MaxMultipartBytes", "0"},
		{"MaxMultipartBytes", "53687091200000"},
		{"AllowedTypes", "image/svg+xml"},
		{"AllowedTypes", "application/vnd.oasis.opendocument.text, image/*"},
		{"ExpiresSeconds", "60"},
		{"ExpiresSeconds", "3600"},
		{"SuccessActionStatus", "204"},
		{"JwtIssuer", ""},
		{"JwtAudience", "https://api.example.com/v1?x=y#z"}, // whatever the issuer puts there
		{"AllowAnonymous", "true"},
		{"RequireSize", "true"},
		{"RequireSha256", "true"},
		{"Inspection", "tag"},
		{"Inspection", "off"},
		{"RejectedDays", "30"},
		{"MalwareScan", "true"},
		{"EventBusName", "shop/uploads.v1"},
		{"AlarmTopicArn", "arn:aws:sns:eu-central-1:123456789012:alarms"},
		{"AlarmTopicArn", "arn:aws-cn:sns:cn-north-1:123456789012:Slipway_alarms-2"},
	} {
		if _, err := Load(projectTemplate, projectInputs(map[string]string{test.name: test.value})); err != nil {
			t.Errorf("%s=%s: %v", test.name, test.value, err)
		}
	}
	for _, test := range []struct {
		name, value string
	}{
		{"AllowedOrigins", "https://example.com/"},                        // a URL, not an origin
		{"AllowedOrigins", "https://example.com/page"},                    // the same
		{"AllowedOrigins", "example.com"},                                 // no scheme
		{"AllowedOrigins", "https://Example.com"},                         // browsers send lower case: it would never match
		{"AllowedOrigins", "https://*.example.com"},                       // an HTTP API does not take it
		{"AllowedOrigins", "capacitor://localhost"},                       // API Gateway knows http and https alone
		{"AllowedOrigins", "ionic://localhost"},                           // the same
		{"AllowedOrigins", "https://example.com,tauri://localhost"},       // the same
		{"AllowedOrigins", "chrome-extension://abcdefghijklmnop"},         // the same
		{"AllowedOrigins", "file://"},                                     // the same; its pages send null
		{"AllowedOrigins", "null"},                                        // any sandboxed page has this origin
		{"AllowedOrigins", ""},                                            // nobody could upload
		{"AllowedOrigins", "https://a.example,,"},                         // an empty one among them
		{"KeyPrefix", ""},                                                 // the whole bucket
		{"KeyPrefix", "uploads"},                                          // would take in uploads-private/
		{"KeyPrefix", "/uploads/"},                                        // an empty folder name
		{"KeyPrefix", "a//b/"},                                            // the same
		{"KeyPrefix", "*/"},                                               // a wildcard in the role's resource
		{"KeyPrefix", "upload?/"},                                         // the other wildcard
		{"KeyPrefix", "${aws:username}/"},                                 // a policy variable
		{"KeyPrefix", "../"},                                              // climbs
		{"KeyPrefix", "a/../b/"},                                          // the same
		{"KeyPrefix", ".hidden/"},                                         // starts with a dot
		{"KeyPrefix", "über/"},                                            // a letter that keys would have to escape
		{"KeyPrefix", "a/\n"},                                             // a line end
		{"KeyPrefix", strings.Repeat("a", 128) + "/"},                     // too long
		{"KeyStyle", "Unique"},                                            // values have a case
		{"MinUploadBytes", "-1"},                                          // below nothing
		{"MaxUploadBytes", "0"},                                           // nothing could come in
		{"MaxUploadBytes", "5368709121"},                                  // more than S3 takes in one form
		{"MaxUploadBytes", "10MB"},                                        // no number
		{"MaxMultipartBytes", "53687091200001"},                           // more than S3 takes in one object
		{"MaxMultipartBytes", "-1"},                                       // less than nothing
		{"AllowedTypes", "*/*"},                                           // everything, scripts too
		{"AllowedTypes", "image"},                                         // half a type
		{"AllowedTypes", "image/png;charset=utf-8"},                       // parameters
		{"AllowedTypes", "image/p*"},                                      // a wildcard in the middle
		{"AllowedTypes", ""},                                              // nothing could come in
		{"ExpiresSeconds", "59"},                                          // too short for a slow clock
		{"ExpiresSeconds", "3601"},                                        // longer than a leaked form should live
		{"SuccessActionStatus", "200 "},                                   // a space
		{"SuccessActionStatus", "303"},                                    // S3 would answer 204
		{"ObjectAcl", "public-read-write"},                                // everybody could overwrite
		{"Architecture", "amd64"},                                         // Go's name for it
		{"Architecture", "x86_64"},                                        // not what is built
		{"Architecture", ""},                                              // nor is nothing
		{"JwtIssuer", "auth.example.com"},                                 // no scheme
		{"JwtIssuer", "http://auth.example.com"},                          // its keys could be changed on the way
		{"JwtIssuer", "http://localhost.evil.com"},                        // only starts like this machine
		{"JwtIssuer", "http://127.0.0.1:80@evil.com"},                     // the same, with a user's name
		{"JwtIssuer", "https://a.example?tenant=1"},                       // no issuer has a query
		{"JwtIssuer", "https://a.example#x"},                              // nor a fragment
		{"JwtIssuer", "https://a.example https://b"},                      // one alone
		{"JwtAudience", "two words"},                                      // a space instead of a comma
		{"JwtAudience", "a, b"},                                           // a token would need " b"
		{"JwtAudience", ","},                                              // two empty members
		{"JwtAudience", ",a"},                                             // an empty one among others
		{"JwtAudience", "a,"},                                             // the same
		{"JwtAudience", "a,,b"},                                           // the same
		{"JwtScopes", "two words"},                                        // a space instead of a comma
		{"JwtScopes", "a, b"},                                             // a token would need " b"
		{"JwtScopes", "a,"},                                               // an empty one
		{"JwtScopes", "a,b,c,d,e,f,g,h,i,j,k"},                            // eleven: more than a route takes
		{"JwtScopes", strings.Repeat("a", 65)},                            // longer than a route takes
		{"JwtScopes", "[a]"},                                              // as a list
		{"SignedPerHourAlarm", "0"},                                       // it would never be quiet
		{"SignedPerHourAlarm", "many"},                                    // no number
		{"JwtAudience", "a,bü"},                                           // no issuer writes that
		{"AllowAnonymous", "yes"},                                         // true, not yes
		{"AllowAnonymous", ""},                                            // nor nothing
		{"RequireSize", "yes"},                                            // likewise
		{"RequireSha256", "1"},                                            // likewise
		{"AlarmTopicArn", "alarms"},                                       // a name
		{"AlarmTopicArn", "arn:aws:sqs:eu-central-1:123456789012:alarms"}, // a queue
	} {
		_, err := Load(projectTemplate, projectInputs(map[string]string{test.name: test.value}))
		if err == nil {
			t.Errorf("%s=%q is taken", test.name, test.value)
			continue
		}
		wantError(t, err, "parameter "+test.name, "must be ")
	}
}

// issuer are the parameters of a deployment whose routes need a token.
var issuer = map[string]string{
	"AllowAnonymous": "false", "JwtIssuer": "https://auth.example.com/", "JwtAudience": "slipway,https://api.example.com",
}

// with returns parameters with another value of one.
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
					t.Errorf("%s is in no row of this test", res.id)
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
				if len(f.Routes) == 0 { // nobody calls it
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
		// This API, and no other of the account or of anybody else's.
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

// Nobody deploys an API for everybody without saying so.
func TestProjectRules(t *testing.T) {
	for _, test := range []struct {
		name                        string
		issuer, audience, anonymous string
		want                        string // the error; empty: none
	}{
		{"nothing said", "", "", "", "rule WhoMayUpload: Say who may upload"},
		{"not anonymous", "", "", "false", "rule WhoMayUpload"},
		{"an audience of no issuer", "", "slipway", "", "rule WhoMayUpload"},
		{"anonymous", "", "", "true", ""},
		{"issuer and audience", "https://auth.example.com", "slipway", "", ""},
		{"two audiences", "https://auth.example.com", "slipway,other", "", ""},
		{"both: the tokens count", "https://auth.example.com", "slipway", "true", ""},
		{"issuer without audience", "https://auth.example.com", "", "", "rule IssuerHasAudience: JwtIssuer needs a JwtAudience"},
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
	wantError(t, err, "template.yaml:", "rule ScopesHaveIssuer: JwtScopes needs a JwtIssuer")
}
