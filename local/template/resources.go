package template

import (
	"bytes"
	"encoding/json"
	"strings"

	"go.yaml.in/yaml/v3"
)

// The standard partition of AWS, the only one imitated.
const (
	partition = "aws"
	urlSuffix = "amazonaws.com"
)

// The resource types that a template may have.
const (
	bucketType       = "AWS::S3::Bucket"
	bucketPolicyType = "AWS::S3::BucketPolicy"
	roleType         = "AWS::IAM::Role"
	logGroupType     = "AWS::Logs::LogGroup"
	functionType     = "AWS::Serverless::Function"
	apiType          = "AWS::Serverless::HttpApi"
)

// A resource is one entry of the section Resources.
type resource struct {
	id         string
	node       *yaml.Node
	state      state
	kind       string            // Type
	properties map[string]any    // resolved
	metadata   any               // resolved
	ref        string            // what Ref gives
	attributes map[string]string // what GetAtt gives, by name
}

func (r *resolver) readResources() error {
	r.resources = map[string]*resource{}
	for _, e := range r.source.resources {
		res := &resource{id: e.key, node: e.value}
		r.resources[e.key] = res
		r.order = append(r.order, res)
	}
	for _, res := range r.order {
		if _, err := r.resource(res.node, res.id); err != nil {
			return err
		}
	}
	return nil
}

// resource gives the resource of that name, resolved; n is where it is used.
// Meeting one that is being resolved means that each of the two needs the
// other first, which CloudFormation refuses too.
func (r *resolver) resource(n *yaml.Node, id string) (*resource, error) {
	res, ok := r.resources[id]
	if !ok {
		return nil, r.errorf(n, "no parameter or resource %q can be used here", id)
	}
	switch res.state {
	case resolved:
		return res, nil
	case resolving:
		return nil, r.errorf(n, "circular dependency: %s -> %s", strings.Join(r.resolving, " -> "), id)
	}
	res.state = resolving
	r.resolving = append(r.resolving, id)
	fields, err := r.fields(res.node, "Type", "Properties", "Metadata", "DeletionPolicy", "UpdateReplacePolicy")
	if err != nil {
		return nil, err
	}
	if fields["Type"] == nil {
		return nil, r.errorf(res.node, "%s has no Type", id)
	}
	if res.kind, err = r.literal(fields["Type"]); err != nil {
		return nil, err
	}
	if n := fields["Metadata"]; n != nil {
		if res.metadata, err = r.value(n); err != nil {
			return nil, err
		}
	}
	res.properties = map[string]any{}
	if n := fields["Properties"]; n != nil {
		value, err := r.value(n)
		if err != nil {
			return nil, err
		}
		if res.properties, ok = value.(map[string]any); !ok {
			return nil, r.errorf(n, "Properties must be a mapping")
		}
	}
	if err := r.identify(res); err != nil {
		return nil, err
	}
	r.resolving = r.resolving[:len(r.resolving)-1]
	res.state = resolved
	return res, nil
}

// identify gives res its names. CloudFormation ends most of them in random
// characters; here they are the same at each start, so that what was stored
// under them is found again.
func (r *resolver) identify(res *resource) error {
	name := r.in.StackName + "-" + res.id
	switch res.kind {
	case bucketType:
		name = strings.ToLower(name)
		res.attributes = map[string]string{
			"Arn":                "arn:" + partition + ":s3:::" + name,
			"RegionalDomainName": name + ".s3." + r.in.Region + "." + urlSuffix,
		}
	case roleType:
		res.attributes = map[string]string{
			"Arn": "arn:" + partition + ":iam::" + r.in.Account + ":role/" + name,
		}
	case functionType:
		res.attributes = map[string]string{
			"Arn": r.arn("lambda", "function:"+name),
		}
	case logGroupType:
		if given, ok := res.properties["LogGroupName"].(string); ok {
			name = given
		}
		res.attributes = map[string]string{
			"Arn": r.arn("logs", "log-group:"+name+":*"),
		}
	case apiType:
		name = strings.ToLower(res.id)
		res.attributes = map[string]string{
			"ApiEndpoint": "https://" + name + ".execute-api." + r.in.Region + "." + urlSuffix,
		}
	case bucketPolicyType:
	default:
		return r.errorf(res.node, "%s: resource type %s is not supported", res.id, res.kind)
	}
	res.ref = name
	return nil
}

func (r *resolver) arn(service, rest string) string {
	return strings.Join([]string{"arn", partition, service, r.in.Region, r.in.Account, rest}, ":")
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
