package stack

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"

	"slipway/local/events"
	"slipway/local/guardduty"
	"slipway/local/internal/serving"
	"slipway/local/lambda"
	"slipway/local/sqs"
	"slipway/local/template"
)

// startEvents starts the event buses, before the servers that put events on them.
func (s *Stack) startEvents(context.Context) (err error) {
	for _, role := range s.Template.Roles {
		if err := s.Sessions.PutRole(role.ARN, role.Policies); err != nil {
			return fmt.Errorf("%s: %w", s.options.Template, err)
		}
	}
	s.queues = make(map[string]*sqs.Queue)
	for _, q := range s.Template.Queues {
		s.queues[q.ARN] = &sqs.Queue{Name: q.LogicalID, Log: s.logs}
	}
	s.buses, err = events.New(events.Config{
		Region:   Region,
		Account:  Account,
		Rules:    s.Template.Rules,
		Queues:   s.queues,
		Sessions: s.Sessions,
		Invoke:   s.invokeLater,
		OnPut:    s.printVerdict,
	})
	if err != nil {
		return fmt.Errorf("%s: %w", s.options.Template, err)
	}
	if s.eventsListener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return fmt.Errorf("cannot listen for EventBridge: %w", err)
	}
	s.eventsServer = &http.Server{Handler: s.buses, ErrorLog: log.New(os.Stderr, "EventBridge: ", 0)}
	go serving.Serve(s.eventsServer, s.eventsListener)
	s.scanner = &guardduty.Scanner{Plans: s.Template.Scans, Client: s.clients(), Buses: s.buses}
	s.scanner.Start()
	return nil
}

// clients returns a function that creates S3 clients with sessions of a role.
func (s *Stack) clients() func(role string) *awss3.Client {
	address := s.S3URL() // the same after StopS3 and StartS3
	return func(role string) *awss3.Client {
		c := s.Sessions.Assume(role)
		return awss3.New(awss3.Options{
			BaseEndpoint: aws.String(address), Region: Region, UsePathStyle: true,
			Credentials: credentials.NewStaticCredentialsProvider(c.AccessKeyID, c.SecretAccessKey, c.SessionToken),
		})
	}
}

// created reports a stored object to EventBridge and GuardDuty.
func (s *Stack) created(o events.Created) {
	s.buses.PutCreated(o)
	s.scanner.Created(o)
}

func (s *Stack) closeEvents() {
	if s.eventsServer != nil {
		s.eventsServer.Close()
	}
	if s.scanner != nil {
		s.scanner.Close()
	}
	if s.buses != nil {
		s.buses.Close()
	}
}

// invokeLater invokes a function asynchronously.
func (s *Stack) invokeLater(function string, event []byte) error {
	if !s.ready.Load() {
		return events.ErrNotReady
	}
	i := slices.IndexFunc(s.functions, func(f *lambda.Function) bool { return f.Name == function })
	return s.functions[i].InvokeLater(event)
}

// deadLetters returns a function that queues the events that f failed to handle.
func (s *Stack) deadLetters(f template.Function) func(event []byte, err error) {
	return func(event []byte, err error) {
		queue := s.queues[f.DeadLetters]
		if queue == nil || !s.Sessions.Allows(f.Role.ARN, "sqs:SendMessage", f.DeadLetters) {
			fmt.Fprintf(s.logs, "%s | event lost: the function has no DeadLetterQueue that its role may send to: %v\n",
				f.LogicalID, err)
			return
		}
		queue.Send(event, err)
	}
}

// Redrive invokes the functions with their dead letters again, and returns how many
// there were.
func (s *Stack) Redrive() (events int) {
	functions := make(map[string]string) // by the ARN of their dead-letter queue
	for _, f := range s.Template.Functions {
		functions[f.DeadLetters] = f.LogicalID
	}
	for _, r := range s.Template.Rules {
		for _, target := range r.Targets {
			if target.Function != "" {
				functions[target.DeadLetters] = target.Function
			}
		}
	}
	for queue, function := range functions {
		if s.queues[queue] == nil {
			continue
		}
		for _, event := range s.queues[queue].Take() {
			if err := s.invokeLater(function, event); err != nil {
				s.queues[queue].Send(event, err)
			}
			events++
		}
	}
	return events
}

// printVerdict logs a verdict in one line, without the key, which may contain the
// file's name.
func (s *Stack) printVerdict(event events.Event) {
	var detail struct{ VersionID, FoundType, Reason string }
	if event.Source != "slipway" || json.Unmarshal(event.Detail, &detail) != nil {
		return
	}
	if detail.Reason != "" {
		detail.Reason += ", "
	}
	fmt.Fprintf(s.logs, "%s: %s%s (version %s)\n", event.DetailType, detail.Reason, detail.FoundType, detail.VersionID)
}
