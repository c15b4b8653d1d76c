package template

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// These tests run other programs on the project's files: sam, the CDK, a shell.

// The CDK's CfnInclude ignores unknown tags, so that the template loses their
// functions, such as the assertions of a rule.
func TestTagsThatCDKKnows(t *testing.T) {
	known := []string{"!Ref", "!GetAtt", "!Condition", "!Base64", "!Cidr", "!FindInMap", "!GetAZs", "!ImportValue", "!Join",
		"!Sub", "!Select", "!Split", "!Transform", "!And", "!Equals", "!If", "!Not", "!Or"}
	raw, err := os.ReadFile(projectTemplate)
	if err != nil {
		t.Fatal(err)
	}
	var document yaml.Node
	if err := yaml.Unmarshal(raw, &document); err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	var walk func(*yaml.Node)
	walk = func(n *yaml.Node) {
		if strings.HasPrefix(n.Tag, "!") && !strings.HasPrefix(n.Tag, "!!") {
			found[n.Tag] = true
			if !slices.Contains(known, n.Tag) {
				t.Errorf("template.yaml:%d: the CDK does not support %s: write Fn::%s", n.Line, n.Tag, n.Tag[1:])
			}
		}
		for _, child := range n.Content {
			walk(child)
		}
	}
	walk(&document)
	if !found["!Ref"] || !found["!Not"] {
		t.Errorf("found only %v", slices.Sorted(maps.Keys(found)))
	}
}

// The template that the CDK synthesizes has the same rules.
func TestCDKKeepsTheRules(t *testing.T) {
	if testing.Short() {
		t.Skip("the CDK takes some seconds")
	}
	if _, err := os.Stat("../../.venv/cdk/node_modules/aws-cdk-lib"); err != nil {
		t.Skip("SKIPPED: aws-cdk-lib is not there; make lint fetches it")
	}
	path, err := filepath.Abs(projectTemplate)
	if err != nil {
		t.Fatal(err)
	}
	const program = `
		const { App, Stack } = require('aws-cdk-lib');
		const { CfnInclude } = require('aws-cdk-lib/cloudformation-include');
		const app = new App({ outdir: process.argv[2] });
		new CfnInclude(new Stack(app, 'Included'), 'Template', { templateFile: process.argv[1] });
		console.log(JSON.stringify(app.synth().getStackByName('Included').template));`
	cmd := exec.Command("node", "-e", program, path, t.TempDir())
	cmd.Dir = "../../.venv/cdk"
	output, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var synthesized struct {
		Rules, Resources map[string]any
	}
	if err := json.Unmarshal(output, &synthesized); err != nil {
		t.Fatal(err)
	}
	delete(synthesized.Rules, "CheckBootstrapVersion") // added by the CDK
	for name, rule := range synthesized.Rules {
		for _, assertion := range rule.(map[string]any)["Assertions"].([]any) {
			delete(assertion.(map[string]any), "AssertDescription")
		}
		synthesized.Rules[name] = rule
	}
	is := func(parameter, value string) string {
		return `{"Fn::Equals": [{"Ref": "` + parameter + `"}, "` + value + `"]}`
	}
	given := func(parameter string) string { return `{"Fn::Not": [` + is(parameter, "") + `]}` }
	const noIssuer = `{"Fn::Equals": [{"Ref": "JwtIssuer"}, ""]}`
	wantJSON(t, synthesized.Rules, `{
		"WhoMayUpload": {"Assertions": [{"Assert": {"Fn::Or": [{"Fn::Not": [`+noIssuer+`]}, {"Fn::Equals": [{"Ref": "AllowAnonymous"}, "true"]}]}}]},
		"IssuerHasAudience": {"RuleCondition": {"Fn::Not": [`+noIssuer+`]},
			"Assertions": [{"Assert": {"Fn::Not": [{"Fn::Equals": [{"Ref": "JwtAudience"}, ""]}]}}]},
		"ScopesHaveIssuer": {"RuleCondition": {"Fn::Not": [{"Fn::Equals": [{"Ref": "JwtScopes"}, ""]}]},
			"Assertions": [{"Assert": {"Fn::Not": [`+noIssuer+`]}}]},
		"ScanHasInspection": {"RuleCondition": {"Fn::Equals": [{"Ref": "MalwareScan"}, "true"]},
			"Assertions": [{"Assert": {"Fn::Not": [{"Fn::Equals": [{"Ref": "Inspection"}, "off"]}]}}]},
		"WebhookHasSecret": {"RuleCondition": {"Fn::Not": [{"Fn::Equals": [{"Ref": "WebhookUrl"}, ""]}]},
			"Assertions": [{"Assert": {"Fn::Not": [{"Fn::Equals": [{"Ref": "WebhookSecret"}, ""]}]}},
				{"Assert": {"Fn::Not": [{"Fn::Equals": [{"Ref": "Inspection"}, "off"]}]}}]},
		"RegionHasBucket": {"RuleCondition": `+given("ExistingBucketRegion")+`,
			"Assertions": [{"Assert": `+given("ExistingBucket")+`}, {"Assert": `+is("Inspection", "off")+`}]},
		"DomainHasCertificate": {"RuleCondition": {"Fn::Or": [`+given("CustomDomain")+`, `+given("CertificateArn")+`]},
			"Assertions": [{"Assert": {"Fn::And": [`+given("CustomDomain")+`, `+given("CertificateArn")+`]}}, {"Assert": `+is("ExistingApiId", "")+`}]}
	}`)
	for _, res := range project(t, nil).order {
		if synthesized.Resources[res.id] == nil {
			t.Errorf("the CDK has lost %s", res.id)
		}
	}
}

