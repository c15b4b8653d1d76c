package main

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// checked is the output of the program for a bucket.
type checked struct {
	status   int
	text     string
	states   map[string]string // by setting
	commands []string
}

var row = regexp.MustCompile(`^(ok|missing|unknown|note) +([A-Za-z]+( access)?)  `)

func check(t *testing.T, s server, bucket string, parameters ...string) checked {
	t.Helper()
	var arguments []string
	for _, parameter := range append([]string{"AllowedOrigins=https://www.example.com,https://example.com", "KeyPrefix=in/box/"}, parameters...) {
		arguments = append(arguments, "-parameter", parameter)
	}
	var out strings.Builder
	status, err := run(t.Context(), s.config, projectTemplate, append(arguments, bucket), &out)
	if err != nil {
		t.Fatal(err)
	}
	c := checked{status: status, text: out.String(), states: map[string]string{}}
	for line := range strings.Lines(c.text) {
		if strings.HasPrefix(line, "aws ") {
			c.commands = append(c.commands, strings.TrimSpace(line))
		} else if found := row.FindStringSubmatch(line); found != nil {
			c.states[found[2]] = strings.TrimSpace(c.states[found[2]] + " " + found[1])
		}
	}
	return c
}

// servers are the findings on each server, for a bucket without settings and after
// the commands. versitygw refuses policies with conditions; radosgw 16 has neither
// EventBridge nor its own keys. A setting that a server does not implement is
// unknown.
var servers = map[string]struct {
	nothing, all map[string]string
	refuses      []string
}{
	"versitygw": {
		map[string]string{"region": "ok", "CORS": "missing", "policy": "missing", "versioning": "missing", "EventBridge": "unknown",
			"lifecycle": "unknown", "encryption": "unknown", "public access": "unknown"},
		map[string]string{"region": "ok", "CORS": "ok", "policy": "missing", "versioning": "ok", "EventBridge": "unknown",
			"lifecycle": "unknown", "encryption": "unknown", "public access": "unknown"},
		[]string{"put-bucket-policy"},
	},
	"radosgw": {
		map[string]string{"region": "ok", "CORS": "missing", "policy": "missing", "versioning": "missing", "EventBridge": "missing",
			"lifecycle": "missing", "encryption": "missing", "public access": "missing"},
		map[string]string{"region": "ok", "CORS": "ok", "policy": "ok", "versioning": "ok", "EventBridge": "missing",
			"lifecycle": "ok", "encryption": "missing", "public access": "ok"},
		[]string{"put-bucket-notification-configuration", "put-bucket-encryption"},
	},
}

