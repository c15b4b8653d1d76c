package template

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// These tests are about stacks with an existing bucket or API.

// An existing bucket replaces the stack's own in every value. The stack does not
// manage it.
func TestProjectExistingBucket(t *testing.T) {
	parameters := map[string]string{"KmsKeyArn": "arn:aws:kms:eu-central-1:123456789012:key/1-2", "TagKeys": "team", "MalwareScan": "true"}
	own, other := project(t, parameters), project(t, with(parameters, "ExistingBucket", "our-bucket"))
	for _, res := range other.order {
		gone := res.kind == bucketType || res.kind == bucketPolicyType
		if res.absent != (gone || own.resources[res.id].absent) {
			t.Errorf("%s is created: %v", res.id, !res.absent)
		}
		got, want := encoded(t, res.properties), encoded(t, own.resources[res.id].properties)
		if want = strings.ReplaceAll(want, "shop-uploadbucket", "our-bucket"); got != want && !gone {
			t.Errorf("%s: got %s\nwant %s", res.id, got, want)
		}
	}
	if got := other.outputs["CheckBucket"]; got != "make check-bucket BUCKET=our-bucket STACK=Shop" {
		t.Errorf("the output CheckBucket is %q", got)
	}
	if _, ok := own.outputs["CheckBucket"]; ok {
		t.Error("a bucket of the stack's own needs no check")
	}
}