// sam local start-api serves every route, with the settings of samconfig.toml. It
// needs a container engine to start, but not for this. It fails without
// disable_authorizer: if it no longer does, remove that setting.
func TestSamLocalStartAPI(t *testing.T) {
	python := filepath.Join(filepath.Dir(findSam(t)), "python")
	const program = `
import json
from samcli.lib.config.samconfig import SamConfig
from samcli.lib.providers.api_provider import ApiProvider
from samcli.lib.providers.sam_stack_provider import SamLocalStackProvider

options = SamConfig(".").get_all(["local", "start-api"], "parameters")
stacks, _ = SamLocalStackProvider.get_stacks("template.yaml")
routes = ApiProvider(stacks, disable_authorizer=options["disable_authorizer"]).routes
try:
    ApiProvider(stacks, disable_authorizer=False)
    raise SystemExit("sam supports AuthorizerId now: remove disable_authorizer and its comment from samconfig.toml")
except TypeError:
    pass
print(json.dumps([[r.function_name] + [m + " " + r.path for m in r.methods if m != "OPTIONS"] for r in routes]))
`
	cmd := exec.Command(python, "-c", program)
	cmd.Dir = "../.."
	cmd.Env = append(os.Environ(), "AWS_DEFAULT_REGION=eu-central-1", "SAM_CLI_TELEMETRY=0")
	output, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	lines := strings.Split(strings.TrimSpace(string(output)), "\n") // after sam's warnings
	var served [][]string
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &served); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	var got, want []string
	for _, route := range served {
		for _, key := range route[1:] {
			got = append(got, route[0]+" "+key)
		}
	}
	for _, f := range projectStack(t).Functions {
		for _, route := range f.Routes {
			want = append(want, f.LogicalID+" "+route.Method+" "+route.Path)
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("sam serves %q, want %q", got, want)
	}
}

// sam local resolves no resources. env.json has exactly the values that depend on
// one, with BUCKET and REGION for the user to fill in.
func TestSamLocalEnvironment(t *testing.T) {
	raw, err := os.ReadFile("../../events/sam-local/env.json")
	if err != nil {
		t.Fatal(err)
	}
	filled := strings.NewReplacer("BUCKET.", "shop-uploadbucket.", `"BUCKET"`, `"shop-uploadbucket"`, "REGION", "eu-central-1").Replace(string(raw))
	want := map[string]map[string]string{}
	for _, f := range projectStack(t).Functions {
		want[f.LogicalID] = map[string]string{}
		for name, value := range f.Environment {
			if strings.Contains(value, "shop-uploadbucket") {
				want[f.LogicalID][name] = value
			}
		}
	}
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	wantJSON(t, json.RawMessage(filled), string(text))
	config, err := os.ReadFile("../../samconfig.toml")
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(config), `env_vars = "events/sam-local/env.json"`); n != 2 {
		t.Errorf("samconfig.toml names the file %d times, want once each for sam local invoke and start-api", n)
	}
}

