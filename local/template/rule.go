package template

import (
	"encoding/json"
	"slices"
	"time"
)

// A Rule is an AWS::Events::Rule: which events of a bus go where.
type Rule struct {
	LogicalID string
	Bus       string // its name
	Pattern   json.RawMessage
	Targets   []Target
}

// A Target is a function that gets the events of a rule.
type Target struct {
	Function    string        // its logical ID
	MaxRetries  int           // of a delivery
	MaxAge      time.Duration // of an event, from the first try to the last
	DeadLetters string        // ARN of the queue of what could not be delivered; "" for none
}

// A Queue is an AWS::SQS::Queue.
type Queue struct{ LogicalID, ARN string }

// rule reads res, whose targets must be functions that let it invoke them and
// queues that let it send to them: AWS would lose the event without a word.
func (r *resolver) rule(res *resource, stack *Stack, senders map[string][]string) (Rule, error) {
	p := struct {
		Description, EventBusName text
		EventPattern              json.RawMessage
		Targets                   []target
	}{EventBusName: "default"}
	if err := r.decode(res, &p); err != nil {
		return Rule{}, err
	}
	rule := Rule{LogicalID: res.id, Bus: string(p.EventBusName), Pattern: p.EventPattern}
	for _, t := range p.Targets {
		target := Target{MaxRetries: 185, MaxAge: 24 * time.Hour, DeadLetters: string(t.DeadLetterConfig.Arn)} // EventBridge's own defaults
		if n := t.RetryPolicy.MaximumRetryAttempts; n != nil {
			target.MaxRetries = int(*n)
		}
		if n := t.RetryPolicy.MaximumEventAgeInSeconds; n != nil {
			target.MaxAge = seconds(*n)
		}
		arn := res.attributes["Arn"]
		if queue := target.DeadLetters; queue != "" && !slices.Contains(senders[queue], arn) {
			return Rule{}, r.errorf(res.node, "%s may not send to the queue of its target %s: that needs an AWS::SQS::QueuePolicy", res.id, t.Id)
		}
		function := r.functionByARN(t.Arn, stack)
		if function == nil {
			return Rule{}, r.errorf(res.node, "%s: target %s must be a function of this template (!GetAtt)", res.id, t.Id)
		}
		if !slices.Contains(function.invokers, arn) {
			return Rule{}, r.errorf(res.node, "%s may not invoke %s: it needs an AWS::Lambda::Permission", res.id, function.LogicalID)
		}
		target.Function = function.LogicalID
		rule.Targets = append(rule.Targets, target)
	}
	return rule, nil
}

type target struct {
	Id, Arn     text
	RetryPolicy struct {
		MaximumRetryAttempts, MaximumEventAgeInSeconds *number
	}
	DeadLetterConfig struct{ Arn text }
}

// queuePolicy adds to senders, by the ARN of a queue, which rules may send to it.
func (r *resolver) queuePolicy(res *resource, senders map[string][]string) error {
	var p struct {
		Queues         []text
		PolicyDocument struct {
			Version   text
			Statement []struct {
				Effect, Action, Resource text
				Principal                struct{ Service text }
				Condition                struct {
					ArnEquals map[string]text
				}
			}
		}
	}
	if err := r.decode(res, &p); err != nil {
		return err
	}
	for _, s := range p.PolicyDocument.Statement {
		source := s.Condition.ArnEquals["aws:SourceArn"]
		if s.Effect != "Allow" || s.Action != "sqs:SendMessage" || s.Principal.Service != "events.amazonaws.com" || source == "" {
			return r.errorf(res.node, "%s: only a rule's right is supported: Effect Allow, Principal events.amazonaws.com, "+
				"Action sqs:SendMessage, Condition ArnEquals aws:SourceArn", res.id)
		}
		senders[string(s.Resource)] = append(senders[string(s.Resource)], string(source))
	}
	return nil
}
