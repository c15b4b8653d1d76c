package main

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/s3control"
)

func checkRegion(_ context.Context, b *bucket, w *wanted, r *report) error {
	if b.region == w.region {
		r.ok("region", b.region)
		return nil
	}
	r.add(finding{state: "missing", setting: "region",
		text: "the functions upload to " + w.region + ": deploy the stack in " + b.region +
			", or with ExistingBucketRegion=" + b.region + " and Inspection=off"})
	return nil
}

func checkVersioning(ctx context.Context, b *bucket, w *wanted, r *report) error {
	const setting = "versioning"
	found, known, err := ask(ctx, r, setting, b.client.GetBucketVersioning, &s3.GetBucketVersioningInput{Bucket: &b.name})
	if err != nil || !known {
		return err
	}
	if want := w.bucket.VersioningConfiguration.Status; string(found.Status) != want {
		value := types.VersioningConfiguration{Status: types.BucketVersioningStatus(want)}
		r.missing(setting, "verdicts are for versions; S3 then keeps and bills the versions of all files in the bucket",
			value, "put-bucket-versioning", "versioning-configuration", value)
		return nil
	}
	r.ok(setting, string(found.Status))
	return nil
}

func checkEvents(ctx context.Context, b *bucket, w *wanted, r *report) error {
	const setting = "EventBridge"
	if w.bucket.NotificationConfiguration == nil {
		return nil // nothing is inspected
	}
	found, known, err := ask(ctx, r, setting, b.client.GetBucketNotificationConfiguration,
		&s3.GetBucketNotificationConfigurationInput{Bucket: &b.name})
	if err != nil || !known {
		return err
	}
	if found.EventBridgeConfiguration != nil {
		r.ok(setting, "on")
		return nil
	}
	on := &types.EventBridgeConfiguration{}
	r.missing(setting, "without it no file is inspected, and with Inspection=gate none can be read",
		types.NotificationConfiguration{EventBridgeConfiguration: on},
		"put-bucket-notification-configuration", "notification-configuration",
		types.NotificationConfiguration{
			EventBridgeConfiguration: on, LambdaFunctionConfigurations: found.LambdaFunctionConfigurations,
			QueueConfigurations: found.QueueConfigurations, TopicConfigurations: found.TopicConfigurations,
		})
	return nil
}

func checkEncryption(ctx context.Context, b *bucket, w *wanted, r *report) error {
	const setting = "encryption"
	found, known, err := ask(ctx, r, setting, b.client.GetBucketEncryption, &s3.GetBucketEncryptionInput{Bucket: &b.name})
	if err != nil || !known {
		return err
	}
	var has types.ServerSideEncryptionRule
	if found != nil {
		if c := found.ServerSideEncryptionConfiguration; c != nil && len(c.Rules) > 0 {
			has = c.Rules[0]
		}
	}
	var algorithm, key string
	if d := has.ApplyServerSideEncryptionByDefault; d != nil {
		algorithm, key = string(d.SSEAlgorithm), aws.ToString(d.KMSMasterKeyID)
	}
	want := w.bucket.BucketEncryption.ServerSideEncryptionConfiguration[0]
	wantKey := want.ServerSideEncryptionByDefault.KMSMasterKeyID
	switch {
	case wantKey == "" && key != "" && !strings.HasSuffix(key, "alias/aws/s3"):
		r.add(finding{state: "missing", setting: setting,
			text: "files are encrypted with " + key + ", which the roles may not use: deploy with KmsKeyArn, its ARN"})
	case algorithm == "" || wantKey != "" && (key == "" || key != wantKey && !strings.HasSuffix(wantKey, ":key/"+key)):
		rule := types.ServerSideEncryptionRule{ApplyServerSideEncryptionByDefault: &types.ServerSideEncryptionByDefault{
			SSEAlgorithm: types.ServerSideEncryption(want.ServerSideEncryptionByDefault.SSEAlgorithm),
		}}
		text := "the bucket has no default encryption; S3's own keys are free"
		if wantKey != "" {
			rule.ApplyServerSideEncryptionByDefault.KMSMasterKeyID, rule.BucketKeyEnabled = &wantKey, aws.Bool(true)
			text = "files are not encrypted with KmsKeyArn; this applies to all new files of the bucket"
		}
		value := types.ServerSideEncryptionConfiguration{Rules: []types.ServerSideEncryptionRule{rule}}
		r.missing(setting, text, value, "put-bucket-encryption", "server-side-encryption-configuration", value)
	case key != "" && !aws.ToBool(has.BucketKeyEnabled):
		r.note(setting, algorithm+" without a bucket key: each request is also a billed request to KMS")
	default:
		r.ok(setting, algorithm)
	}
	return nil
}

