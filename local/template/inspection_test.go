package template

import (
	"strings"
	"testing"
)

// The events that start the inspection, and the queue of those that fail.
func TestProjectInspection(t *testing.T) {
	for scan, pattern := range map[string]string{
		"false": `{"account": ["123456789012"], "source": ["aws.s3"], "detail-type": ["Object Created"],
			"detail": {"bucket": {"name": ["shop-uploadbucket"]}, "object": {"key": [{"prefix": "in/box/"}]}}}`,
		"true": `{"account": ["123456789012"], "source": ["aws.guardduty"], "detail-type": ["GuardDuty Malware Protection Object Scan Result"],
			"detail": {"s3ObjectDetails": {"bucketName": ["shop-uploadbucket"], "objectKey": [{"prefix": "in/box/"}]}}}`,
	} {
		r := project(t, map[string]string{"KeyPrefix": "in/box/", "MalwareScan": scan, "EventBusName": "shop", "TagKeys": "team,kept"})
		rule := r.resources["InspectRule"].properties
		wantJSON(t, rule["EventPattern"], pattern)
		wantJSON(t, rule["Targets"], `[{"Id": "inspect", "Arn": "arn:aws:lambda:eu-central-1:123456789012:function:Shop-InspectFunction",
			"RetryPolicy": {"MaximumRetryAttempts": 185, "MaximumEventAgeInSeconds": 86400},
			"DeadLetterConfig": {"Arn": "arn:aws:sqs:eu-central-1:123456789012:Shop-UndeliveredQueue"}}]`)
		wantJSON(t, r.resources["InspectPermission"].properties, `{"Action": "lambda:InvokeFunction",
			"FunctionName": "arn:aws:lambda:eu-central-1:123456789012:function:Shop-InspectFunction", "Principal": "events.amazonaws.com",
			"SourceArn": "arn:aws:events:eu-central-1:123456789012:rule/Shop-InspectRule"}`)
		wantJSON(t, r.resources["UndeliveredQueuePolicy"].properties["PolicyDocument"], `{"Version": "2012-10-17", "Statement": [
			{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage",
			 "Resource": "arn:aws:sqs:eu-central-1:123456789012:Shop-UndeliveredQueue",
			 "Condition": {"ArnEquals": {"aws:SourceArn": "arn:aws:events:eu-central-1:123456789012:rule/Shop-InspectRule"}}}]}`)
		wantJSON(t, r.resources["InspectFunction"].properties["DeadLetterQueue"],
			`{"Type": "SQS", "TargetArn": "arn:aws:sqs:eu-central-1:123456789012:Shop-NotJudgedQueue"}`)
		wantJSON(t, r.resources["InspectRole"].properties["Policies"].([]any)[0], `{"PolicyName": "inspect", "PolicyDocument": {"Version": "2012-10-17", "Statement": [
			{"Effect": "Allow", "Action": ["s3:GetObjectVersion", "s3:GetObjectVersionTagging"], "Resource": "arn:aws:s3:::shop-uploadbucket/in/box/*"},
			{"Effect": "Allow", "Action": ["s3:PutObjectVersionTagging"], "Resource": "arn:aws:s3:::shop-uploadbucket/in/box/*", "Condition": {
			 "ForAllValues:StringEquals": {"s3:RequestObjectTagKeys": ["slipway-verdict", "slipway-type", "slipway-reason", "slipway-dimensions", "team", "kept"]},
			 "Null": {"s3:RequestObjectTagKeys": "false"}}},
			{"Effect": "Allow", "Action": ["s3:ListBucket", "s3:ListBucketVersions"], "Resource": "arn:aws:s3:::shop-uploadbucket"},
			{"Effect": "Allow", "Action": ["events:PutEvents"], "Resource": "arn:aws:events:eu-central-1:123456789012:event-bus/shop"},
			{"Effect": "Allow", "Action": ["sqs:SendMessage"], "Resource": "arn:aws:sqs:eu-central-1:123456789012:Shop-NotJudgedQueue"}]}}`)
	}
}

// The roles that sign may set the tags in TagKeys, and may not remove all tags.
func TestProjectTagKeys(t *testing.T) {
	for _, name := range []string{"CredentialsRole", "MultipartRole"} {
		for keys, want := range map[string]string{
			"": "", "team,kept": `"Condition":{"ForAllValues:StringEquals":{"s3:RequestObjectTagKeys":["team","kept"]},"Null":{"s3:RequestObjectTagKeys":"false"}}`,
		} {
			rights := encoded(t, project(t, map[string]string{"TagKeys": keys}).resources[name].properties)
			if strings.Contains(rights, "s3:PutObjectTagging") != (keys != "") || !strings.Contains(rights, want) {
				t.Errorf("%s with TagKeys=%s: %s", name, keys, rights)
			}
		}
	}
}

