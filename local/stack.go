package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"slipway/local/apigateway"
	"slipway/local/internal/serving"
	"slipway/local/lambda"
	"slipway/local/pages"
	"slipway/local/s3"
	"slipway/local/session"
	"slipway/local/template"
)

// What CloudFormation would know of the account. The region is not us-east-1,
// where S3 forgives mistakes that it forgives nowhere else.
const (
	region    = "eu-central-1"
	account   = "000000000000"
	stackName = "slipway-local"
)

// stack is everything that runs.
type stack struct {
	options   options
	socket    string // of the S3 gateway
	template  *template.Stack
	owner     s3.Owner
	sessions  *session.Store
	lock      *os.File
	pages     []net.Listener // and of the API; the first is 127.0.0.1's
	s3        []net.Listener // the same
	s3server  *s3.Server
	functions []function
	web       *http.Server
}

type function struct {
	*lambda.Function
	role session.Role
}

// start starts the stack. temporary is a folder for sockets, programs and,
// where no other is given, the files. logs takes what the functions print. The
// stack that is returned must be closed, also with an error.
func start(ctx context.Context, o options, temporary string, logs io.Writer) (*stack, error) {
	s := &stack{
		options:  o,
		socket:   filepath.Join(temporary, "s3.sock"),
		sessions: session.NewStore(time.Now),
		owner: s3.Owner{
			AccessKeyID:     "AKIA" + rand.Text()[:16],
			SecretAccessKey: rand.Text() + rand.Text(),
		},
	}
	if s.options.data == "" {
		s.options.data = temporary
	}
	for _, step := range []func() error{
		s.listen,
		s.load,
		s.lockData,
		func() error { return s.startS3(ctx) },
		func() error { return s.startFunctions(ctx, filepath.Join(temporary, "build"), logs) },
		func() error { return s.serve(ctx) },
	} {
		if err := step(); err != nil {
			return s, err
		}
	}
	return s, nil
}

// load reads the template.
func (s *stack) load() error {
	parameters := maps.Clone(s.options.parameters)
	if _, given := parameters["AllowedOrigins"]; !given {
		parameters["AllowedOrigins"] = "http://localhost:" + s.port() + "," + s.url()
	}
	// On AWS somebody must say that anybody may upload. Nobody else reaches
	// this machine's API, so here it need not be said.
	_, issuer := parameters["JwtIssuer"]
	if _, given := parameters["AllowAnonymous"]; !given && !issuer {
		parameters["AllowAnonymous"] = "true"
	}
	var err error
	s.template, err = template.Load(s.options.template, template.Inputs{
		Parameters: parameters,
		Region:     region,
		Account:    account,
		StackName:  stackName,
	})
	if err == nil && (len(s.template.Buckets) == 0 || len(s.template.Functions) == 0) {
		return fmt.Errorf("%s: there must be a bucket and a function", s.options.template)
	}
	return err
}

func (s *stack) lockData() (err error) {
	s.lock, err = lock(s.options.data)
	return err
}

func (s *stack) startS3(ctx context.Context) (err error) {
	s.s3server, err = s3.Start(ctx, s3.Config{
		Listeners: s.s3,
		Region:    region,
		Data:      s.filesFolder(),
		Metadata:  filepath.Join(s.options.data, "s3-metadata"),
		Versions:  filepath.Join(s.options.data, "s3-versions"),
		Socket:    s.socket,
		Owner:     s.owner,
		Sessions:  s.sessions,
		Buckets:   s.template.Buckets,
		Report:    os.Stderr,
	})
	return err
}