// The command in the outputs requests a form, with a token if one is required.
func TestExampleCommand(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("SKIPPED: curl is not installed")
	}
	for name, test := range map[string]struct {
		parameters map[string]string
		want       string
	}{
		"anonymous": {nil, `GET /getS3UploadCredentials?filename=holiday.png ""`},
		"issuer":    {issuer, `GET /getS3UploadCredentials?filename=holiday.png "Bearer a.b.c"`},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				fmt.Fprintf(w, "%s %s %q", r.Method, r.RequestURI, r.Header.Get("Authorization"))
			}))
			defer server.Close()
			outputs := project(t, test.parameters).outputs
			cmd := exec.Command("sh", "-c", strings.ReplaceAll(outputs["ExampleCommand"], outputs["ApiUrl"], server.URL))
			cmd.Env = append(os.Environ(), "TOKEN=a.b.c", "no_proxy=*")
			answer, err := cmd.Output()
			if err != nil || string(answer) != test.want {
				t.Errorf("%s: %v: %s, want %s", cmd, err, answer, test.want)
			}
		})
	}
}

// In China, the partition is aws-cn, and there is no X-Ray.
func TestProjectInChina(t *testing.T) {
	in := projectInputs(issuer)
	in.Region = "cn-north-1"
	r, err := resolve(projectTemplate, in)
	if err != nil {
		t.Fatal(err)
	}
	for _, res := range r.order {
		text, err := json.Marshal(res.properties)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "arn:aws:") || strings.Contains(string(text), "xray:") {
			t.Errorf("%s: %s", res.id, text)
		}
	}
	for region, want := range map[string]string{"cn-northwest-1": "PassThrough", "us-gov-west-1": "Active", "eu-central-1": "Active"} {
		in.Region = region
		r, err := resolve(projectTemplate, in)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"Credentials", "Multipart"} {
			if got := r.resources[name+"Function"].properties["Tracing"]; got != want {
				t.Errorf("%s: Tracing of %s is %v, want %s", region, name, got, want)
			}
			rights, err := json.Marshal(r.resources[name+"Role"].properties)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(rights), "xray:") != (want == "Active") {
				t.Errorf("%s: rights of %s: %s", region, name, rights)
			}
		}
	}
}

// The metric filter counts the access log's records of status 429 for the API of the
// alarm, and no others.
func TestTooManyRequestsAreCounted(t *testing.T) {
	r := project(t, nil)
	format := r.resources["ApiStage"].properties["AccessLogSettings"].(map[string]any)["Format"].(string)
	filter := r.resources["TooManyRequestsFilter"].properties
	alarm := r.resources["TooManyRequestsAlarm"].properties
	if filter["LogGroupName"] != r.resources["ApiLogGroup"].ref {
		t.Errorf("the filter reads %v", filter["LogGroupName"])
	}
	pattern := regexp.MustCompile(`^\{ \$\.([A-Za-z]+) = "([^"]*)" \}$`).FindStringSubmatch(filter["FilterPattern"].(string))
	if pattern == nil {
		t.Fatalf("FilterPattern is %v", filter["FilterPattern"])
	}
	for status, want := range map[string]bool{"429": true, "200": false, "400": false, "401": false, "403": false, "404": false,
		"413": false, "500": false, "503": false, "": false} {
		record := strings.NewReplacer("$context.status", status, "$context.apiId", "httpapi").Replace(format)
		var members map[string]string
		if err := json.Unmarshal([]byte(record), &members); err != nil {
			t.Fatalf("%s: %v", record, err)
		}
		if got := members[pattern[1]] == pattern[2]; got != want {
			t.Errorf("status %q is counted: %v", status, got)
		}
		if members["apiId"] != "httpapi" {
			t.Errorf("the record has no apiId: %s", record)
		}
	}
	wantJSON(t, filter["MetricTransformations"], fmt.Sprintf(`[{"MetricNamespace": %q, "MetricName": %q, "MetricValue": "1", "Unit": "Count",
		"Dimensions": [{"Key": "ApiId", "Value": "$.apiId"}]}]`, alarm["Namespace"], alarm["MetricName"]))
	wantJSON(t, alarm["Dimensions"], `[{"Name": "ApiId", "Value": "httpapi"}]`)
}