// A bucket without settings, with half of them and the owner's own, and with all.
func TestBuckets(t *testing.T) {
	s := startServer(t)
	want, ok := servers[s.name]
	if !ok {
		t.Fatalf("no rows for %s", s.name)
	}
	bucket, client := s.newBucket(t)
	nothing := check(t, s, bucket, "Inspection=tag")
	wantStates(t, "nothing", nothing, want.nothing, 1)

	theirs := types.CORSRule{
		AllowedOrigins: []string{"https://www.example.com"}, AllowedMethods: []string{"GET", "PUT"}, AllowedHeaders: []string{"x-theirs"},
		ExposeHeaders: []string{"x-amz-meta-theirs"},
	}
	const statement = `{"Sid": "Theirs", "Effect": "Allow", "Principal": "*", "Action": ["s3:GetObject"], "Resource": ["arn:aws:s3:::BUCKET/public/*"]}`
	if _, err := client.PutBucketCors(t.Context(), &awss3.PutBucketCorsInput{
		Bucket: &bucket, CORSConfiguration: &types.CORSConfiguration{CORSRules: []types.CORSRule{theirs}},
	}); err != nil {
		t.Fatal(err)
	}
	document := `{"Version": "2012-10-17", "Statement": [` + strings.Replace(statement, "BUCKET", bucket, 1) + `]}`
	if _, err := client.PutBucketPolicy(t.Context(), &awss3.PutBucketPolicyInput{Bucket: &bucket, Policy: &document}); err != nil {
		t.Fatal(err)
	}
	if want.all["lifecycle"] == "ok" {
		if _, err := client.PutBucketLifecycleConfiguration(t.Context(), &awss3.PutBucketLifecycleConfigurationInput{
			Bucket: &bucket, LifecycleConfiguration: &types.BucketLifecycleConfiguration{Rules: []types.LifecycleRule{{
				ID: aws.String("theirs"), Status: types.ExpirationStatusEnabled, Filter: &types.LifecycleRuleFilter{Prefix: aws.String("tmp/")},
				Expiration: &types.LifecycleExpiration{Days: aws.Int32(7)},
			}}},
		}); err != nil {
			t.Fatal(err)
		}
	}
	half := check(t, s, bucket, "Inspection=tag")
	wantStates(t, "half", half, want.nothing, 1)
	for _, command := range half.commands {
		if strings.Contains(command, "put-bucket-policy") && !strings.Contains(command, `"Sid":"Theirs"`) {
			t.Errorf("the command loses the existing statement: %s", command)
		}
		refused := slices.Contains(want.refuses, strings.Fields(command)[2])
		if err := apply(t, client, command); (err != nil) != refused {
			t.Errorf("%s: %v", command, err)
		}
	}

	all := check(t, s, bucket, "Inspection=tag")
	status := 0
	for _, state := range want.all {
		if state == "missing" {
			status = 1
		}
	}
	wantStates(t, "all", all, want.all, status)
	cors, err := client.GetBucketCors(t.Context(), &awss3.GetBucketCorsInput{Bucket: &bucket})
	if err != nil {
		t.Fatal(err)
	}
	if text := compact(cors.CORSRules[len(cors.CORSRules)-1]); !strings.Contains(text, "x-theirs") || len(cors.CORSRules) != 2 {
		t.Errorf("the existing rule is gone: %s", compact(cors.CORSRules))
	}
	if text := compact(cors.CORSRules[0]); !strings.Contains(text, "x-amz-meta-theirs") {
		t.Errorf("the new rule does not expose the headers of the rule that it hides: %s", text)
	}
	has, err := client.GetBucketPolicy(t.Context(), &awss3.GetBucketPolicyInput{Bucket: &bucket})
	if err != nil || !strings.Contains(*has.Policy, "Theirs") {
		t.Errorf("the existing statement is gone: %v %v", has, err)
	}
	if want.all["lifecycle"] == "ok" {
		rules, err := client.GetBucketLifecycleConfiguration(t.Context(), &awss3.GetBucketLifecycleConfigurationInput{Bucket: &bucket})
		if err != nil || !strings.Contains(compact(rules.Rules), `"theirs"`) || len(rules.Rules) != 4 {
			t.Errorf("the existing rule is gone: %s, %v", compact(rules), err)
		}
	}
}

// For another origin, the rule of an earlier command stays for the others. For a
// missing header, it is replaced.
func TestMoreOrigins(t *testing.T) {
	s := startServer(t)
	for _, test := range []struct {
		headers []string
		origins []string
		rules   int
	}{
		{[]string{"*"}, []string{"https://www.example.com"}, 2},
		{[]string{"content-type"}, []string{"https://www.example.com"}, 1},
		{[]string{"content-type"}, []string{"https://www.example.com", "https://another.example"}, 2}, // of another stack
	} {
		bucket, client := s.newBucket(t)
		if _, err := client.PutBucketCors(t.Context(), &awss3.PutBucketCorsInput{
			Bucket: &bucket, CORSConfiguration: &types.CORSConfiguration{CORSRules: []types.CORSRule{{
				ID: aws.String("slipway"), AllowedOrigins: test.origins, AllowedMethods: []string{"POST", "PUT"},
				AllowedHeaders: test.headers, ExposeHeaders: []string{"ETag", "Location"},
			}}},
		}); err != nil {
			t.Fatal(err)
		}
		for _, command := range check(t, s, bucket, "Inspection=tag").commands {
			if strings.Contains(command, "put-bucket-cors") {
				if err := apply(t, client, command); err != nil {
					t.Fatalf("%s: %v", command, err)
				}
			}
		}
		cors, err := client.GetBucketCors(t.Context(), &awss3.GetBucketCorsInput{Bucket: &bucket})
		if err != nil {
			t.Fatal(err)
		}
		for _, origin := range test.origins {
			if firstRule(cors.CORSRules, origin, "PUT") == nil {
				t.Errorf("%s can no longer upload: %s", origin, compact(cors.CORSRules))
			}
		}
		if state := check(t, s, bucket, "Inspection=tag").states["CORS"]; state != "ok" || len(cors.CORSRules) != test.rules {
			t.Errorf("%s: %s", state, compact(cors.CORSRules))
		}
	}
}

func wantStates(t *testing.T, name string, got checked, want map[string]string, status int) {
	t.Helper()
	if got.status != status || fmt.Sprint(got.states) != fmt.Sprint(want) {
		t.Errorf("%s: status %d and %v, want %d and %v\n%s", name, got.status, got.states, status, want, got.text)
	}
}

