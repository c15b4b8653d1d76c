package template

import (
	"bytes"
	"encoding/json"
	"path"
	"strings"

	"go.yaml.in/yaml/v3"
)

// The resource types that a template may have.
const (
	bucketType       = "AWS::S3::Bucket"
	bucketPolicyType = "AWS::S3::BucketPolicy"
	roleType         = "AWS::IAM::Role"
	logGroupType     = "AWS::Logs::LogGroup"
	functionType     = "AWS::Serverless::Function"
	apiType          = "AWS::ApiGatewayV2::Api"
	stageType        = "AWS::ApiGatewayV2::Stage"
	authorizerType   = "AWS::ApiGatewayV2::Authorizer"
	integrationType  = "AWS::ApiGatewayV2::Integration"
	routeType        = "AWS::ApiGatewayV2::Route"
	permissionType   = "AWS::Lambda::Permission"
	alarmType        = "AWS::CloudWatch::Alarm"     // not used locally
	dashboardType    = "AWS::CloudWatch::Dashboard" // likewise
	metricFilterType = "AWS::Logs::MetricFilter"    // likewise
	ruleType         = "AWS::Events::Rule"
	connectionType   = "AWS::Events::Connection"
	destinationType  = "AWS::Events::ApiDestination"
	scanPlanType     = "AWS::GuardDuty::MalwareProtectionPlan"
	queueType        = "AWS::SQS::Queue"
	queuePolicyType  = "AWS::SQS::QueuePolicy"
	domainType       = "AWS::ApiGatewayV2::DomainName" // not used locally
	domainMapType    = "AWS::ApiGatewayV2::ApiMapping" // likewise
)

// A resource is one entry of the section Resources.
type resource struct {
	id         string
	node       *yaml.Node
	state      state
	absent     bool              // not created, since its Condition is false
	kind       string            // Type
	properties map[string]any    // resolved
	metadata   any               // resolved
	ref        string            // value of Ref
	attributes map[string]string // values of GetAtt, by name
}

func (r *resolver) readResources() error {
	r.resources = map[string]*resource{}
	for _, e := range r.source.resources {
		res := &resource{id: e.key, node: e.value}
		r.resources[e.key] = res
		r.order = append(r.order, res)
	}
	for _, res := range r.order {
		if err := r.readResource(res.node, res); err != nil {
			return err
		}
	}
	return nil
}

// resource returns the resource of that name, resolved; n is where it is used.
func (r *resolver) resource(n *yaml.Node, id string) (*resource, error) {
	res, ok := r.resources[id]
	if !ok {
		return nil, r.errorf(n, "no parameter or resource %q can be used here", id)
	}
	if err := r.readResource(n, res); err != nil {
		return nil, err
	}
	if res.absent && !r.unused {
		return nil, r.errorf(n, "%s is not created, because its Condition is false", id)
	}
	return res, nil
}

// readResource resolves res, if it is not resolved yet; n is where it is used. Like
// CloudFormation, it refuses circular references.
func (r *resolver) readResource(n *yaml.Node, res *resource) error {
	switch res.state {
	case resolved:
		return nil
	case resolving:
		return r.errorf(n, "circular dependency: %s -> %s", strings.Join(r.resolving, " -> "), res.id)
	}
	res.state = resolving
	r.resolving = append(r.resolving, res.id)
	fields, err := r.fields(res.node,
		"Type", "Properties", "Metadata", "Condition", "DeletionPolicy", "UpdateReplacePolicy")
	if err != nil {
		return err
	}
	if fields["Type"] == nil {
		return r.errorf(res.node, "%s has no Type", res.id)
	}
	if res.kind, err = r.literal(fields["Type"]); err != nil {
		return err
	}
	if n := fields["Condition"]; n != nil {
		holds, err := r.condition(n, n.Value)
		if err != nil {
			return err
		}
		res.absent = !holds
	}
	outer := r.unused
	r.unused = res.absent
	defer func() { r.unused = outer }()
	if n := fields["Metadata"]; n != nil {
		if res.metadata, err = r.value(n); err != nil {
			return err
		}
	}
	res.properties = map[string]any{}
	if n := fields["Properties"]; n != nil {
		value, err := r.value(n)
		if err != nil {
			return err
		}
		var ok bool
		if res.properties, ok = value.(map[string]any); !ok {
			return r.errorf(n, "Properties must be a mapping")
		}
	}
	if err := r.identify(res); err != nil {
		return err
	}
	r.resolving = r.resolving[:len(r.resolving)-1]
	res.state = resolved
	return nil
}