// startFunctions builds the functions and starts one environment of each.
func (s *stack) startFunctions(ctx context.Context, folder string, logs io.Writer) error {
	for _, f := range s.template.Functions {
		bootstrap, err := build(ctx, s.options, f, filepath.Join(folder, f.LogicalID))
		if err != nil {
			return err
		}
		role, err := session.NewRole(f.Role.ARN, f.Role.Policies)
		if err != nil {
			return fmt.Errorf("%s: %w", s.options.template, err)
		}
		started := function{role: role, Function: &lambda.Function{
			Name:        f.LogicalID,
			Bootstrap:   bootstrap,
			ARN:         fmt.Sprintf("arn:aws:lambda:%s:%s:function:%s", region, account, f.Name),
			Region:      region,
			Variables:   s.localAddresses(f.Environment),
			Timeout:     f.Timeout,
			MemoryMB:    f.MemoryMB,
			Credentials: func() session.Credentials { return s.sessions.Assume(role) },
			Log:         logs,
		}}
		s.functions = append(s.functions, started)
		if err := started.Start(ctx); err != nil {
			return err
		}
	}
	return nil
}

// localAddresses returns a function's environment variables with the address
// of the local S3 server in place of AWS's. This is the only difference to the
// environment on AWS: the template's https://BUCKET.s3.REGION.amazonaws.com/
// becomes http://127.0.0.1:PORT/BUCKET/, the bucket's other name on AWS this
// machine's other name, and the SDK finds the server too.
func (s *stack) localAddresses(environment map[string]string) map[string]string {
	address := cmp.Or(s.options.s3URL, s.s3URL())
	other := strings.Replace(address, "//127.0.0.1:", "//localhost:", 1)
	// Nobody plays EventBridge here: nothing must reach AWS's.
	local := map[string]string{"AWS_ENDPOINT_URL_S3": address, "AWS_ENDPOINT_URL_EVENTBRIDGE": "http://127.0.0.1:9"}
	for name, value := range environment {
		for _, b := range s.template.Buckets {
			value = strings.ReplaceAll(value, "https://"+b.RegionalDomainName+"/", address+"/"+b.Name+"/")
			value = strings.ReplaceAll(value, "https://"+b.DualStackDomainName+"/", other+"/"+b.Name+"/")
		}
		local[name] = value
	}
	return local
}

// serve answers on the port of the API and the pages: the API has its routes
// and every error, the pages the rest.
func (s *stack) serve(ctx context.Context) error {
	pages, err := pages.Open(filepath.Join(s.options.root, "web"), s.pageSettings())
	if err != nil {
		return fmt.Errorf("no pages: %w", err)
	}
	api, err := apigateway.New(ctx, s.template.API, os.Stderr)
	if err != nil {
		return err
	}
	for i, f := range s.template.Functions {
		for _, route := range f.Routes {
			api.Handle(route.Method, route.Path, s.functions[i].Invoke, route.Scopes...)
		}
	}
	s.web = &http.Server{
		ErrorLog: log.New(os.Stderr, "HTTP API: ", 0),
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !api.Has(r) && pages.Has(r) {
				pages.ServeHTTP(w, r)
				return
			}
			api.ServeHTTP(w, r)
		}),
	}
	for _, listener := range s.pages {
		go serving.Serve(s.web, listener)
	}
	return nil
}

// pageSettings are what a page finds in its meta elements: how to sign in. The
// page sends ID tokens, and the audience of those is the client.
func (s *stack) pageSettings() map[string]string {
	authorizer := s.template.API.Authorizer
	if authorizer == nil {
		return nil
	}
	return map[string]string{"slipway-issuer": authorizer.Issuer, "slipway-client-id": authorizer.Audience[0]}
}

// close ends all that has been started.
func (s *stack) close() {
	if s.web != nil {
		s.web.Close()
	}
	for _, f := range s.functions {
		f.Close()
	}
	if s.s3server != nil {
		s.s3server.Close()
	}
	for _, listener := range slices.Concat(s.pages, s.s3) {
		listener.Close()
	}
	s.lock.Close()
}

// filesFolder is where the files lie, a folder each bucket.
func (s *stack) filesFolder() string { return filepath.Join(s.options.data, "s3") }

func (s *stack) url() string   { return "http://" + s.pages[0].Addr().String() }
func (s *stack) s3URL() string { return "http://" + s.s3[0].Addr().String() }
func (s *stack) port() string  { return portOf(s.pages[0]) }
