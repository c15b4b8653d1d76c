package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"slipway/local/s3"
	"slipway/local/template"
)

// radosgw has only its own region, and us-east-1, the default.
const region = "us-east-1"

// setUp makes the bucket and the role of the template's first function, and
// returns the variables by which a command finds them.
func setUp(ctx context.Context, c *cluster, path string) (variables []string, err error) {
	stack, err := template.Load(path, template.Inputs{
		// There is no API to sign in to, and no inspection, so the gate would
		// keep files unreadable.
		Parameters: map[string]string{"AllowAnonymous": "true", "Inspection": "off"},
		Region:     region, Account: "000000000000", StackName: "slipway-radosgw",
	})
	if err != nil {
		return nil, err
	}
	if len(stack.Buckets) == 0 || len(stack.Functions) == 0 {
		return nil, fmt.Errorf("%s: there must be a bucket and a function", path)
	}
	bucket, role := stack.Buckets[0], stack.Functions[0].Role

	accessKey, secret := "AKIA"+rand.Text()[:16], rand.Text()+rand.Text()
	if err := c.run(ctx, "radosgw-admin", "user", "create", "--uid=owner", "--display-name=Owner", "--access-key="+accessKey, "--secret="+secret); err != nil {
		return nil, err
	}
	client := s3.NewClient(c.endpoint, region, accessKey, secret)
	unenforced, err := s3.SetUpBucket(ctx, client, region, bucket)
	if err != nil {
		return nil, fmt.Errorf("cannot set up the bucket %s: %w", bucket.Name, err)
	}
	leftOut, err := createRole(ctx, c, role)
	if err != nil {
		return nil, err
	}

	assumed, err := sts.New(sts.Options{
		BaseEndpoint: &c.endpoint, Region: region,
		Credentials: credentials.NewStaticCredentialsProvider(accessKey, secret, ""),
	}).AssumeRole(ctx, &sts.AssumeRoleInput{RoleArn: aws.String("arn:aws:iam:::role/" + role.LogicalID), RoleSessionName: aws.String("session")})
	if err != nil {
		return nil, fmt.Errorf("cannot assume the role %s: %w", role.LogicalID, err)
	}
	session := assumed.Credentials
	fmt.Fprintln(os.Stderr, "radosgw: not in force here:", strings.Join(append(unenforced, leftOut...), ", "))
	return []string{
		"S3_SERVER=radosgw",
		"S3_ENDPOINT=" + c.endpoint,
		"S3_BUCKET=" + bucket.Name,
		"AWS_REGION=" + region,
		"AWS_ACCESS_KEY_ID=" + *session.AccessKeyId,
		"AWS_SECRET_ACCESS_KEY=" + *session.SecretAccessKey,
		"AWS_SESSION_TOKEN=" + *session.SessionToken,
		"OWNER_ACCESS_KEY_ID=" + accessKey,
		"OWNER_SECRET_ACCESS_KEY=" + secret,
	}, nil
}

// trust lets the owner assume the role. The template's own policy trusts AWS
// Lambda alone.
const trust = `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
	"Principal": {"AWS": ["arn:aws:iam:::user/owner"]}, "Action": ["sts:AssumeRole"]}]}`

// createRole makes the template's role with its own policies. It names those
// that have statements about other services: radosgw refuses to keep them.
func createRole(ctx context.Context, c *cluster, role *template.Role) (leftOut []string, err error) {
	if err := c.run(ctx, "radosgw-admin", "role", "create", "--role-name="+role.LogicalID, "--assume-role-policy-doc="+trust); err != nil {
		return nil, err
	}
	for i, policy := range role.Policies {
		name := fmt.Sprintf("policy %d of %s", i+1, role.LogicalID)
		kept, all, err := aboutS3(policy)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if !all {
			leftOut = append(leftOut, name+" (what is not about S3)")
		}
		if kept == nil {
			continue
		}
		if err := c.run(ctx, "radosgw-admin", "role-policy", "put", "--role-name="+role.LogicalID, "--policy-name="+name, "--policy-doc="+string(kept)); err != nil {
			return nil, err
		}
	}
	return leftOut, nil
}

// aboutS3 returns a policy with its statements about S3 alone, nil if there are
// none, and whether these are all.
func aboutS3(policy json.RawMessage) (kept []byte, all bool, err error) {
	var document struct {
		Version   string
		Statement []json.RawMessage
	}
	if err := json.Unmarshal(policy, &document); err != nil {
		return nil, false, err
	}
	statements := len(document.Statement)
	document.Statement = slices.DeleteFunc(document.Statement, func(s json.RawMessage) bool { return !strings.Contains(string(s), `"s3:`) })
	if len(document.Statement) == 0 {
		return nil, false, nil
	}
	kept, err = json.Marshal(document)
	return kept, len(document.Statement) == statements, err
}
