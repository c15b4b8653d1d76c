// Package events plays Amazon EventBridge: S3, GuardDuty and the functions put
// events on buses, and the template's rules say which of them go to which function
// or API destination. What cannot be delivered is tried again as the rule says,
// and ends in its dead-letter queue.
//
// Everything is in memory: what has not been delivered when the process ends is
// lost.
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

// Config says what to play.
type Config struct {
	Region, Account string
	Rules           []template.Rule
	Queues          map[string]*sqs.Queue // by ARN
	Sessions        *session.Store        // of those who put events, and the roles that post them
	// Invoke hands an event to a function, by its logical ID.
	Invoke func(function string, event []byte) error
	// Heard is told of each event that a session has put.
	Heard func(Event)
}

// Buses are all event buses of the region. A bus needs no making: it has the
// events that are put on it.
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

// New returns buses with rules, whose patterns must have no operators but those
// that are known here.
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
		panic(err) // its detail is valid JSON, the rest is text
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

// deliver hands an event to a target, with as many tries as its rule allows.
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
				queue.Send(event, fmt.Errorf("not delivered, tries: %d: %w", tries, err))
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

// Wait waits until everything that was put is delivered or a dead letter.
func (b *Buses) Wait() { b.work.Wait() }

// Close ends all deliveries. What is put later goes nowhere.
func (b *Buses) Close() {
	b.stop()
	b.work.Close()
}

// ErrNotReady is returned by Invoke where the function cannot take an event yet.
var ErrNotReady = errors.New("the function has not started")
