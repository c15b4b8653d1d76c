package template

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var testInputs = Inputs{Region: "eu-central-1", Account: "123456789012", StackName: "Shop"}

// inputs are the tests' inputs with these parameters.
func inputs(parameters map[string]string) Inputs {
	in := testInputs
	in.Parameters = parameters
	return in
}

// write puts a template into a file and returns its path.
func write(t *testing.T, body string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "t.yaml")
	if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// wantError checks that err is one line with each of the parts.
func wantError(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error; want one with %q", parts)
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("error is more than a line: %s", err)
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("error %q lacks %q", err, part)
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	const bucket = "Resources: {B: {Type: AWS::S3::Bucket}}\n"
	const role = "  Role:\n    Type: AWS::IAM::Role\n"
	const api = "  Api: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: HTTP}}\n"
	function := func(properties string) string {
		return "Resources:\n" + role + api + "  F:\n    Type: AWS::Serverless::Function\n" +
			"    Metadata: {BuildMethod: makefile}\n    Properties: {" + properties + "}\n"
	}
	const runtime = "Runtime: provided.al2023, "
	for _, test := range []struct {
		name, body, want string
	}{
		{"empty file", "", "empty"},
		{"only a comment", "# nothing\n", "t.yaml"},
		{"not YAML", "Resources: [", "t.yaml"},
		{"not a mapping", "- a\n", "t.yaml:1: a mapping"},
		{"no resources", "Description: x\n", "no Resources"},
		{"two documents", bucket + "---\n" + bucket, "text after the first YAML document"},
		{"unsupported section", bucket + "Mappings: {}\n", "t.yaml:2: section Mappings"},
		{"another transform", bucket + "Transform: AWS::Include\n", "t.yaml:2: Transform"},
		{"key twice", bucket + "Outputs:\n  A: {Value: 1}\n  A: {Value: 2}\n", "t.yaml:4: duplicate key A"},
		{"key not a string", bucket + "Outputs:\n  1: {Value: 1}\n", "t.yaml:3: a key"},
		{"output without value", bucket + "Outputs:\n  A: {Description: x}\n", "t.yaml:3: output A has no Value"},
		{"alias, which CloudFormation refuses", "Resources: {B: &b {Type: AWS::S3::Bucket}, C: *b}\n", "t.yaml:1"},
		{"unsupported type", "Resources:\n  Q:\n    Type: AWS::SNS::Topic\n", "t.yaml:3: Q: resource type AWS::SNS::Topic"},
		{"no type", "Resources:\n  Q: {Properties: {}}\n", "t.yaml:2: Q has no Type"},
		{"unsupported attribute", "Resources:\n  B: {Type: AWS::S3::Bucket, DependsOn: C}\n", "t.yaml:2: DependsOn is not supported"},
		{"unsupported property", "Resources:\n  B:\n    Type: AWS::S3::Bucket\n    Properties: {ObjectLockEnabled: true}\n",
			`t.yaml:3: B: Properties: unknown field "ObjectLockEnabled"`},
		{"rights from a managed policy", "Resources:\n  R: {Type: AWS::IAM::Role, Properties: {ManagedPolicyArns: [a]}}\n",
			`unknown field "ManagedPolicyArns"`},
		{"not a boolean", "Resources:\n  B: {Type: AWS::S3::Bucket, Properties: {PublicAccessBlockConfiguration: {BlockPublicAcls: perhaps}}}\n",
			"neither true nor false"},
		{"policy of no bucket here", "Resources:\n  P: {Type: AWS::S3::BucketPolicy, Properties: {Bucket: other, PolicyDocument: {}}}\n",
			"t.yaml:2: P: Bucket must be"},
		{"circular", "Resources:\n  L: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: !Ref B}}\n" +
			"  B: {Type: AWS::S3::Bucket, Properties: {BucketEncryption: !GetAtt L.Arn}}\n", "t.yaml:3: circular dependency: L -> B -> L"},
		{"two APIs", "Resources:\n" + api + strings.Replace(api, "Api:", "Api2:", 1), "a second HTTP API"},
		{"another runtime", function("Runtime: nodejs20.x, Role: !GetAtt Role.Arn"), `Runtime "nodejs20.x"`},
		{"role from elsewhere", function(runtime + "Role: arn:aws:iam::1:role/x"), "Role must be a role of this template"},
		{"no role: SAM would make one", function(runtime), "Role must be a role of this template"},
		{"timeout without a number", function(runtime + "Role: !GetAtt Role.Arn, Timeout: soon"), "is not a number"},
		{"route of SAM's own", function(runtime + "Role: !GetAtt Role.Arn, Events: {E: {Type: HttpApi}}"), `unknown field "Events"`},
		{"not built by make", strings.Replace(function(runtime+"Role: !GetAtt Role.Arn"), "makefile", "go1.x", 1), "BuildMethod: makefile"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Load(write(t, test.body), testInputs)
			wantError(t, err, test.want)
		})
	}
}

func TestLoadNeedsAFileAndInputs(t *testing.T) {
	_, err := Load("no-such.yaml", testInputs)
	wantError(t, err, "no-such.yaml")
	_, err = Load("no-such.yaml", Inputs{Region: "eu-central-1"})
	wantError(t, err, "Account", "StackName")
}

// Load returns an error or a stack for any file.
func FuzzLoad(f *testing.F) {
	real, err := os.ReadFile(projectTemplate)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(real)
	f.Add([]byte("Resources: {B: &b {Type: *b}}"))
	f.Add([]byte("Resources: {B: {Type: !Ref [], Properties: !GetAtt {}}}"))
	f.Add([]byte("Conditions: {C: !Not [!Condition C]}\nResources: {B: {Fn::If: }}"))
	f.Add([]byte("Parameters: {P: {Type: Number, Default: !Sub x}}\nResources: {? [] : }"))
	f.Fuzz(func(t *testing.T, body []byte) {
		path := write(t, string(body))
		Load(path, testInputs)
		Load(path, projectInputs(nil)) // without parameters, the project's template would end at its rules
	})
}

// Inputs.Names overrides the names of resources.
func TestNames(t *testing.T) {
	in := testInputs
	in.Names = map[string]string{"Files": "files-1a2b", "Api": "0a1b2c3d", "Log": "a-log", "Maker": "maker-9z"}
	const text = `
Resources:
  Files: {Type: AWS::S3::Bucket}
  Api: {Type: AWS::ApiGatewayV2::Api}
  Log: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: given}}
  Maker: {Type: AWS::IAM::Role}
  Other: {Type: AWS::S3::Bucket}
Outputs:
  Files: {Value: !Sub "${Files} ${Files.Arn} ${Files.RegionalDomainName}"}
  Api: {Value: !Sub "${Api} ${Api.ApiEndpoint}"}
  Log: {Value: !Sub "${Log} ${Log.Arn}"}
  Maker: {Value: !GetAtt Maker.Arn}
  Other: {Value: !Ref Other}
`
	outputs, err := Outputs(write(t, text), in)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"Files": "files-1a2b arn:aws:s3:::files-1a2b files-1a2b.s3." + in.Region + ".amazonaws.com",
		"Api":   "0a1b2c3d https://0a1b2c3d.execute-api." + in.Region + ".amazonaws.com",
		"Log":   "a-log arn:aws:logs:" + in.Region + ":" + in.Account + ":log-group:a-log:*",
		"Maker": "arn:aws:iam::" + in.Account + ":role/maker-9z",
		"Other": strings.ToLower(in.StackName) + "-other",
	} {
		if outputs[name] != want {
			t.Errorf("%s is %q, want %q", name, outputs[name], want)
		}
	}
}
