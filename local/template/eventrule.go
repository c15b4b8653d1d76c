package template

import (
	"encoding/json"
	"slices"
	"time"
)

// A Rule is an AWS::Events::Rule: the targets of some events of a bus.
type Rule struct {
	LogicalID string
	Bus       string // its name
	Pattern   json.RawMessage
	Targets   []Target
}

// A Target is a function or a destination that receives the events of a rule.
type Target struct {
	Function    string        // logical ID; "" for a destination
	Destination *Destination  // nil for a function
	Role        string        // ARN of the role that posts to the destination
	MaxRetries  int           // of a delivery
	MaxAge      time.Duration // of an event, at its last delivery
	DeadLetters string        // ARN of the queue of undelivered events; "" for none
}

// A Queue is an AWS::SQS::Queue.
type Queue struct{ LogicalID, ARN string }

// rule reads a rule. Its targets and queues must permit it to use them: otherwise
// AWS would silently drop the event. destinations are by ARN; senders are the rules
// that may send to a queue, by the queue's ARN.
func (r *resolver) rule(res *resource, stack *Stack, destinations map[string]*Destination,
	senders map[string][]string) (Rule, error) {
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
		target := Target{
			Destination: destinations[string(t.Arn)],
			Role:        string(t.RoleArn),
			DeadLetters: string(t.DeadLetterConfig.Arn),
			MaxRetries:  185, // EventBridge's defaults
			MaxAge:      24 * time.Hour,
		}
		if n := t.RetryPolicy.MaximumRetryAttempts; n != nil {
			target.MaxRetries = int(*n)
		}
		if n := t.RetryPolicy.MaximumEventAgeInSeconds; n != nil {
			target.MaxAge = seconds(*n)
		}
		arn := res.attributes["Arn"]
		if queue := target.DeadLetters; queue != "" && !slices.Contains(senders[queue], arn) {
			return Rule{}, r.errorf(res.node,
				"%s may not send to the queue of its target %s: add an AWS::SQS::QueuePolicy", res.id, t.Id)
		}
		if target.Destination == nil {
			function := r.functionByARN(t.Arn, stack)
			if function == nil {
				return Rule{}, r.errorf(res.node,
					"%s: target %s must be a function or an API destination of this template (!GetAtt)", res.id, t.Id)
			}
			if !slices.Contains(function.invokers, arn) {
				return Rule{}, r.errorf(res.node,
					"%s may not invoke %s: add an AWS::Lambda::Permission", res.id, function.LogicalID)
			}
			target.Function = function.LogicalID
		}
		rule.Targets = append(rule.Targets, target)
	}
	return rule, nil
}

type target struct {
	Id, Arn, RoleArn text
	RetryPolicy      struct {
		MaximumRetryAttempts, MaximumEventAgeInSeconds *number
	}
	DeadLetterConfig struct{ Arn text }
}

// queuePolicy adds the rules of a policy to senders.
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
		if s.Effect != "Allow" || s.Action != "sqs:SendMessage" || s.Principal.Service != "events.amazonaws.com" ||
			source == "" {
			return r.errorf(res.node, "%s: only a rule's right is supported: Effect Allow, Principal events.amazonaws.com, "+
				"Action sqs:SendMessage, Condition ArnEquals aws:SourceArn", res.id)
		}
		senders[string(s.Resource)] = append(senders[string(s.Resource)], string(source))
	}
	return nil
}
