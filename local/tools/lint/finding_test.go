package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"slipway/local/template"
)

func TestJudge(t *testing.T) {
	const defaults, public = "with the defaults", "with public files"
	bucket := finding{"CKV_1", "a title", "Bucket", defaults}
	publicBucket := finding{"CKV_1", "a title", "Bucket", public}
	reason := suppression{id: "CKV_1", resource: "Bucket", reason: "why"}
	accepted := suppression{id: "CKV_1", deployment: public, reason: "why"}
	for _, test := range []struct {
		name         string
		findings     []finding
		suppressions []suppression
		explained    int
		problems     []string // the beginning of each
	}{
		{"nothing", nil, nil, 0, nil},
		{"unexplained", []finding{bucket}, nil, 0, []string{"Bucket: CKV_1: a title (as deployed " + defaults + ")", "fix these"}},
		{"explained", []finding{bucket}, []suppression{reason}, 1, nil},
		{"explained in every deployment", []finding{bucket, publicBucket}, []suppression{reason, reason}, 1, nil},
		{"another resource", []finding{{"CKV_1", "", "Logs", defaults}}, []suppression{reason}, 0, []string{"Logs: CKV_1", "fix", "Bucket: CKV_1 is suppressed"}},
		{"another rule", []finding{{"CKV_2", "", "Bucket", defaults}}, []suppression{reason}, 0, []string{"Bucket: CKV_2", "fix", "Bucket: CKV_1 is suppressed"}},
		{"accepted in this deployment", []finding{publicBucket}, []suppression{accepted}, 1, nil},
		{"accepted in another deployment", []finding{bucket, publicBucket}, []suppression{accepted}, 1, []string{"Bucket: CKV_1", "fix"}},
		{"suppressed without a finding", nil, []suppression{reason, reason}, 0, []string{"Bucket: CKV_1 is suppressed"}},
		{"accepted without a finding", nil, []suppression{accepted}, 0, []string{"the deployment with public files: CKV_1 is suppressed"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			problems, explained := judge(test.findings, test.suppressions)
			if explained != test.explained {
				t.Errorf("%d explained, want %d", explained, test.explained)
			}
			if !slices.EqualFunc(problems, test.problems, strings.HasPrefix) {
				t.Errorf("problems %q, want %q", problems, test.problems)
			}
		})
	}
}

func TestReadSuppressions(t *testing.T) {
	skip := func(tool string, members ...any) any {
		return map[string]any{"BuildMethod": "makefile", tool: map[string]any{"skip": members}}
	}
	row := map[string]any{"id": "X", "comment": "why"}
	for _, test := range []struct {
		metadata any
		want     int // -1: an error
	}{
		{nil, 0},
		{map[string]any{"BuildMethod": "makefile"}, 0},
		{skip("checkov", row), 1},
		{skip("cfn-guard", row, row), 2},
		{skip("checkov", map[string]any{"id": "X"}), -1},                        // no reason
		{skip("checkov", map[string]any{"id": "X", "comment": ""}), -1},         // nor is this one
		{skip("cfn-guard", map[string]any{"comment": "why"}), -1},               // no rule
		{map[string]any{"checkov": "off"}, -1},                                  // everything
		{map[string]any{"cfn-guard": map[string]any{"skip": "CT.S3.PR.1"}}, -1}, // no list
	} {
		found, err := readSuppressions(template.Resource{LogicalID: "Bucket", Metadata: test.metadata})
		if (err != nil) != (test.want < 0) || err == nil && len(found) != test.want {
			t.Errorf("%v: %v, %v", test.metadata, found, err)
		}
		if err != nil && !strings.HasPrefix(err.Error(), "Bucket: Metadata: ") {
			t.Errorf("error %q does not say where", err)
		}
	}
}

// A tool without findings may have checked nothing.
func TestGaps(t *testing.T) {
	all := deployed{"here": {"Bucket": {Type: "AWS::S3::Bucket"}, "Role": {Type: "AWS::IAM::Role"}, "Api": {Type: "AWS::ApiGatewayV2::Api"}}}
	checks := tool{name: "checkov", types: []string{"AWS::S3::Bucket", "AWS::IAM::Role"}}
	done := evaluations{}
	done.add("here", "Role", 2)
	want := "[Bucket: checkov evaluated no rule on it (as deployed here)]"
	if got := fmt.Sprint(checks.gaps(all, done)); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	done.add("here", "Bucket", 1)
	if got := checks.gaps(all, done); got != nil {
		t.Errorf("got %s", got)
	}
	if got := done.total(); got != 3 {
		t.Errorf("%d evaluations", got)
	}
}
