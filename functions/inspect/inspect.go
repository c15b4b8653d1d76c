package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"slipway/functions/internal/content"
	"slipway/functions/internal/version"
)

// An inspector is the lambda.Handler of the function.
type inspector struct {
	bucket, prefix string
	bus            string // for verdicts
	scans          bool   // GuardDuty's result starts the inspection, not the upload
	rules          func(key string) (profile string, limits content.Limits)
	log            *slog.Logger
	s3             *s3.Client
	events         *eventbridge.Client
}

// malware is the only reason that does not come from package content.
const malware content.Reason = "Malware"

// Invoke handles one event. After an error Lambda tries twice more, then sends
// the event to the dead-letter queue.
func (i *inspector) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	began := time.Now()
	var event events.EventBridgeEvent
	var r record
	err := json.Unmarshal(payload, &event)
	if err != nil {
		err = errors.New("this is not an event of EventBridge")
	} else {
		r, err = i.inspect(ctx, event)
	}
	if errors.Is(err, version.ErrGone) {
		r.outcome, err = gone, nil
	}
	i.record(ctx, event.ID, r, err, began)
	if err != nil {
		return nil, logged(err)
	}
	return []byte("null"), nil
}

// inspect judges the version that an event names. It tags the version before it
// publishes the verdict, so that whoever receives the event can read the file.
func (i *inspector) inspect(ctx context.Context, event events.EventBridgeEvent) (r record, err error) {
	id, scanned, ok, err := i.readEvent(event)
	if err != nil {
		return r, err
	}
	if !ok {
		return record{outcome: waiting}, nil
	}
	o, err := version.Open(ctx, i.s3, id)
	if err != nil {
		return r, err
	}
	defer func() { r.calls, r.bytes = o.Calls, o.Bytes }()
	tags, err := o.Tags()
	if err != nil {
		return r, err
	}
	profile, limits := i.rules(id.Key)
	verdict, err := content.Judge(o, o.Size, o.Declared, limits)
	if err != nil {
		return r, err
	}
	switch {
	case scanned == threats, content.Reason(tags[version.ReasonTag]) == malware: // events come in any order
		verdict.Reason = malware
	case scanned == unsupported && verdict.Accepted() && !limits.AcceptUnknown:
		verdict.Reason = content.NotUnderstood
	}
	r = record{outcome: accepted, size: o.Size, verdict: verdict}
	if !verdict.Accepted() {
		r.outcome = rejected
	}
	if err := tag(o, tags, verdict); err != nil {
		return r, err
	}
	return r, i.publish(ctx, o, profile, verdict)
}
