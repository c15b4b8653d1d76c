//go:build conformance

package main

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"slipway/local/internal/gatetest"
	"slipway/local/internal/repository"
	locals3 "slipway/local/s3"
	"slipway/local/template"
)

// TestGate tests the gate of the template on radosgw, which supports tags in
// policies. radosgw lacks aws:PrincipalArn, which exempts the inspector from the
// gate, so the inspector is an administrator here, to whom no policy applies.
// radosgw also refuses UploadPartCopy of accepted files.
func TestGate(t *testing.T) {
	if err := install(t.Context()); err != nil {
		t.Skipf("Ceph is not available: %v", err)
	}
	cluster, err := startCluster(t.Context(), t.TempDir())
	defer cluster.close()
	if err != nil {
		t.Fatal(err)
	}
	root, err := repository.Root()
	if err != nil {
		t.Fatal(err)
	}
	stack, err := template.Load(filepath.Join(root, "template.yaml"), template.Inputs{
		Parameters: map[string]string{"AllowAnonymous": "true"},
		Region:     region, Account: "000000000000", StackName: "slipway-gate",
	})
	if err != nil {
		t.Fatal(err)
	}
	const accessKey, secret = "AKIAOWNER", "owner"
	for name, more := range map[string][]string{"owner": {"--access-key=" + accessKey}, "inspector": {"--access-key=AKIAINSPECTOR", "--admin"}} {
		if err := cluster.run(t.Context(), "radosgw-admin", append(more, "user", "create", "--uid="+name, "--display-name="+name, "--secret="+secret)...); err != nil {
			t.Fatal(err)
		}
	}
	bucket := stack.Buckets[0]
	// radosgw's roles have no account.
	bucket.Policy = json.RawMessage(strings.ReplaceAll(string(bucket.Policy), "arn:aws:iam::000000000000:role/slipway-gate-", "arn:aws:iam:::role/"))
	owner := locals3.NewClient(cluster.endpoint, region, accessKey, secret)
	unenforced, err := locals3.SetUpBucket(t.Context(), owner, region, bucket)
	if err != nil || slices.Contains(unenforced, "AcceptedOnly") {
		t.Fatalf("not enforced: %q, %v", unenforced, err)
	}
	assume := func(role *template.Role) *s3.Client {
		t.Helper()
		if _, err := createRole(t.Context(), cluster, role); err != nil {
			t.Fatal(err)
		}
		assumed, err := sts.New(sts.Options{
			BaseEndpoint: &cluster.endpoint, Region: region, Credentials: credentials.NewStaticCredentialsProvider(accessKey, secret, ""),
		}).AssumeRole(t.Context(), &sts.AssumeRoleInput{RoleArn: aws.String("arn:aws:iam:::role/" + role.LogicalID), RoleSessionName: aws.String("session")})
		if err != nil {
			t.Fatal(err)
		}
		c := assumed.Credentials
		return s3.New(s3.Options{
			BaseEndpoint: &cluster.endpoint, Region: region, UsePathStyle: true, Retryer: aws.NopRetryer{},
			Credentials: credentials.NewStaticCredentialsProvider(*c.AccessKeyId, *c.SecretAccessKey, *c.SessionToken),
		})
	}
	roleOf := func(function string) *template.Role {
		return stack.Functions[slices.IndexFunc(stack.Functions, func(f template.Function) bool { return f.LogicalID == function })].Role
	}
	s := gatetest.Server{
		Bucket: bucket.Name, Prefix: "uploads/", Owner: owner,
		Inspector: locals3.NewClient(cluster.endpoint, region, "AKIAINSPECTOR", secret), Files: assume(roleOf("FilesFunction")),
		Anybody: assume(&template.Role{LogicalID: "Everything", Policies: []json.RawMessage{json.RawMessage(
			`{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:*"], "Resource": ["*"]}]}`)}}),
		Nobody:  s3.New(s3.Options{BaseEndpoint: &cluster.endpoint, Region: region, UsePathStyle: true}),
		Refuses: []string{"UploadPartCopy"},
	}
	t.Run("table", func(t *testing.T) { gatetest.Table(t, s) })
	t.Run("race", func(t *testing.T) { gatetest.Race(t, s, 100) })
	t.Run("interleavings", func(t *testing.T) { gatetest.Interleavings(t, s, 1000) })
}
