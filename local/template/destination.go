package template

// A Destination is an AWS::Events::ApiDestination and its connection: an HTTP
// server that receives events, with a secret in a header.
type Destination struct {
	ARN            string
	Method, URL    string
	Header, Secret string
}

// connection reads a connection, which must have an API key.
func (r *resolver) connection(res *resource) (Destination, error) {
	var p struct {
		AuthorizationType text
		AuthParameters    struct {
			ApiKeyAuthParameters struct{ ApiKeyName, ApiKeyValue text }
		}
	}
	if err := r.decode(res, &p); err != nil {
		return Destination{}, err
	}
	key := p.AuthParameters.ApiKeyAuthParameters
	if p.AuthorizationType != "API_KEY" || key.ApiKeyName == "" || key.ApiKeyValue == "" {
		return Destination{}, r.errorf(res.node,
			"%s: only AuthorizationType API_KEY with ApiKeyAuthParameters is supported", res.id)
	}
	return Destination{Header: string(key.ApiKeyName), Secret: string(key.ApiKeyValue)}, nil
}

// destination reads a destination. connections are by ARN.
func (r *resolver) destination(res *resource, connections map[string]Destination) (*Destination, error) {
	var p struct {
		ConnectionArn, HttpMethod, InvocationEndpoint text
		InvocationRateLimitPerSecond                  number // not enforced locally
	}
	if err := r.decode(res, &p); err != nil {
		return nil, err
	}
	d, ok := connections[string(p.ConnectionArn)]
	if !ok {
		return nil, r.errorf(res.node, "%s: ConnectionArn must be a connection of this template (!GetAtt)", res.id)
	}
	d.ARN, d.Method, d.URL = res.attributes["Arn"], string(p.HttpMethod), string(p.InvocationEndpoint)
	return &d, nil
}
