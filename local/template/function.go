package template

import (
	"encoding/json"
	"slices"
	"time"
)

// A Function is an AWS::Serverless::Function that make builds as a bootstrap.
type Function struct {
	LogicalID   string // the make target is build-<LogicalID>
	Name        string
	CodeURI     string // the folder with the Makefile, relative to the template's
	Role        *Role
	Environment map[string]string
	Timeout     time.Duration // of one invocation
	MemoryMB    int
	Routes      []Route // by path, then method
	DeadLetters string  `json:",omitempty"` // ARN of the queue of its failed events; "" for none

	invokers []string // ARNs of the rules that may invoke it
}

func (r *resolver) function(res *resource, roles []*Role) (Function, error) {
	// Lambda's defaults.
	p := struct {
		CodeUri, Runtime, Handler, Role, Tracing text
		Architectures                            []text
		MemorySize, Timeout                      number
		LoggingConfig                            json.RawMessage
		DeadLetterQueue                          struct{ Type, TargetArn text }
		Environment                              struct{ Variables map[string]text }
	}{MemorySize: 128, Timeout: 3}
	if err := r.decode(res, &p); err != nil {
		return Function{}, err
	}
	if p.Runtime != "provided.al2023" {
		return Function{}, r.errorf(res.node, "%s: Runtime %q is not supported (only provided.al2023)", res.id, p.Runtime)
	}
	if metadata, _ := res.metadata.(map[string]any); metadata["BuildMethod"] != "makefile" {
		return Function{}, r.errorf(res.node, "%s: Metadata needs BuildMethod: makefile", res.id)
	}
	f := Function{
		LogicalID:   res.id,
		Name:        res.ref,
		CodeURI:     string(p.CodeUri),
		Environment: map[string]string{},
		Timeout:     seconds(p.Timeout),
		MemoryMB:    int(p.MemorySize),
		DeadLetters: string(p.DeadLetterQueue.TargetArn),
	}
	i := slices.IndexFunc(roles, func(role *Role) bool { return role.ARN == string(p.Role) })
	if i < 0 {
		return Function{}, r.errorf(res.node, "%s: Role must be a role of this template (!GetAtt Role.Arn)", res.id)
	}
	f.Role = roles[i]
	for name, value := range p.Environment.Variables {
		f.Environment[name] = string(value)
	}
	return f, nil
}