func checkAccess(ctx context.Context, b *bucket, w *wanted, r *report) error {
	const setting = "public access"
	found, known, err := ask(ctx, r, setting, b.client.GetPublicAccessBlock,
		&s3.GetPublicAccessBlockInput{Bucket: &b.name})
	if err != nil || !known {
		return err
	}
	var has accessBlock
	if found != nil && found.PublicAccessBlockConfiguration != nil {
		p := found.PublicAccessBlockConfiguration
		has = accessBlock{
			BlockPublicAcls: aws.ToBool(p.BlockPublicAcls), BlockPublicPolicy: aws.ToBool(p.BlockPublicPolicy),
			IgnorePublicAcls: aws.ToBool(p.IgnorePublicAcls), RestrictPublicBuckets: aws.ToBool(p.RestrictPublicBuckets),
		}
	}
	want := w.bucket.PublicAccessBlockConfiguration
	if has != want {
		r.missing(setting, "must be blocked, except for what ObjectAcl needs; this applies to the whole bucket", want,
			"put-public-access-block", "public-access-block-configuration", want)
		return nil
	}
	r.ok(setting, "blocked, except for what ObjectAcl needs")
	return nil
}

// S3 applies the more restrictive of the account's settings and the bucket's.
func checkAccount(ctx context.Context, b *bucket, w *wanted, r *report) error {
	const setting = "account"
	if w.bucket.PublicAccessBlockConfiguration.BlockPublicAcls || w.account == "" {
		return nil // nothing is public, or the account is not known before the deployment
	}
	found, known, err := ask(ctx, r, setting, b.account.GetPublicAccessBlock,
		&s3control.GetPublicAccessBlockInput{AccountId: &w.account})
	if err != nil || !known {
		return err
	}
	if found != nil {
		p := found.PublicAccessBlockConfiguration
		if p != nil && (aws.ToBool(p.BlockPublicAcls) || aws.ToBool(p.IgnorePublicAcls)) {
			r.add(finding{state: "missing", setting: setting, text: "Block Public Access of the account overrides " +
				"the bucket's: with ObjectAcl=" + w.acl + " S3 refuses files or does not make them public"})
			return nil
		}
	}
	r.ok(setting, "does not block public ACLs")
	return nil
}

func checkOwnership(ctx context.Context, b *bucket, w *wanted, r *report) error {
	const setting, off = "ownership", "BucketOwnerEnforced"
	want := w.bucket.OwnershipControls.Rules[0].ObjectOwnership
	if want == off {
		return nil // without ACLs, any setting is fine
	}
	found, known, err := ask(ctx, r, setting, b.client.GetBucketOwnershipControls,
		&s3.GetBucketOwnershipControlsInput{Bucket: &b.name})
	if err != nil || !known {
		return err
	}
	if found != nil && found.OwnershipControls != nil {
		for _, rule := range found.OwnershipControls.Rules {
			if string(rule.ObjectOwnership) != off {
				r.ok(setting, string(rule.ObjectOwnership))
				return nil
			}
		}
	}
	value := types.OwnershipControls{Rules: []types.OwnershipControlsRule{{ObjectOwnership: types.ObjectOwnership(want)}}}
	r.missing(setting, "ObjectAcl is "+w.acl+", and ACLs are off", value,
		"put-bucket-ownership-controls", "ownership-controls", value)
	return nil
}

func checkAcceleration(ctx context.Context, b *bucket, w *wanted, r *report) error {
	const setting = "acceleration"
	if w.bucket.AccelerateConfiguration == nil {
		return nil
	}
	found, known, err := ask(ctx, r, setting, b.client.GetBucketAccelerateConfiguration,
		&s3.GetBucketAccelerateConfigurationInput{Bucket: &b.name})
	if err != nil || !known {
		return err
	}
	if string(found.Status) == w.bucket.AccelerateConfiguration.AccelerationStatus {
		r.ok(setting, string(found.Status))
		return nil
	}
	value := types.AccelerateConfiguration{Status: types.BucketAccelerateStatusEnabled}
	r.missing(setting, "TransferAcceleration=true, but acceleration is off for the bucket", value,
		"put-bucket-accelerate-configuration", "accelerate-configuration", value)
	return nil
}