// With Inspection=tag there is no gate; with off, no resource of the inspection. The
// bucket is versioned in any case.
func TestProjectInspectionOff(t *testing.T) {
	for _, inspection := range []string{"gate", "tag", "off"} {
		stack, err := Load(projectTemplate, projectInputs(map[string]string{"Inspection": inspection}))
		if err != nil {
			t.Fatal(err)
		}
		inspects := false
		for _, f := range stack.Functions {
			inspects = inspects || f.LogicalID == "InspectFunction"
			if f.LogicalID == "FilesFunction" && f.Environment["INSPECTION"] != inspection {
				t.Errorf("%s: FilesFunction has INSPECTION=%s", inspection, f.Environment["INSPECTION"])
			}
		}
		bucket := stack.Buckets[0]
		if inspects != (inspection != "off") || strings.Contains(string(bucket.Policy), "AcceptedOnly") != (inspection == "gate") || !bucket.Versioned {
			t.Errorf("%s: inspects %v, versioned %v, policy %s", inspection, inspects, bucket.Versioned, bucket.Policy)
		}
		r := project(t, map[string]string{"Inspection": inspection})
		for _, res := range r.order {
			if strings.Contains(res.id, "Webhook") || strings.Contains(res.id, "NotPosted") {
				continue // see TestProjectWebhookOrNone
			}
			if (res.kind == ruleType || res.kind == queueType || res.kind == queuePolicyType) && res.absent != (inspection == "off") {
				t.Errorf("%s: %s is created: %v", inspection, res.id, !res.absent)
			}
		}
	}
}

// GuardDuty scans the prefix, may read files without a verdict, and has the rights
// that its documentation requires.
func TestProjectMalwareScan(t *testing.T) {
	const bucket, rules = "arn:aws:s3:::shop-uploadbucket", "arn:aws:events:eu-central-1:123456789012:rule/DO-NOT-DELETE-AmazonGuardDutyMalwareProtectionS3*"
	const role, kms = "arn:aws:iam::123456789012:role/Shop-MalwareScanRole", "arn:aws:kms:eu-central-1:123456789012:key/0000"
	r := project(t, map[string]string{"KeyPrefix": "in/box/", "MalwareScan": "true", "KmsKeyArn": kms})
	wantJSON(t, r.resources["MalwareScanPlan"].properties, `{"Role": "`+role+`", "Actions": {"Tagging": {"Status": "DISABLED"}},
		"ProtectedResource": {"S3Bucket": {"BucketName": "shop-uploadbucket", "ObjectPrefixes": ["in/box/"]}}}`)
	wantJSON(t, r.resources["MalwareScanRole"].properties, `{"AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [
			{"Effect": "Allow", "Principal": {"Service": "malware-protection-plan.guardduty.amazonaws.com"}, "Action": "sts:AssumeRole"}]},
		"Policies": [{"PolicyName": "scan", "PolicyDocument": {"Version": "2012-10-17", "Statement": [
			{"Effect": "Allow", "Action": ["s3:GetObject", "s3:GetObjectVersion"], "Resource": "`+bucket+`/in/box/*"},
			{"Effect": "Allow", "Action": ["s3:PutObject"], "Resource": "`+bucket+`/malware-protection-resource-validation-object"},
			{"Effect": "Allow", "Action": ["s3:ListBucket", "s3:GetBucketNotification", "s3:PutBucketNotification"], "Resource": "`+bucket+`"},
			{"Effect": "Allow", "Action": ["events:PutRule", "events:DeleteRule", "events:PutTargets", "events:RemoveTargets"],
			 "Resource": "`+rules+`", "Condition": {"StringEquals": {"events:ManagedBy": "malware-protection-plan.guardduty.amazonaws.com"}}},
			{"Effect": "Allow", "Action": ["events:DescribeRule", "events:ListTargetsByRule"], "Resource": "`+rules+`"},
			{"Effect": "Allow", "Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Resource": "`+kms+`",
			 "Condition": {"StringEquals": {"kms:ViaService": "s3.eu-central-1.amazonaws.com"}}}]}}]}`)
	for bucket, want := range map[string]string{"": `{"after": "Shop-UploadBucketPolicy"}`, "our-bucket": `{}`} {
		wantJSON(t, project(t, map[string]string{"MalwareScan": "true", "ExistingBucket": bucket}).resources["MalwareScanPlan"].metadata, want)
	}
	for scan, exempt := range map[string]bool{"true": true, "false": false} {
		stack, err := Load(projectTemplate, projectInputs(map[string]string{"MalwareScan": scan}))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(stack.Buckets[0].Policy), role) != exempt {
			t.Errorf("MalwareScan=%s: %s", scan, stack.Buckets[0].Policy)
		}
		for _, res := range project(t, map[string]string{"MalwareScan": scan}).order {
			if strings.HasPrefix(res.id, "MalwareScan") && res.absent == exempt {
				t.Errorf("MalwareScan=%s: %s is created: %v", scan, res.id, !res.absent)
			}
		}
	}
}
