package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"

	"slipway/local/template"
)

// A deployment has the inputs of the template.
type deployment struct {
	Parameters                 map[string]string
	Region, Account, StackName string            // Account and StackName are empty before the first deployment
	Names                      map[string]string // of deployed resources, by logical ID
}

// deployed returns the inputs of a deployed stack.
func deployed(ctx context.Context, cfg aws.Config, name string) (deployment, error) {
	d := deployment{Parameters: make(map[string]string), StackName: name, Names: make(map[string]string)}
	client := cloudformation.NewFromConfig(cfg)
	stacks, err := client.DescribeStacks(ctx, &cloudformation.DescribeStacksInput{StackName: &name})
	if err != nil {
		return d, err
	}
	id, err := arn.Parse(*stacks.Stacks[0].StackId)
	if err != nil {
		return d, err
	}
	d.Region, d.Account = id.Region, id.AccountID
	for _, p := range stacks.Stacks[0].Parameters {
		d.Parameters[*p.ParameterKey] = *p.ParameterValue
	}
	pages := cloudformation.NewListStackResourcesPaginator(client,
		&cloudformation.ListStackResourcesInput{StackName: &name})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return d, err
		}
		for _, resource := range page.StackResourceSummaries {
			if resource.PhysicalResourceId != nil {
				d.Names[*resource.LogicalResourceId] = *resource.PhysicalResourceId
			}
		}
	}
	return d, nil
}

// wanted is the bucket as the template would create it.
type wanted struct {
	deployed    bool   // the roles in the policy exist
	account     string // empty before the first deployment
	region      string // of uploads
	prefix, acl string
	bucket      bucketProperties
	statements  []statement
}

// ignored are parameters that a new bucket does not depend on, and whose values
// template.yaml would refuse: CloudFormation returns **** for a secret, and the
// template of a package has more parameters and another Architecture.
var ignored = []string{
	"ExistingBucket", "ExistingBucketRegion", "WebhookUrl", "WebhookSecret",
	"ArtifactBucket", "ArtifactPrefix", "Architecture",
}

// read evaluates the template as if the stack had created the bucket.
func read(path string, d deployment, b *bucket) (*wanted, error) {
	in := template.Inputs{
		Parameters: maps.Clone(d.Parameters), Region: d.Region, Account: d.Account, StackName: d.StackName,
		Names: make(map[string]string),
	}
	w := &wanted{
		deployed: d.StackName != "", account: d.Account, acl: in.Parameters["ObjectAcl"],
		region: cmp.Or(in.Parameters["ExistingBucketRegion"], d.Region),
	}
	maps.Copy(in.Names, d.Names)
	in.Names["UploadBucket"] = b.name
	for _, name := range ignored {
		delete(in.Parameters, name)
	}
	if !w.deployed {
		in.Account, in.StackName = "000000000000", "STACK"
		if in.Parameters["JwtIssuer"] == "" {
			in.Parameters["AllowAnonymous"] = "true" // does not change the bucket
		}
	}
	resources, err := template.Resources(path, in)
	if err != nil {
		return nil, err
	}
	for _, resource := range resources {
		switch resource.LogicalID {
		case "UploadBucket":
			err = convert(resource.Properties, &w.bucket)
		case "UploadBucketPolicy":
			var p struct {
				Bucket         string
				PolicyDocument policy
			}
			err = convert(resource.Properties, &p)
			w.statements = p.PolicyDocument.Statement
		case "CredentialsFunction":
			environment, _ := resource.Properties["Environment"].(map[string]any)
			variables, _ := environment["Variables"].(map[string]any)
			w.prefix, _ = variables["KEY_PREFIX"].(string)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", path, resource.LogicalID, err)
		}
	}
	for i := range w.statements {
		w.statements[i].narrow(b.name, w.prefix)
	}
	return w, nil
}

// awaits reports whether a statement names a role that is not deployed yet.
func (w *wanted) awaits(s statement) bool {
	return !w.deployed && strings.Contains(string(s.Condition), ":role/STACK-")
}
