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

	"slipway/local/events"
	"slipway/local/internal/serving"
	"slipway/local/lambda"
	"slipway/local/sqs"
	"slipway/local/template"
)

// startEvents starts the buses, before anything that puts events on them.
func (s *Stack) startEvents(context.Context) (err error) {
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
		Heard:    s.printVerdict,
	})
	if err != nil {
		return fmt.Errorf("%s: %w", s.options.Template, err)
	}
	if s.eventsListener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return fmt.Errorf("no port for EventBridge: %w", err)
	}
	s.eventsServer = &http.Server{Handler: s.buses, ErrorLog: log.New(os.Stderr, "EventBridge: ", 0)}
	go serving.Serve(s.eventsServer, s.eventsListener)
	return nil
}

func (s *Stack) closeEvents() {
	if s.eventsServer != nil {
		s.eventsServer.Close()
	}
	if s.buses != nil {
		s.buses.Close()
	}
}

// invokeLater hands an event to a function.
func (s *Stack) invokeLater(function string, event []byte) error {
	if !s.ready.Load() {
		return events.ErrNotReady
	}
	i := slices.IndexFunc(s.functions, func(f *lambda.Function) bool { return f.Name == function })
	return s.functions[i].InvokeLater(event)
}

// deadLetters returns what takes the events that a function failed at.
func (s *Stack) deadLetters(f template.Function) func(event []byte, err error) {
	return func(event []byte, err error) {
		queue := s.queues[f.DeadLetters]
		if queue == nil || !s.Sessions.Allows(f.Role.ARN, "sqs:SendMessage", f.DeadLetters) {
			fmt.Fprintf(s.logs, "%s | an event is lost: it has no DeadLetterQueue that its role may send to: %v\n", f.LogicalID, err)
			return
		}
		queue.Send(event, err)
	}
}

// printVerdict says what the application is told of a file, in one line without
// the file's key, whose end is its name.
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
