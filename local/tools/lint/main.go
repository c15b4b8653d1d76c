// Command lint checks template.yaml with checkov and with AWS Control Tower's
// rules for cfn-guard, as CloudFormation would deploy it: every Ref and If
// resolved and SAM's types transformed, since the rules test values and
// support only CloudFormation's own types.
//
//	go run -C local ./tools/lint
//
// The tools are those that make lint fetches into .venv. A finding is an error
// unless the resource's Metadata has a reason to accept it (see suppression.go).
// So is a suppression without a finding, and a resource that no rule evaluated.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"slipway/local/internal/process"
	"slipway/local/internal/repository"
)

var tools = []tool{
	{"checkov", checkov, []string{
		"AWS::ApiGatewayV2::Stage", "AWS::IAM::Role", "AWS::Lambda::Function", "AWS::Lambda::Permission",
		"AWS::Logs::LogGroup", "AWS::S3::Bucket",
	}},
	{"cfn-guard", guard, []string{
		"AWS::ApiGatewayV2::Route", "AWS::ApiGatewayV2::Stage", "AWS::CloudWatch::Alarm", "AWS::IAM::Role",
		"AWS::Lambda::Function",
		"AWS::Lambda::Permission", "AWS::Logs::LogGroup", "AWS::S3::Bucket", "AWS::S3::BucketPolicy",
	}},
}

func main() {
	process.Main("lint", func(ctx context.Context, _ []string) (status int, err error) {
		root, err := repository.Root()
		if err != nil {
			return 1, err
		}
		problems, summary, err := lint(ctx, filepath.Join(root, "template.yaml"), filepath.Join(root, ".venv"))
		if err != nil {
			return 1, err
		}
		for _, problem := range problems {
			fmt.Fprintln(os.Stderr, "template.yaml:", problem)
		}
		if len(problems) > 0 {
			return 1, nil
		}
		fmt.Println(summary)
		return 0, nil
	})
}

// lint checks the template at path with the tools in the folder fetched. It
// returns a line for each problem.
func lint(ctx context.Context, path, fetched string) (problems []string, summary string, err error) {
	temporary, err := os.MkdirTemp("", "slipway-lint-")
	if err != nil {
		return nil, "", err
	}
	defer os.RemoveAll(temporary)

	var findings []finding
	var suppressions []suppression
	all := deployed{}
	for _, d := range deployments {
		resources, suppressed, err := d.transform(ctx, path, filepath.Join(fetched, "bin/python"))
		if err != nil {
			return nil, "", err
		}
		all[d.name] = resources
		suppressions = append(suppressions, suppressed...)
	}
	for _, tool := range tools {
		folder := filepath.Join(temporary, tool.name)
		if err := os.Mkdir(folder, 0o700); err != nil {
			return nil, "", err
		}
		found, done, err := tool.run(ctx, fetched, folder, all)
		if err != nil {
			return nil, "", fmt.Errorf("%s: %w", tool.name, err)
		}
		findings = append(findings, found...)
		problems = append(problems, tool.gaps(all, done)...)
		summary += fmt.Sprintf("%s evaluated %d rules, ", tool.name, done.total())
	}
	unexplained, explained := judge(findings, suppressions)
	return append(problems, unexplained...), fmt.Sprintf("%s%d findings, each with its reason", summary, explained), nil
}
