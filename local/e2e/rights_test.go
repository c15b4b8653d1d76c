package e2e

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"slipway/local/stack"
	"slipway/local/template"
)

// A right is one action on one resource that the template grants a role.
type right struct{ role, action, resource string }

const (
	bucketARN  = "arn:aws:s3:::slipway-local-uploadbucket"
	files      = bucketARN + "/uploads/*"
	defaultBus = "arn:aws:events:eu-central-1:000000000000:event-bus/default"
	scanRule   = "arn:aws:events:eu-central-1:000000000000:rule/DO-NOT-DELETE-AmazonGuardDutyMalwareProtectionS3*"
	logs       = "arn:aws:logs:eu-central-1:000000000000:log-group:/aws/lambda/slipway-local-"

	kmsKey = "arn:aws:kms:eu-central-1:000000000000:key/00000000-0000-0000-0000-000000000000"
)

// Why no flow fails without a right.
const (
	noLogs         = "Lambda writes the log; the local stack writes to the terminal"
	noDeadLetters  = "only an event that failed three times needs it"
	noGuardDuty    = "the local GuardDuty has no rule of its own"
	noNotification = "the local S3 server has no notifications"
	noWebhook      = "TestMalwareAndWebhook fails without it"
	noKMS          = "there is no local KMS"
	noTraces       = "there is no local X-Ray daemon"
)

// Parameters that grant a role more rights.
var (
	always   []string
	withACL  = []string{"ObjectAcl=private"}
	partsACL = append(withACL, withParts...)

	withTags  = []string{"TagKeys=team"}
	partsTags = append(withTags, withParts...)
	withKMS   = []string{"KmsKeyArn=" + kmsKey}

	withScan    = []string{"MalwareScan=true"}
	scanKMS     = append(withScan, withKMS...)
	withWebhook = []string{"WebhookUrl=https://www.example.com/hook", "WebhookSecret=0123456789abcdef0123456789abcdef"}
)

// rights are all rights that the template grants, each with a flow that fails without
// it.
var rights = []struct {
	right
	parameters []string
	flow       func(t *testing.T, r *running) error // fails without it
	because    string                               // why there is no flow
}{
	{right{"CredentialsRole", "s3:PutObject", files}, always, uploadForm, ""},
	{right{"CredentialsRole", "s3:PutObjectAcl", files}, withACL, uploadForm, ""},
	{right{"CredentialsRole", "s3:PutObjectTagging", files}, withTags, uploadTagged, ""},
	{right{"CredentialsRole", "kms:GenerateDataKey", kmsKey}, withKMS, nil, noKMS},
	{right{"CredentialsRole", "logs:CreateLogStream", logs + "credentials:*"}, always, nil, noLogs},
	{right{"CredentialsRole", "logs:PutLogEvents", logs + "credentials:*"}, always, nil, noLogs},
	{right{"CredentialsRole", "xray:PutTraceSegments", "*"}, always, nil, noTraces},
	{right{"CredentialsRole", "xray:PutTelemetryRecords", "*"}, always, nil, noTraces},

	{right{"MultipartRole", "s3:PutObject", files}, withParts, beginParts, ""},
	{right{"MultipartRole", "s3:GetObject", files}, withParts, completeAgain, ""},
	{right{"MultipartRole", "s3:ListMultipartUploadParts", files}, withParts, listParts, ""},
	{right{"MultipartRole", "s3:AbortMultipartUpload", files}, withParts, abortParts, ""},
	{right{"MultipartRole", "s3:PutObjectAcl", files}, partsACL, beginParts, ""},
	{right{"MultipartRole", "s3:PutObjectTagging", files}, partsTags, beginTagged, ""},
	{right{"MultipartRole", "kms:GenerateDataKey", kmsKey}, withKMS, nil, noKMS},
	{right{"MultipartRole", "kms:Decrypt", kmsKey}, withKMS, nil, noKMS},
	{right{"MultipartRole", "logs:CreateLogStream", logs + "multipart:*"}, always, nil, noLogs},
	{right{"MultipartRole", "logs:PutLogEvents", logs + "multipart:*"}, always, nil, noLogs},
	{right{"MultipartRole", "xray:PutTraceSegments", "*"}, always, nil, noTraces},
	{right{"MultipartRole", "xray:PutTelemetryRecords", "*"}, always, nil, noTraces},

	{right{"FilesRole", "s3:GetObject", files}, always, readFile, ""},
	{right{"FilesRole", "s3:GetObjectVersion", files}, always, readFile, ""},
	{right{"FilesRole", "s3:GetObjectTagging", files}, always, removeFile, ""},
	{right{"FilesRole", "s3:GetObjectVersionTagging", files}, always, readFile, ""},
	{right{"FilesRole", "s3:DeleteObject", files}, always, removeFile, ""},
	{right{"FilesRole", "s3:ListBucket", bucketARN}, always, removeMissing, ""},
	{right{"FilesRole", "kms:Decrypt", kmsKey}, withKMS, nil, noKMS},
	{right{"FilesRole", "logs:CreateLogStream", logs + "files:*"}, always, nil, noLogs},
	{right{"FilesRole", "logs:PutLogEvents", logs + "files:*"}, always, nil, noLogs},
	{right{"FilesRole", "xray:PutTraceSegments", "*"}, always, nil, noTraces},
	{right{"FilesRole", "xray:PutTelemetryRecords", "*"}, always, nil, noTraces},

	{right{"InspectRole", "s3:GetObjectVersion", files}, withScan, inspectFile, ""},
	{right{"InspectRole", "s3:GetObjectVersionTagging", files}, withScan, inspectFile, ""},
	{right{"InspectRole", "s3:PutObjectVersionTagging", files}, withScan, inspectFile, ""},
	{right{"InspectRole", "s3:ListBucket", bucketARN}, withScan, inspectGone, ""},
	{right{"InspectRole", "s3:ListBucketVersions", bucketARN}, withScan, inspectGone, ""},
	{right{"InspectRole", "kms:Decrypt", kmsKey}, withKMS, nil, noKMS},
	{right{"InspectRole", "events:PutEvents", defaultBus}, withScan, inspectFile, ""},
	{right{"InspectRole", "sqs:SendMessage", "arn:aws:sqs:eu-central-1:000000000000:slipway-local-NotJudgedQueue"}, always, nil, noDeadLetters},
	{right{"InspectRole", "logs:CreateLogStream", logs + "inspect:*"}, always, nil, noLogs},
	{right{"InspectRole", "logs:PutLogEvents", logs + "inspect:*"}, always, nil, noLogs},
	{right{"InspectRole", "xray:PutTraceSegments", "*"}, always, nil, noTraces},
	{right{"InspectRole", "xray:PutTelemetryRecords", "*"}, always, nil, noTraces},

	{right{"MalwareScanRole", "s3:GetObjectVersion", files}, withScan, scanVersion, ""},
	{right{"MalwareScanRole", "s3:GetObject", files}, withScan, scanLatest, ""},
	{right{"MalwareScanRole", "s3:PutObject", bucketARN + "/malware-protection-resource-validation-object"}, withScan, prepareScan, ""},
	{right{"MalwareScanRole", "s3:ListBucket", bucketARN}, withScan, prepareScan, ""},
	{right{"MalwareScanRole", "s3:GetBucketNotification", bucketARN}, withScan, nil, noNotification},
	{right{"MalwareScanRole", "s3:PutBucketNotification", bucketARN}, withScan, nil, noNotification},
	{right{"MalwareScanRole", "events:PutRule", scanRule}, withScan, nil, noGuardDuty},
	{right{"MalwareScanRole", "events:DeleteRule", scanRule}, withScan, nil, noGuardDuty},
	{right{"MalwareScanRole", "events:PutTargets", scanRule}, withScan, nil, noGuardDuty},
	{right{"MalwareScanRole", "events:RemoveTargets", scanRule}, withScan, nil, noGuardDuty},
	{right{"MalwareScanRole", "events:DescribeRule", scanRule}, withScan, nil, noGuardDuty},
	{right{"MalwareScanRole", "events:ListTargetsByRule", scanRule}, withScan, nil, noGuardDuty},
	{right{"MalwareScanRole", "kms:Decrypt", kmsKey}, scanKMS, nil, noKMS},
	{right{"MalwareScanRole", "kms:GenerateDataKey", kmsKey}, scanKMS, nil, noKMS},

	{right{"WebhookRole", "events:InvokeApiDestination",
		"arn:aws:events:eu-central-1:000000000000:api-destination/slipway-local-WebhookDestination"}, withWebhook, nil, noWebhook},
}

