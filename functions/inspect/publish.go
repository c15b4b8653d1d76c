package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"slipway/functions/internal/content"
	"slipway/functions/internal/upload"
	"slipway/functions/internal/version"
)

// A detail is the detail of an "Upload Accepted" or "Upload Rejected" event.
type detail struct {
	Bucket      string            `json:"bucket"`
	Key         string            `json:"key"`
	VersionID   string            `json:"versionId"`
	ETag        string            `json:"etag"` // without quotes
	Size        int64             `json:"size"`
	ContentType string            `json:"contentType,omitempty"` // as declared
	FoundType   string            `json:"foundType"`
	Width       int64             `json:"width,omitempty"`
	Height      int64             `json:"height,omitempty"`
	Profile     string            `json:"profile,omitempty"`
	Caller      string            `json:"caller,omitempty"`
	Metadata    map[string]string `json:"metadata,omitempty"`
	Reason      content.Reason    `json:"reason,omitempty"`
}

// publish sends the verdict to the bus. Each repetition has the same detail.
func (i *inspector) publish(ctx context.Context, o *version.Object, profile string, verdict content.Verdict) error {
	caller, metadata := upload.DecodeMetadata(o.Metadata)
	body, err := json.Marshal(detail{
		o.Bucket, o.Key, o.Version, strings.Trim(o.ETag, `"`), o.Size, o.Declared,
		verdict.Type, verdict.Width, verdict.Height, profile, caller, metadata, verdict.Reason,
	})
	if err != nil {
		return err
	}
	detailType := "Upload Accepted"
	if !verdict.Accepted() {
		detailType = "Upload Rejected"
	}
	answer, err := i.events.PutEvents(ctx, &eventbridge.PutEventsInput{Entries: []types.PutEventsRequestEntry{{
		EventBusName: &i.bus, Source: aws.String("slipway"), DetailType: &detailType, Detail: aws.String(string(body)),
	}}})
	if err != nil {
		return err
	}
	// The status is 200 even if the entry was refused.
	if answer.FailedEntryCount > 0 {
		return fmt.Errorf("EventBridge PutEvents: %s", aws.ToString(answer.Entries[0].ErrorCode))
	}
	return nil
}
