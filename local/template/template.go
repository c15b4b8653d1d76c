// Package template reads an AWS SAM template and resolves it as CloudFormation
// would, so that what runs on one machine is what would be deployed: the same
// parameters and their checks, routes, CORS, environment, bucket settings and
// rights, from the same file.
//
// It supports what the project's template uses. Any other function, section,
// resource type or property is an error with its line: ignoring one would be a
// difference between this machine and AWS.
//
// The steps have a file each: parse.go, parameters.go, rules.go, conditions.go,
// intrinsics.go (Ref, Sub, If and so on) and resources.go (names and properties).
// Then each kind of value in a Stack has one.
package template

import (
	"errors"
	"fmt"

	"go.yaml.in/yaml/v3"
)

// Inputs are CloudFormation's inputs besides the template. Region, Account and
// StackName are required.
type Inputs struct {
	// Parameters are the values of the template's parameters by name. A missing
	// one has its default. An unknown one is an error.
	Parameters map[string]string
	// Region, Account and StackName are the pseudo parameters AWS::Region,
	// AWS::AccountId and AWS::StackName.
	Region, Account, StackName string
	// Names are the names of deployed resources, by logical ID. Other resources
	// get the same name at each start.
	Names map[string]string
}

// A Stack is a resolved template.
type Stack struct {
	Buckets   []Bucket // in the template's order, like the other lists
	Roles     []*Role
	Functions []Function
	API       API // zero if the template has none
	Rules     []Rule
	Queues    []Queue
	Scans     []ScanPlan
	Outputs   map[string]string
}

// Load reads the SAM template at path and resolves it. An error begins with the
// file and, if known, the line.
func Load(path string, in Inputs) (*Stack, error) {
	r, err := resolve(path, in)
	if err != nil {
		return nil, err
	}
	stack := &Stack{Outputs: r.outputs}
	if err := r.build(stack); err != nil {
		return nil, err
	}
	return stack, nil
}

// A resolver resolves the expressions of a template.
type resolver struct {
	*source
	in         Inputs
	parameters map[string]any // a string, or []any for a list
	conditions map[string]*condition
	resources  map[string]*resource
	order      []*resource // the resources as the template lists them
	resolving  []string    // resources that are being resolved; each refers to the next
	unused     bool        // the current value is not deployed, but resolved to find mistakes
	outputs    map[string]string
}

func resolve(path string, in Inputs) (*resolver, error) {
	if in.Region == "" || in.Account == "" || in.StackName == "" {
		return nil, errors.New("template: Inputs need a Region, an Account and a StackName")
	}
	src, err := parse(path)
	if err != nil {
		return nil, err
	}
	r := &resolver{source: src, in: in}
	// Rules and conditions come before resources: as in CloudFormation, they may
	// refer to parameters only.
	for _, step := range []func() error{
		r.readParameters, r.readRules, r.readConditions, r.readResources, r.readOutputs,
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return r, nil
}

func (r *resolver) readOutputs() error {
	r.outputs = map[string]string{}
	for _, e := range r.source.outputs {
		fields, err := r.fields(e.value, "Condition", "Description", "Value")
		if err != nil {
			return err
		}
		if fields["Value"] == nil {
			return r.errorf(e.value, "output %s has no Value", e.key)
		}
		created := true
		if n := fields["Condition"]; n != nil {
			if created, err = r.condition(n, n.Value); err != nil {
				return err
			}
		}
		r.unused = !created
		value, err := r.text(fields["Value"])
		r.unused = false
		if err != nil {
			return err
		}
		if created {
			r.outputs[e.key] = value
		}
	}
	return nil
}

// build converts the resolved resources, each type after those that it refers to.
func (r *resolver) build(stack *Stack) error {
	integrations := map[string]*Function{}    // by the integration's id
	permitted := map[*Function]bool{}         // functions that the API may invoke
	senders := map[string][]string{}          // rules that may send to a queue, by the queue's ARN
	connections := map[string]Destination{}   // by ARN
	destinations := map[string]*Destination{} // by ARN
	for _, step := range []struct {
		kind string
		add  func(*resource) error
	}{
		{bucketType, func(res *resource) error {
			bucket, err := r.bucket(res)
			stack.Buckets = append(stack.Buckets, bucket)
			return err
		}},
		{bucketPolicyType, func(res *resource) error { return r.bucketPolicy(res, stack.Buckets) }},
		{roleType, func(res *resource) error {
			role, err := r.role(res)
			stack.Roles = append(stack.Roles, role)
			return err
		}},
		{functionType, func(res *resource) error {
			function, err := r.function(res, stack.Roles)
			stack.Functions = append(stack.Functions, function)
			return err
		}},
		{apiType, func(res *resource) error { return r.api(res, &stack.API) }},
		{stageType, func(res *resource) error { return r.stage(res, &stack.API) }},
		{authorizerType, func(res *resource) error { return r.authorizer(res, &stack.API) }},
		{integrationType, func(res *resource) (err error) {
			integrations[res.ref], err = r.integration(res, stack)
			return err
		}},
		{permissionType, func(res *resource) error {
			function, err := r.permission(res, stack)
			permitted[function] = true
			return err
		}},
		{routeType, func(res *resource) error { return r.route(res, &stack.API, integrations, permitted) }},
		{queueType, func(res *resource) error {
			stack.Queues = append(stack.Queues, Queue{res.id, res.attributes["Arn"]})
			return nil
		}},
		{queuePolicyType, func(res *resource) error { return r.queuePolicy(res, senders) }},
		{connectionType, func(res *resource) (err error) {
			connections[res.attributes["Arn"]], err = r.connection(res)
			return err
		}},
		{destinationType, func(res *resource) (err error) {
			destinations[res.attributes["Arn"]], err = r.destination(res, connections)
			return err
		}},
		{scanPlanType, func(res *resource) error {
			plan, err := r.scanPlan(res)
			stack.Scans = append(stack.Scans, plan)
			return err
		}},
		{ruleType, func(res *resource) error {
			rule, err := r.rule(res, stack, destinations, senders)
			stack.Rules = append(stack.Rules, rule)
			return err
		}},
	} {
		for _, res := range r.order {
			if res.kind == step.kind && !res.absent {
				if err := step.add(res); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// errorf returns an error with the file and the line of n.
func (s *source) errorf(n *yaml.Node, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %w", s.path, n.Line, fmt.Errorf(format, args...))
}