// Settings that cannot be compared are an error, not "ok".
func TestRefused(t *testing.T) {
	s := startServer(t)
	bucket, _ := s.newBucket(t)
	for _, test := range []struct {
		arguments string
		want      string
	}{
		{"", "usage: "},
		{bucket + " another", "usage: "},
		{"-stack slipway -parameter KeyPrefix=a/ " + bucket, "usage: "},           // the stack has its own
		{"no-such-bucket-anywhere", "there is no bucket no-such-bucket-anywhere"}, // not a bucket without settings
		{"our.bucket", "a dot in its name"},                                       // browsers cannot upload
		{"-parameter Colour=red " + bucket, "unknown parameter Colour"},
		{"-parameter KeyPrefix=* " + bucket, "parameter KeyPrefix"},
	} {
		var out strings.Builder
		status, err := run(t.Context(), s.config, projectTemplate, strings.Fields(test.arguments), &out)
		if err == nil || status == 0 || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: status %d, %v, want %q", test.arguments, status, err, test.want)
		}
	}
	gate := check(t, s, bucket)
	if !strings.Contains(gate.text, "AcceptedOnly names roles of the stack") {
		t.Errorf("AcceptedOnly is not reported: %s", gate.text)
	}
	if strings.Contains(gate.text, "role/STACK") {
		t.Errorf("the report names a role that does not exist: %s", gate.text)
	}
	elsewhere := check(t, s, bucket, "ExistingBucket="+bucket, "ExistingBucketRegion=ap-south-1", "Inspection=off")
	if elsewhere.states["region"] != "missing" || elsewhere.states["EventBridge"] != "" {
		t.Errorf("in another region: %s", elsewhere.text)
	}
}

// The roles of a deployed stack are exempt from the gate, and the settings are for
// its prefix only.
func TestDeployedStatements(t *testing.T) {
	w, err := read(projectTemplate, deployment{
		Parameters: map[string]string{
			"AllowAnonymous": "true", "ExistingBucket": "our-bucket", "KeyPrefix": "in/box/",
			"WebhookUrl": "https://www.example.com/", "WebhookSecret": "****", // as DescribeStacks returns it
			"ArtifactBucket": "zips", "ArtifactPrefix": "slipway/", "Architecture": "x86_64", // of a package
		},
		Region: "eu-central-1", Account: "123456789012", StackName: "shop",
		Names: map[string]string{"InspectRole": "shop-InspectRole-1A", "MultipartRole": "shop-MultipartRole-2B"},
	}, &bucket{name: "our-bucket", region: "eu-central-1"})
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, s := range w.statements {
		names[s.Sid] = true
		if len(s.Resource) != 1 || s.Resource[0] != "arn:aws:s3:::our-bucket/in/box/*" {
			t.Errorf("%s is for %s", s.Sid, s.Resource)
		}
		if s.Sid == "AcceptedOnly" && !strings.Contains(string(s.Condition),
			`["arn:aws:iam::123456789012:role/shop-InspectRole-1A","arn:aws:iam::123456789012:role/shop-MultipartRole-2B"]`) {
			t.Errorf("the gate is %s", s.Condition)
		}
		if w.awaits(s) {
			t.Errorf("%s awaits a deployment", s.Sid)
		}
	}
	for _, name := range []string{"TlsOnly", "Tls12OrLater", "NoOldSignatures", "NoSignatureVersion2", "AcceptedOnly"} {
		if !names[name] {
			t.Errorf("no %s", name)
		}
	}
}

// Empty strings in the owner's settings are kept.
func TestCompact(t *testing.T) {
	root := parse[policy](t, `{"Statement": {"Effect": "Deny", "Condition": {"StringEquals": {"s3:prefix": "", "s3:delimiter": "/"}}}}`)
	for want, value := range map[string]any{
		`{"Statement":[{"Condition":{"StringEquals":{"s3:delimiter":"/","s3:prefix":""}},"Effect":"Deny"}]}`: root,
		`{"Key":"kept","Value":""}`:     types.Tag{Key: aws.String("kept"), Value: aws.String("")},
		`{"ID":"a","Status":"Enabled"}`: types.LifecycleRule{ID: aws.String("a"), Status: types.ExpirationStatusEnabled},
	} {
		if got := compact(value); got != want {
			t.Errorf("%s\nwant %s", got, want)
		}
	}
}

// A shell reads the quoted JSON unchanged.
func TestQuote(t *testing.T) {
	value := map[string]string{"Sid": "it's $HOME `date` \\ \" <a> & \n!"}
	var got map[string]string
	if err := json.Unmarshal([]byte(compact(value)), &got); err != nil || got["Sid"] != value["Sid"] {
		t.Errorf("%q, %v", got, err)
	}
	if got := quote("it's"); got != `'it'\''s'` {
		t.Errorf("quoted %s", got)
	}
}