func TestRightsAreTheseAndNoMore(t *testing.T) {
	want := make(map[right]bool)
	granted := make(map[right]bool)
	for _, row := range rights {
		want[row.right] = true
		maps.Copy(granted, grantedRights(t, row.parameters))
		if (row.flow == nil) == (row.because == "") {
			t.Errorf("%v needs a flow that fails without it, or a reason why there is none", row.right)
		}
	}
	for r := range granted {
		if !want[r] {
			t.Errorf("the template grants %v, which is not in the table", r)
		}
	}
	for r := range want {
		if !granted[r] {
			t.Errorf("the template does not grant %v", r)
		}
	}
}

// grantedRights returns the rights of the template's roles.
func grantedRights(t *testing.T, parameters []string) map[right]bool {
	t.Helper()
	inputs := template.Inputs{
		Parameters: map[string]string{"AllowAnonymous": "true"},
		Region:     stack.Region, Account: stack.Account, StackName: stack.Name,
	}
	for _, parameter := range parameters {
		name, value, _ := strings.Cut(parameter, "=")
		inputs.Parameters[name] = value
	}
	loaded, err := template.Load(filepath.Join(root, "template.yaml"), inputs)
	if err != nil {
		t.Fatal(err)
	}
	granted := make(map[right]bool)
	for _, role := range loaded.Roles {
		for _, policy := range role.Policies {
			document := parsePolicy(t, policy)
			for _, s := range document.Statement {
				for _, action := range s.Action {
					for _, resource := range s.Resource {
						granted[right{role.LogicalID, action, resource}] = true
					}
				}
			}
		}
	}
	return granted
}

func TestEveryRightIsNeeded(t *testing.T) {
	profiles := writeProfiles(t, `{"tagged": {"tags": {"team": "legal"}}}`)
	r := startOwn(t, stack.Options{Profiles: profiles}, slices.Concat(partsACL, withTags, withScan)...)
	defer func() {
		r.stack.Close()
		for _, end := range r.end {
			end()
		}
	}()
	for _, row := range rights {
		if row.flow == nil {
			continue
		}
		role := roleOf(r.stack.Template, row.role)
		for _, how := range []string{"granted", "narrowed", "removed", "granted again"} {
			t.Run(fmt.Sprintf("%s/%s/%s", row.role, row.action, how), func(t *testing.T) {
				policies := role.Policies
				if how == "narrowed" || how == "removed" {
					policies = policiesWithout(t, policies, row.right, how == "narrowed")
				}
				if err := r.stack.Sessions.PutRole(role.ARN, policies); err != nil {
					t.Fatal(err)
				}
				err := row.flow(t, r)
				granted := strings.HasPrefix(how, "granted")
				if _, refused := err.(denied); granted && err != nil || !granted && !refused {
					t.Errorf("with the right %s: %v", how, err)
				}
			})
		}
	}
}
