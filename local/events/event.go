package events

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
)

// An Event is what a target receives.
type Event struct {
	Version    string          `json:"version"`
	ID         string          `json:"id"`
	DetailType string          `json:"detail-type"`
	Source     string          `json:"source"`
	Account    string          `json:"account"`
	Time       string          `json:"time"`
	Region     string          `json:"region"`
	Resources  []string        `json:"resources"`
	Detail     json.RawMessage `json:"detail"`
}

// NewEvent returns an event with the current time.
func (b *Buses) NewEvent(source, detailType string, detail json.RawMessage, resources ...string) Event {
	if resources == nil {
		resources = []string{}
	}
	return Event{
		Version:    "0",
		ID:         uuid.NewString(),
		DetailType: detailType,
		Source:     source,
		Account:    b.Account,
		Time:       time.Now().UTC().Format(time.RFC3339),
		Region:     b.Region,
		Resources:  resources,
		Detail:     detail,
	}
}

// A Created describes an object that S3 has stored.
type Created struct {
	Bucket, Key, Version string
	ETag                 string // with or without quotes
	Size                 int64
	RequestID            string
	Reason               string // the operation, as S3 names it in events
}

// sequence is the last sequencer. It also increases across restarts.
var sequence atomic.Int64

func init() { sequence.Store(time.Now().UnixNano()) }

// PutCreated puts S3's event for a new object on the default bus.
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
func (b *Buses) PutCreated(o Created) {
	type object struct {
		Key       string `json:"key"`
		Size      int64  `json:"size"`
		ETag      string `json:"etag"`
		VersionID string `json:"version-id,omitempty"`
		Sequencer string `json:"sequencer"`
	}
	type bucket struct {
		Name string `json:"name"`
	}
	detail, err := json.Marshal(struct {
		Version   string `json:"version"`
		Bucket    bucket `json:"bucket"`
		Object    object `json:"object"`
		RequestID string `json:"request-id"`
		Requester string `json:"requester"`
		SourceIP  string `json:"source-ip-address"`
		Reason    string `json:"reason"`
	}{
		"0", bucket{o.Bucket},
		object{o.Key, o.Size, strings.Trim(o.ETag, `"`), o.Version, fmt.Sprintf("%018X", sequence.Add(1))},
		o.RequestID, b.Account, "127.0.0.1", o.Reason,
	})
	if err != nil {
		panic(err) // only strings and numbers
	}
	b.Put("default", b.NewEvent("aws.s3", "Object Created", detail, "arn:aws:s3:::"+o.Bucket))
}