func encoded(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Forms, parts and KMS keys are for the bucket's region.
func TestProjectExistingBucketElsewhere(t *testing.T) {
	r := project(t, map[string]string{
		"ExistingBucket": "our-bucket", "ExistingBucketRegion": "us-west-2", "Inspection": "off",
		"KmsKeyArn": "arn:aws:kms:us-west-2:123456789012:key/1-2",
	})
	for _, name := range []string{"Credentials", "Multipart", "Files"} {
		variables := r.resources[name+"Function"].properties["Environment"].(map[string]any)["Variables"].(map[string]any)
		for variable, want := range map[string]string{
			"UPLOAD_REGION": "us-west-2", "UPLOAD_BUCKET": "our-bucket",
			"UPLOAD_URL":           "https://our-bucket.s3.us-west-2.amazonaws.com/",
			"UPLOAD_DUALSTACK_URL": "https://our-bucket.s3.dualstack.us-west-2.amazonaws.com/",
		} {
			if variables[variable] != want {
				t.Errorf("%s: %s is %v, want %s", name, variable, variables[variable], want)
			}
		}
		if rights := encoded(t, r.resources[name+"Role"].properties); !strings.Contains(rights, `"kms:ViaService":"s3.us-west-2.amazonaws.com"`) {
			t.Errorf("%s may use the key through another region: %s", name, rights)
		}
	}
}

// Only addresses change, not policies.
func TestProjectTransferAcceleration(t *testing.T) {
	for _, bucket := range []string{"", "our-bucket"} {
		off := project(t, map[string]string{"ExistingBucket": bucket})
		on := project(t, map[string]string{"ExistingBucket": bucket, "TransferAcceleration": "true"})
		for _, res := range on.order {
			got, want := encoded(t, res.properties), encoded(t, off.resources[res.id].properties)
			name := "shop-uploadbucket"
			if bucket != "" {
				name = bucket
			}
			want = strings.ReplaceAll(want, name+".s3.eu-central-1.", name+".s3-accelerate.")
			want = strings.ReplaceAll(want, name+".s3.dualstack.eu-central-1.", name+".s3-accelerate.dualstack.")
			if res.id == "UploadBucket" {
				want = `{"AccelerateConfiguration":{"AccelerationStatus":"Enabled"},` + want[1:]
			}
			if got != want {
				t.Errorf("%s: got %s\nwant %s", res.id, got, want)
			}
		}
		if url := on.outputs["UploadUrl"]; !strings.HasSuffix(url, ".s3-accelerate.amazonaws.com/") {
			t.Errorf("the output UploadUrl is %s", url)
		}
	}
}

// The stack adds only routes, an authorizer, integrations and permissions to an
// existing API.
func TestProjectExistingAPI(t *testing.T) {
	parameters := with(issuer, "RoutePrefix", "/up/loads")
	own, other := project(t, parameters), project(t, with(parameters, "ExistingApiId", "a1b2c3d4e5"))
	absent := []string{"HttpApi", "ApiStage", "ApiLogGroup", "TooManyRequestsFilter", "TooManyRequestsAlarm"}
	for _, res := range other.order {
		gone := slices.Contains(absent, res.id)
		if res.absent != (gone || own.resources[res.id].absent) {
			t.Errorf("%s is created: %v", res.id, !res.absent)
		}
		got, want := encoded(t, res.properties), encoded(t, own.resources[res.id].properties)
		if want = strings.ReplaceAll(want, "httpapi", "a1b2c3d4e5"); res.kind == authorizerType {
			want = strings.Replace(want, `"Name":"jwt"`, `"Name":"Shop"`, 1)
		}
		if got != want && !res.absent {
			t.Errorf("%s: got %s\nwant %s", res.id, got, want)
		}
		if key, ok := res.properties["RouteKey"].(string); ok && !strings.Contains(key, " /up/loads/") {
			t.Errorf("%s is %s", res.id, key)
		}
	}
	if got := other.outputs["ApiUrl"]; got != "https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/up/loads" {
		t.Errorf("the output ApiUrl is %s", got)
	}
}

func TestProjectCustomDomain(t *testing.T) {
	const certificate = "arn:aws:acm:eu-central-1:123456789012:certificate/1-2"
	r := project(t, map[string]string{"CustomDomain": "uploads.example.com", "CertificateArn": certificate, "RoutePrefix": "/v1"})
	wantJSON(t, r.resources["Domain"].properties, `{"DomainName": "uploads.example.com", "DomainNameConfigurations": [
		{"CertificateArn": "`+certificate+`", "EndpointType": "REGIONAL", "SecurityPolicy": "TLS_1_2"}]}`)
	wantJSON(t, r.resources["DomainMapping"].properties, `{"ApiId": "httpapi", "DomainName": "uploads.example.com", "Stage": "$default"}`)
	delete(r.outputs, "ExampleCommand") // run by TestExampleCommand
	wantJSON(t, r.outputs, `{
		"ApiUrl": "https://uploads.example.com/v1", "CredentialsUrl": "https://uploads.example.com/v1/getS3UploadCredentials",
		"CustomDomainTarget": "d-domain.execute-api.eu-central-1.amazonaws.com", "Bucket": "shop-uploadbucket",
		"UploadUrl": "https://shop-uploadbucket.s3.eu-central-1.amazonaws.com/"}`)
	for _, id := range []string{"Domain", "DomainMapping"} {
		if !project(t, nil).resources[id].absent {
			t.Errorf("%s is created without a domain", id)
		}
	}
}

// Every role has the boundary: organizations refuse roles without it.
func TestProjectPermissionsBoundary(t *testing.T) {
	const boundary = "arn:aws:iam::123456789012:policy/teams/boundary"
	with, without := project(t, map[string]string{"PermissionsBoundaryArn": boundary}), project(t, nil)
	for _, res := range with.order {
		if res.kind != roleType {
			continue
		}
		if got := res.properties["PermissionsBoundary"]; got != boundary {
			t.Errorf("%s has the boundary %v", res.id, got)
		}
		if got, ok := without.resources[res.id].properties["PermissionsBoundary"]; ok {
			t.Errorf("%s has the boundary %v without the parameter", res.id, got)
		}
	}
	_, err := Load(projectTemplate, projectInputs(map[string]string{"PermissionsBoundaryArn": boundary}))
	wantError(t, err, "PermissionsBoundary") // which is not evaluated locally
}

func TestProjectExistingParameters(t *testing.T) {
	const certificate = "arn:aws:acm:eu-central-1:123456789012:certificate/1-2"
	for _, test := range []struct{ parameters, want string }{
		{"ExistingBucket=our-bucket", ""},
		{"ExistingBucket=" + strings.Repeat("a", 63), ""},
		{"ExistingBucket=our-bucket ExistingBucketRegion=us-gov-west-1 Inspection=off", ""},
		{"ExistingBucket=our-bucket TransferAcceleration=true", ""},
		{"RoutePrefix=/v1", ""},
		{"RoutePrefix=/v1/up_loads-2 ExistingApiId=a1b2c3d4e5", ""},
		{"CustomDomain=uploads.example.com CertificateArn=" + certificate, ""},
		{"PermissionsBoundaryArn=", ""},

		{"ExistingBucket=our.bucket", "parameter ExistingBucket"},                                        // no certificate covers a dot
		{"ExistingBucket=our.bucket TransferAcceleration=true", "parameter ExistingBucket"},              // nor is it accelerated
		{"ExistingBucket=Our-bucket", "parameter ExistingBucket"},                                        // buckets are in lower case
		{"ExistingBucket=ab", "parameter ExistingBucket"},                                                // too short
		{"ExistingBucket=" + strings.Repeat("a", 64), "parameter ExistingBucket"},                        // too long
		{"ExistingBucket=arn:aws:s3:::our-bucket", "parameter ExistingBucket"},                           // its ARN
		{"ExistingBucket=our-bucket-", "parameter ExistingBucket"},                                       // ends in a hyphen
		{"ExistingBucketRegion=us-west-2 Inspection=off", "needs ExistingBucket"},                        // of which bucket?
		{"ExistingBucket=our-bucket ExistingBucketRegion=us-west-2", "Inspection must be off"},           // no event would come
		{"ExistingBucket=our-bucket ExistingBucketRegion=Frankfurt", "parameter ExistingBucketRegion"},   // a city
		{"ExistingBucket=our-bucket ExistingBucketRegion=eu-central", "parameter ExistingBucketRegion"},  // without its number
		{"ExistingApiId=https://a1b2c3d4e5.execute-api.aws", "parameter ExistingApiId"},                  // its URL
		{"RoutePrefix=v1", "parameter RoutePrefix"},                                                      // no slash
		{"RoutePrefix=/", "parameter RoutePrefix"},                                                       // a folder without a name
		{"RoutePrefix=/v1/", "parameter RoutePrefix"},                                                    // would double the slash
		{"RoutePrefix=/{id}", "parameter RoutePrefix"},                                                   // a variable
		{"RoutePrefix=/../v1", "parameter RoutePrefix"},                                                  // leads out of the folder
		{"RoutePrefix=/" + strings.Repeat("a", 64), "parameter RoutePrefix"},                             // too long
		{"CustomDomain=uploads.example.com", "need each other"},                                          // no certificate
		{"CertificateArn=" + certificate, "need each other"},                                             // of nothing
		{"CustomDomain=https://uploads.example.com CertificateArn=" + certificate, "parameter CustomDo"}, // a URL
		{"CustomDomain=*.example.com CertificateArn=" + certificate, "parameter CustomDomain"},           // a wildcard
		{"CustomDomain=Uploads.example.com CertificateArn=" + certificate, "parameter CustomDomain"},     // a capital letter
		{"CustomDomain=uploads.example.com CertificateArn=x", "parameter CertificateArn"},                // no ARN
		{"ExistingApiId=a1b2c3d4e5 CustomDomain=uploads.example.com CertificateArn=" + certificate, "for a new API"},
		{"TransferAcceleration=yes", "parameter TransferAcceleration"},             // true, not yes
		{"PermissionsBoundaryArn=boundary", "parameter PermissionsBoundaryArn"},    // a name
		{"PermissionsBoundaryArn=arn:aws:iam::1:role/x", "PermissionsBoundaryArn"}, // a role
	} {
		parameters := map[string]string{}
		for parameter := range strings.FieldsSeq(test.parameters) {
			name, value, _ := strings.Cut(parameter, "=")
			parameters[name] = value
		}
		_, err := resolve(projectTemplate, projectInputs(parameters))
		if test.want != "" {
			wantError(t, err, test.want)
		} else if err != nil {
			t.Errorf("%s: %v", test.parameters, err)
		}
	}
}
