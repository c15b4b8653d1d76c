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

// region is S3's default, which radosgw accepts beside its own.
const region = "us-east-1"

// setUp creates the bucket and the role of the template's first function, and returns
// the environment variables for a command.
func setUp(ctx context.Context, c *cluster, path string) (variables []string, err error) {
	stack, err := template.Load(path, template.Inputs{
		// There is no API and no inspection: with a gate, no file could be read.
		Parameters: map[string]string{"AllowAnonymous": "true", "Inspection": "off"},
		Region:     region, Account: "000000000000", StackName: "slipway-radosgw",
	})
	if err != nil {
		return nil, err
	}
	if len(stack.Buckets) == 0 || len(stack.Functions) == 0 {
		return nil, fmt.Errorf("%s: the template has no bucket or no function", path)
	}
	bucket, role := stack.Buckets[0], stack.Functions[0].Role

	accessKey, secret := "AKIA"+rand.Text()[:16], rand.Text()+rand.Text()
	err = c.run(ctx, "radosgw-admin", "user", "create", "--uid=owner", "--display-name=Owner",
		"--access-key="+accessKey, "--secret="+secret)
	if err != nil {
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
	}).AssumeRole(ctx, &sts.AssumeRoleInput{
		RoleArn: aws.String("arn:aws:iam:::role/" + role.LogicalID), RoleSessionName: aws.String("session"),
	})
	if err != nil {
		return nil, fmt.Errorf("cannot assume the role %s: %w", role.LogicalID, err)
	}
	session := assumed.Credentials
	fmt.Fprintln(os.Stderr, "radosgw: not enforced here:", strings.Join(append(unenforced, leftOut...), ", "))
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

// trust allows the owner to assume the role. The template's policy trusts only AWS
// Lambda.
const trust = `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
	"Principal": {"AWS": ["arn:aws:iam:::user/owner"]}, "Action": ["sts:AssumeRole"]}]}`

// createRole creates the template's role with its policies, without statements about
// other services, which radosgw refuses. It returns the names of the policies that
// had such statements.
func createRole(ctx context.Context, c *cluster, role *template.Role) (leftOut []string, err error) {
	err = c.run(ctx, "radosgw-admin", "role", "create",
		"--role-name="+role.LogicalID, "--assume-role-policy-doc="+trust)
	if err != nil {
		return nil, err
	}
	for i, policy := range role.Policies {
		name := fmt.Sprintf("policy %d of %s", i+1, role.LogicalID)
		kept, all, err := aboutS3(policy)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if !all {
			leftOut = append(leftOut, name+" (statements about other services)")
		}
		if kept == nil {
			continue
		}
		err = c.run(ctx, "radosgw-admin", "role-policy", "put",
			"--role-name="+role.LogicalID, "--policy-name="+name, "--policy-doc="+string(kept))
		if err != nil {
			return nil, err
		}
	}
	return leftOut, nil
}

// aboutS3 returns a policy with only its statements about S3, or nil if there are
// none. all reports whether the policy had no others.
func aboutS3(policy json.RawMessage) (kept []byte, all bool, err error) {
	var document struct {
		Version   string
		Statement []json.RawMessage
	}
	if err := json.Unmarshal(policy, &document); err != nil {
		return nil, false, err
	}
	statements := len(document.Statement)
	document.Statement = slices.DeleteFunc(document.Statement, func(s json.RawMessage) bool {
		return !strings.Contains(string(s), `"s3:`)
	})
	if len(document.Statement) == 0 {
		return nil, false, nil
	}
	kept, err = json.Marshal(document)
	return kept, len(document.Statement) == statements, err
}
