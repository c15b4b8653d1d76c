package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"slipway/local/s3"
	"slipway/local/session"
)

// projectTemplate is absolute, since versitygw changes the working directory.
var projectTemplate, _ = filepath.Abs("../../../template.yaml")

// A server is the S3 server in the environment, as in a command of tools/radosgw, or
// versitygw.
type server struct {
	name   string
	config aws.Config
}

func startServer(t *testing.T) server {
	t.Helper()
	region, endpoint := cmp.Or(os.Getenv("AWS_REGION"), "eu-central-1"), os.Getenv("S3_ENDPOINT")
	owner := s3.Owner{AccessKeyID: os.Getenv("OWNER_ACCESS_KEY_ID"), SecretAccessKey: os.Getenv("OWNER_SECRET_ACCESS_KEY")}
	if endpoint == "" {
		region, owner = "eu-central-1", s3.Owner{AccessKeyID: "AKIAOWNER", SecretAccessKey: "secret"}
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		folder, err := os.MkdirTemp("", "bucket-")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.RemoveAll(folder) })
		gateway, err := s3.Start(t.Context(), s3.Config{
			Listeners: []net.Listener{listener}, Region: region, Owner: owner, Sessions: session.NewStore(time.Now), Report: os.Stderr,
			Data: filepath.Join(folder, "data"), Metadata: filepath.Join(folder, "metadata"), Versions: filepath.Join(folder, "versions"),
			Socket: filepath.Join(folder, "socket"),
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(gateway.Close)
		endpoint = "http://" + listener.Addr().String()
	}
	return server{cmp.Or(os.Getenv("S3_SERVER"), "versitygw"), aws.Config{
		Region: region, BaseEndpoint: &endpoint, RetryMaxAttempts: 1,
		Credentials: credentials.NewStaticCredentialsProvider(owner.AccessKeyID, owner.SecretAccessKey, ""),
	}}
}

// newBucket creates a bucket without settings.
func (s server) newBucket(t *testing.T) (name string, client *awss3.Client) {
	t.Helper()
	name, client = "check-"+strings.ToLower(rand.Text()), awss3.NewFromConfig(s.config)
	create := &awss3.CreateBucketInput{Bucket: &name}
	if s.config.Region != "us-east-1" { // whose name S3 refuses as a LocationConstraint
		create.CreateBucketConfiguration = &types.CreateBucketConfiguration{LocationConstraint: types.BucketLocationConstraint(s.config.Region)}
	}
	if _, err := client.CreateBucket(t.Context(), create); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.DeleteBucket(context.Background(), &awss3.DeleteBucketInput{Bucket: &name}) })
	return name, client
}

// apply runs a printed command. A shell splits it, and the SDK replaces the AWS CLI,
// whose JSON has the same names.
func apply(t *testing.T, client *awss3.Client, command string) error {
	t.Helper()
	read := exec.Command("sh", "-c", `aws() { for word; do printf '%s\0' "$word"; done; }; `+command)
	output, err := read.Output()
	if err != nil {
		t.Fatalf("%s: %v", command, err)
	}
	words := strings.Split(strings.TrimSuffix(string(output), "\x00"), "\x00")
	if len(words) < 8 || words[0] != "s3api" || words[2] != "--region" || words[4] != "--bucket" {
		t.Fatalf("the command is %q", words)
	}
	bucket, value := &words[5], words[7]
	into := func(v any) {
		decoder := json.NewDecoder(strings.NewReader(value))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(v); err != nil {
			t.Fatalf("%s: %v", command, err)
		}
	}
	ctx := t.Context()
	switch name := words[1] + " " + words[6]; name {
	case "put-bucket-cors --cors-configuration":
		in := &awss3.PutBucketCorsInput{Bucket: bucket}
		into(&in.CORSConfiguration)
		_, err = client.PutBucketCors(ctx, in)
	case "put-bucket-policy --policy":
		_, err = client.PutBucketPolicy(ctx, &awss3.PutBucketPolicyInput{Bucket: bucket, Policy: &value})
	case "put-bucket-versioning --versioning-configuration":
		in := &awss3.PutBucketVersioningInput{Bucket: bucket}
		into(&in.VersioningConfiguration)
		_, err = client.PutBucketVersioning(ctx, in)
	case "put-bucket-notification-configuration --notification-configuration":
		in := &awss3.PutBucketNotificationConfigurationInput{Bucket: bucket}
		into(&in.NotificationConfiguration)
		_, err = client.PutBucketNotificationConfiguration(ctx, in)
	case "put-bucket-lifecycle-configuration --lifecycle-configuration":
		in := &awss3.PutBucketLifecycleConfigurationInput{Bucket: bucket}
		into(&in.LifecycleConfiguration)
		_, err = client.PutBucketLifecycleConfiguration(ctx, in)
	case "put-bucket-encryption --server-side-encryption-configuration":
		in := &awss3.PutBucketEncryptionInput{Bucket: bucket}
		into(&in.ServerSideEncryptionConfiguration)
		_, err = client.PutBucketEncryption(ctx, in)
	case "put-public-access-block --public-access-block-configuration":
		in := &awss3.PutPublicAccessBlockInput{Bucket: bucket}
		into(&in.PublicAccessBlockConfiguration)
		_, err = client.PutPublicAccessBlock(ctx, in)
	case "put-bucket-ownership-controls --ownership-controls":
		in := &awss3.PutBucketOwnershipControlsInput{Bucket: bucket}
		into(&in.OwnershipControls)
		_, err = client.PutBucketOwnershipControls(ctx, in)
	default:
		t.Fatalf("no such command: %s", name)
	}
	return err
}
