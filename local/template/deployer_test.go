package template

import (
	"encoding/json"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var arnForm = regexp.MustCompile(`^arn:aws:[a-z0-9]+:([a-z]+-[a-z]+-[0-9])?:([0-9]{12}|aws)?:[A-Za-z0-9/:.!*-]+$`)

// unneeded are rights that the registry lists for a type, but only for properties
// that the template does not have.
var unneeded = []string{
	// Of a bucket.
	"s3:*Analytics*", "s3:*IntelligentTiering*", "s3:*Inventory*", "s3:*Metrics*", "s3:*Replication*", "s3:*Object*",
	"s3:DeleteBucket?*", "s3:CreateBucketMetadata*", "s3:UpdateBucketMetadata*", "s3:ReplicateDelete",
	"s3:ReplicateTags", "s3tables:*",
	// Of a function.
	"ec2:*", "elasticfilesystem:*", "s3files:*", "lambda:*", "kms:*",
	// Of a log group, an API, a role and a rule.
	"firehose:*", "s3:REST*", "logs:*KmsKey", "logs:*IndexPolicy", "logs:*DataProtection*", "logs:DeleteResourcePolicy",
	"logs:Put*Authentication", "logs:PutLogGroupDeletionProtection", "s3:getObject", "iam:AttachRolePolicy",
	"iam:DetachRolePolicy",
}

// The types that carry the stack's tags, as functions/DEPLOY.md lists them.
var tagged = []string{
	"AWS::ApiGatewayV2::Api", "AWS::ApiGatewayV2::DomainName", "AWS::ApiGatewayV2::Stage", "AWS::CloudWatch::Alarm",
	"AWS::CloudWatch::Dashboard", "AWS::Events::Rule", "AWS::IAM::Role", "AWS::Lambda::Function", "AWS::Logs::LogGroup",
	"AWS::S3::Bucket", "AWS::SQS::Queue", "AWS::GuardDuty::MalwareProtectionPlan",
}

// The deployer's policy has the rights that CloudFormation's registry lists for each
// type of the template. cfn-lint has a copy of the registry.
func TestDeployerPolicy(t *testing.T) {
	text, err := os.ReadFile("../../functions/deployer.json")
	if err != nil {
		t.Fatal(err)
	}
	var policy struct {
		Statement []struct {
			Sid      string
			Action   any
			Resource any
		}
	}
	if err := json.Unmarshal(text, &policy); err != nil {
		t.Fatal(err)
	}
	var allowed []string
	for _, statement := range policy.Statement {
		switch actions := statement.Action.(type) {
		case string:
			allowed = append(allowed, actions)
		case []any:
			for _, action := range actions {
				allowed = append(allowed, action.(string))
			}
		}
		filled := strings.NewReplacer("REGION", "eu-central-1", "ACCOUNT", "123456789012", "STACK", "slipway").
			Replace(encoded(t, statement.Resource))
		for arn := range strings.SplitSeq(strings.Trim(filled, `[]"`), `","`) {
			if arn != "*" && !arnForm.MatchString(arn) {
				t.Errorf("%s: %s is not an ARN", statement.Sid, arn)
			}
		}
	}
	// Not in the registry: the access log of an HTTP API.
	for _, action := range []string{"CreateLogDelivery", "GetLogDelivery", "UpdateLogDelivery", "DeleteLogDelivery",
		"ListLogDeliveries", "PutResourcePolicy", "DescribeResourcePolicies", "DescribeLogGroups"} {
		if !slices.Contains(allowed, "logs:"+action) {
			t.Errorf("no logs:%s: the access log would not be delivered", action)
		}
	}

	python := filepath.Join(filepath.Dir(findSam(t)), "python")
	// The types of a webhook and a malware scan, too.
	types := []string{"AWS::Events::Connection", "AWS::Events::ApiDestination", "AWS::GuardDuty::MalwareProtectionPlan"}
	for _, res := range project(t, map[string]string{"CustomDomain": "a.example.com",
		"CertificateArn": "arn:aws:acm:eu-central-1:123456789012:certificate/1"}).order {
		kind := strings.Replace(res.kind, "AWS::Serverless::", "AWS::Lambda::", 1)
		if !slices.Contains(types, kind) {
			types = append(types, kind)
		}
	}
	const program = `
import json, sys
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER as manager
schemas = {kind: manager.get_resource_schema("us-east-1", kind).schema for kind in sys.argv[1:]}
print(json.dumps({kind: {
    "tagged": schema.get("tagging", {}).get("taggable", True),
    "rights": sorted({right for handler in schema.get("handlers", {}).values()
                      for right in handler.get("permissions", [])}),
} for kind, schema in schemas.items()}))`
	output, err := exec.Command(python, append([]string{"-c", program}, types...)...).Output()
	if err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	var registry map[string]struct {
		Tagged bool
		Rights []string
	}
	if err := json.Unmarshal(output, &registry); err != nil || len(registry) != len(types) {
		t.Fatalf("%v in %s", err, output)
	}
	matches := func(patterns []string, right string) bool {
		return slices.ContainsFunc(patterns, func(pattern string) bool {
			ok, err := path.Match(strings.ToLower(pattern), strings.ToLower(right))
			return ok && err == nil
		})
	}
	for kind, known := range registry {
		if len(known.Rights) == 0 {
			t.Errorf("the registry has no rights for %s", kind)
		}
		if known.Tagged != slices.Contains(tagged, kind) {
			t.Errorf("%s carries tags: %v", kind, known.Tagged)
		}
		for _, right := range known.Rights {
			listsAll := strings.Contains(right, ":List") && !strings.Contains(right, "Tags") // for drift detection only
			if !listsAll && !matches(unneeded, right) && !matches(allowed, right) {
				t.Errorf("%s needs %s", kind, right)
			}
		}
	}
}
