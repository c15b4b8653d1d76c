// Package events emulates Amazon EventBridge. S3, GuardDuty and the functions put
// events on buses; the template's rules deliver them to functions and API
// destinations. Failed deliveries are retried as the rule says, and end in its
// dead-letter queue.
//
// Everything is in memory: undelivered events are lost when the process ends.
package events

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"slipway/local/internal/background"
	"slipway/local/session"
	"slipway/local/sqs"
	"slipway/local/template"
)

// Config configures Buses.
type Config struct {
	Region, Account string
	Rules           []template.Rule
	Queues          map[string]*sqs.Queue // by ARN
	Sessions        *session.Store        // of the callers of PutEvents, and the roles of targets
	// Invoke invokes a function, by its logical ID, with an event.
	Invoke func(function string, event []byte) error
	// OnPut receives each event of PutEvents.
	OnPut func(Event)
}

// Buses are all event buses of the region. A bus need not be created.
type Buses struct {
	Config
	rules      []rule
	firstRetry time.Duration

	ctx  context.Context
	stop context.CancelFunc
	work background.Group
}

type rule struct {
	template.Rule
	matches pattern
}

// New returns buses with the rules of config. A pattern with an unknown operator
// is an error.
func New(config Config) (*Buses, error) {
	b := &Buses{Config: config, firstRetry: 200 * time.Millisecond}
	for _, r := range config.Rules {
		matches, err := parsePattern(r.Pattern)
		if err != nil {
			return nil, fmt.Errorf("%s: EventPattern: %w", r.LogicalID, err)
		}
		b.rules = append(b.rules, rule{r, matches})
	}
	b.ctx, b.stop = context.WithCancel(context.Background())
	return b, nil
}

// Put puts an event on a bus, and returns before it is delivered.
func (b *Buses) Put(bus string, event Event) {
	text, err := json.Marshal(event)
	if err != nil {
		panic(err) // the detail is valid JSON, the rest is text
	}
	var members map[string]any
	if err := json.Unmarshal(text, &members); err != nil {
		panic(err)
	}
	for _, r := range b.rules {
		if r.Bus != bus || !r.matches(members) {
			continue
		}
		for _, target := range r.Targets {
			b.work.Go(func() { b.deliver(target, text) })
		}
	}
}

// deliver delivers an event to a target, with the retries of its rule.
func (b *Buses) deliver(target template.Target, event []byte) {
	began, wait := time.Now(), b.firstRetry
	for tries := 1; ; tries++ {
		again, err := true, error(nil)
		if target.Destination != nil {
			again, err = b.post(target, event)
		} else {
			err = b.Invoke(target.Function, event)
		}
		if err == nil || b.ctx.Err() != nil {
			return
		}
		if !again || tries > target.MaxRetries || time.Since(began)+wait > target.MaxAge {
			if queue := b.Queues[target.DeadLetters]; queue != nil {
				queue.Send(event, fmt.Errorf("not delivered, attempts: %d: %w", tries, err))
			}
			return
		}
		select {
		case <-time.After(wait):
		case <-b.ctx.Done():
			return
		}
		wait = min(2*wait, time.Minute)
	}
}

// Wait waits until each event is delivered or a dead letter.
func (b *Buses) Wait() { b.work.Wait() }

// Close ends all deliveries. Later events are dropped.
func (b *Buses) Close() {
	b.stop()
	b.work.Close()
}

// ErrNotReady is returned by Invoke while the function is starting.
var ErrNotReady = errors.New("the function has not started")