// name returns the value of Ref for res. Unlike CloudFormation, it appends no random
// characters: files must be found after a restart.
func (r *resolver) name(res *resource) string {
	if name, ok := r.in.Names[res.id]; ok {
		return name
	}
	switch res.kind {
	case bucketType:
		return strings.ToLower(r.in.StackName + "-" + res.id)
	case logGroupType:
		if name, ok := res.properties["LogGroupName"].(string); ok {
			return name
		}
	case stageType:
		name, _ := res.properties["StageName"].(string)
		return name
	case apiType, authorizerType, integrationType, routeType:
		return strings.ToLower(res.id)
	}
	return r.in.StackName + "-" + res.id
}

// identify sets the name and the attributes of res.
func (r *resolver) identify(res *resource) error {
	name := r.name(res)
	switch res.kind {
	case bucketType:
		res.attributes = map[string]string{
			"Arn":                 "arn:" + r.partition() + ":s3:::" + name,
			"RegionalDomainName":  name + ".s3." + r.in.Region + "." + r.urlSuffix(),
			"DualStackDomainName": name + ".s3.dualstack." + r.in.Region + "." + r.urlSuffix(),
		}
	case roleType:
		res.attributes = map[string]string{
			"Arn": "arn:" + r.partition() + ":iam::" + r.in.Account + ":role/" + name,
		}
	case functionType:
		res.attributes = map[string]string{
			"Arn": r.arn("lambda", "function:"+name),
		}
	case logGroupType:
		res.attributes = map[string]string{
			"Arn": r.arn("logs", "log-group:"+name+":*"),
		}
	case apiType:
		res.attributes = map[string]string{
			"ApiEndpoint": "https://" + name + ".execute-api." + r.in.Region + "." + r.urlSuffix(),
		}
	case ruleType:
		path := "rule/" + name
		if bus, _ := res.properties["EventBusName"].(string); bus != "" && bus != "default" {
			path = "rule/" + bus + "/" + name
		}
		res.attributes = map[string]string{"Arn": r.arn("events", path)}
	case connectionType: // AWS appends an id to this ARN, and to the next
		res.attributes = map[string]string{"Arn": r.arn("events", "connection/"+name)}
	case destinationType:
		res.attributes = map[string]string{"Arn": r.arn("events", "api-destination/"+name)}
	case queueType:
		// Inputs.Names has the queue's URL, which ends in its name.
		res.attributes = map[string]string{"Arn": r.arn("sqs", path.Base(name)), "QueueName": path.Base(name)}
	case domainType:
		name, _ = res.properties["DomainName"].(string)
		res.attributes = map[string]string{
			"RegionalDomainName": "d-" + strings.ToLower(res.id) + ".execute-api." + r.in.Region + "." + r.urlSuffix(),
		}
	case scanPlanType, domainMapType, queuePolicyType, stageType, authorizerType, integrationType, routeType,
		bucketPolicyType, permissionType, alarmType, dashboardType, metricFilterType:
	default:
		return r.errorf(res.node, "%s: resource type %s is not supported", res.id, res.kind)
	}
	res.ref = name
	return nil
}

// partition returns the region's partition: aws or aws-cn.
func (r *resolver) partition() string {
	if strings.HasPrefix(r.in.Region, "cn-") {
		return "aws-cn"
	}
	return "aws"
}

func (r *resolver) urlSuffix() string {
	if r.partition() == "aws-cn" {
		return "amazonaws.com.cn"
	}
	return "amazonaws.com"
}

func (r *resolver) arn(service, rest string) string {
	return strings.Join([]string{"arn", r.partition(), service, r.in.Region, r.in.Account, rest}, ":")
}

// decode fills v, a struct whose fields are named as CloudFormation names the
// properties. A property without a field is an error.
func (r *resolver) decode(res *resource, v any) error {
	text, err := json.Marshal(res.properties)
	if err != nil {
		return r.errorf(res.node, "%s: %w", res.id, err)
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(v); err != nil {
		return r.errorf(res.node, "%s: Properties: %s", res.id, strings.TrimPrefix(err.Error(), "json: "))
	}
	return nil
}
