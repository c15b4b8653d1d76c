package s3

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"slipway/local/events"
	"slipway/local/template"
)

func TestEveryStoredObjectIsReported(t *testing.T) {
	config, _ := bare(t)
	var mu sync.Mutex
	var got []events.Created
	config.Created = func(o events.Created) {
		mu.Lock()
		defer mu.Unlock()
		got = append(got, o)
	}
	config.Buckets = []template.Bucket{{Name: "events", Versioned: true, EventBridge: true}, {Name: "no-events"}}
	server, err := Start(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	client := NewClient("http://"+config.Listeners[0].Addr().String(), region, config.Owner.AccessKeyID, config.Owner.SecretAccessKey)
	bucket := aws.String("events")
	put := func(bucket, key string) *s3.PutObjectOutput {
		t.Helper()
		out, err := client.PutObject(t.Context(), &s3.PutObjectInput{Bucket: &bucket, Key: &key, Body: strings.NewReader("hello")})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	put("no-events", "a")
	stored := put("events", "ä b/+%.txt")
	if _, err := client.PutObject(t.Context(), &s3.PutObjectInput{Bucket: bucket, Key: aws.String("no"), IfMatch: aws.String(`"other"`)}); err == nil {
		t.Error("stored although IfMatch does not match")
	}
	copied, err := client.CopyObject(t.Context(), &s3.CopyObjectInput{Bucket: bucket, Key: aws.String("copy"), CopySource: aws.String("no-events/a")})
	if err != nil {
		t.Fatal(err)
	}
	upload, err := client.CreateMultipartUpload(t.Context(), &s3.CreateMultipartUploadInput{Bucket: bucket, Key: aws.String("parts")})
	if err != nil {
		t.Fatal(err)
	}
	part, err := client.UploadPart(t.Context(), &s3.UploadPartInput{
		Bucket: bucket, Key: upload.Key, UploadId: upload.UploadId, PartNumber: aws.Int32(1), Body: strings.NewReader("hello, parts"),
	})
	if err != nil {
		t.Fatal(err)
	}
	whole, err := client.CompleteMultipartUpload(t.Context(), &s3.CompleteMultipartUploadInput{
		Bucket: bucket, Key: upload.Key, UploadId: upload.UploadId,
		MultipartUpload: &types.CompletedMultipartUpload{Parts: []types.CompletedPart{{PartNumber: aws.Int32(1), ETag: part.ETag}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []events.Created{
		{Bucket: *bucket, Key: "ä b/+%.txt", Version: *stored.VersionId, ETag: *stored.ETag, Size: 5, Reason: "PutObject"},
		{Bucket: *bucket, Key: "copy", Version: *copied.VersionId, ETag: *copied.CopyObjectResult.ETag, Size: 5, Reason: "CopyObject"},
		{Bucket: *bucket, Key: "parts", Version: *whole.VersionId, ETag: *whole.ETag, Size: 12, Reason: "CompleteMultipartUpload"},
	}
	mu.Lock()
	defer mu.Unlock()
	for i := range got {
		if got[i].RequestID == "" {
			t.Errorf("%+v has no request id", got[i])
		}
		got[i].RequestID = ""
	}
	if !slices.Equal(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}
