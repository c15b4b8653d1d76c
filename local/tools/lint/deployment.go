package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"

	"slipway/local/template"
)

// A deployment is a choice of parameters that changes what the tools check.
type deployment struct {
	name       string
	parameters map[string]string
	// accepted are the reasons to accept findings in this deployment, by the ID
	// of the rule.
	accepted map[string]string
}

var deployments = []deployment{
	{name: "with an issuer", parameters: map[string]string{
		"JwtIssuer": "https://auth.example.com/", "JwtAudience": "slipway",
		"AlarmTopicArn": "arn:aws:sns:eu-central-1:123456789012:alarms",
		"MalwareScan":   "true",
		"WebhookUrl":    "https://www.example.com/hook", "WebhookSecret": "0123456789abcdef0123456789abcdef",
	}},
	{name: "with a domain, Transfer Acceleration and a boundary", parameters: map[string]string{
		"JwtIssuer": "https://auth.example.com/", "JwtAudience": "slipway", "RoutePrefix": "/v1",
		"AlarmTopicArn": "arn:aws:sns:eu-central-1:123456789012:alarms", "TransferAcceleration": "true",
		"CustomDomain": "uploads.example.com", "CertificateArn": "arn:aws:acm:eu-central-1:123456789012:certificate/1-2",
		"PermissionsBoundaryArn": "arn:aws:iam::123456789012:policy/boundary",
	}},
	{
		name:       "for anybody, with public files and no AlarmTopicArn",
		parameters: map[string]string{"AllowAnonymous": "true", "ObjectAcl": "public-read"},
		accepted: map[string]string{
			"CKV_AWS_53":         "ObjectAcl=public-read lets everybody read the files",
			"CKV_AWS_55":         "as CKV_AWS_53",
			"CT.S3.PR.1":         "as CKV_AWS_53",
			"CT.APIGATEWAY.PR.5": "AllowAnonymous=true lets callers without a token upload",
			"CT.CLOUDWATCH.PR.1": "without AlarmTopicArn, alarms are only shown in CloudWatch",
		},
	},
}

// A resource is a resource of CloudFormation.
type resource struct {
	Type       string
	Properties any `json:",omitempty"`
}

//go:embed transform.py
var transformProgram string

// transform returns the resources of the template at path for this deployment,
// with SAM's types transformed by SAM's translator, and the suppressions in
// their Metadata. python must have aws-sam-translator.
func (d deployment) transform(ctx context.Context, path, python string) (map[string]resource, []suppression, error) {
	resources, err := template.Resources(path, template.Inputs{
		Parameters: d.parameters, Region: "eu-central-1", Account: "123456789012", StackName: "slipway",
	})
	if err != nil {
		return nil, nil, err
	}
	plain := map[string]resource{}
	var suppressions []suppression
	for _, r := range resources {
		plain[r.LogicalID] = resource{r.Type, r.Properties}
		found, err := readSuppressions(r)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", path, err)
		}
		suppressions = append(suppressions, found...)
	}
	for id, reason := range d.accepted {
		suppressions = append(suppressions, suppression{id: id, deployment: d.name, reason: reason})
	}
	input, err := json.Marshal(map[string]any{"Resources": plain})
	if err != nil {
		return nil, nil, err
	}
	command := exec.CommandContext(ctx, python, "-c", transformProgram)
	command.Stdin = bytes.NewReader(input)
	command.Stderr = os.Stderr
	output, err := command.Output()
	if err != nil {
		return nil, nil, fmt.Errorf("SAM's translator: %w", err)
	}
	var transformed struct{ Resources map[string]resource }
	if err := json.Unmarshal(output, &transformed); err != nil {
		return nil, nil, fmt.Errorf("SAM's translator: %w", err)
	}
	return transformed.Resources, suppressions, nil
}
