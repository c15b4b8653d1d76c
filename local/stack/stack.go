// Package stack runs the whole stack on this machine, from template.yaml: an S3
// server with the bucket, event buses with the rules, the functions with the
// rights of their roles, the HTTP API and the web pages.
package stack

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"slipway/local/apigateway"
	"slipway/local/events"
	"slipway/local/guardduty"
	"slipway/local/internal/serving"
	"slipway/local/lambda"
	"slipway/local/s3"
	"slipway/local/session"
	"slipway/local/sqs"
	"slipway/local/template"
)

// Stack is a running stack.
type Stack struct {
	Template *template.Stack // the resolved template
	Sessions *session.Store  // of the functions' roles

	options        Options
	bucketRegion   string
	temporary      string // folder of sockets and programs; and of the files, if Options.Data is ""
	owner          s3.Owner
	lock           *os.File
	pagesListeners []net.Listener // of the API too; the first is on 127.0.0.1
	s3Listeners    []net.Listener // the first is on 127.0.0.1
	functions      []*lambda.Function
	ready          atomic.Bool           // the functions have started
	queues         map[string]*sqs.Queue // of dead letters, by ARN
	buses          *events.Buses
	scanner        *guardduty.Scanner
	eventsListener net.Listener // of the buses
	eventsServer   *http.Server
	web            *http.Server
	logs           io.Writer // output of the functions

	outage  sync.Mutex // guards s3, s3Listeners and stopped once the stack has started
	s3      *s3.Server
	stopped bool // by StopS3
}

// Start starts a stack. A process can have one at a time: see package s3.
func Start(ctx context.Context, o Options) (*Stack, error) {
	s := &Stack{
		options:  o,
		Sessions: session.NewStore(time.Now),
		owner: s3.Owner{
			AccessKeyID:     "AKIA" + rand.Text()[:16],
			SecretAccessKey: rand.Text() + rand.Text(),
		},
		logs: o.Logs,
	}
	if s.logs == nil {
		s.logs = new(tail)
	}
	for _, step := range []func(context.Context) error{
		s.makeTemporary, s.listen, s.load, s.lockData, s.startEvents, s.startS3, s.startFunctions, s.serve,
	} {
		err := step(ctx)
		if ctx.Err() != nil {
			err = ctx.Err()
		} else if err != nil {
			s.showLogs()
		}
		if err != nil {
			s.Close()
			return nil, err
		}
	}
	return s, nil
}

func (s *Stack) makeTemporary(context.Context) (err error) {
	base := os.TempDir()
	if len(base) > 70 {
		base = "/tmp" // a socket's path has at most 103 bytes
	}
	if s.temporary, err = os.MkdirTemp(base, "slipway-"); err != nil {
		return fmt.Errorf("cannot create a temporary folder: %w", err)
	}
	if s.options.Data == "" {
		s.options.Data = s.temporary
	}
	if s.options.Template == "" {
		s.options.Template = filepath.Join(s.options.Root, "template.yaml")
	}
	return nil
}

// load resolves the template. If its parameters name an existing API or bucket,
// that is created here too, the bucket with the template's settings.
func (s *Stack) load(context.Context) (err error) {
	in := template.Inputs{
		Parameters: s.options.parameters(s.URL(), portOf(s.pagesListeners[0])),
		Region:     Region,
		Account:    Account,
		StackName:  Name,
		Names:      make(map[string]string),
	}
	if id := in.Parameters["ExistingApiId"]; id != "" {
		in.Names["HttpApi"] = id
		delete(in.Parameters, "ExistingApiId")
	}
	if s.Template, err = template.Load(s.options.Template, in); err != nil {
		return err
	}
	s.bucketRegion = Region
	if bucket := in.Parameters["ExistingBucket"]; bucket != "" {
		s.bucketRegion = cmp.Or(in.Parameters["ExistingBucketRegion"], Region)
		in.Region, in.Names["UploadBucket"] = s.bucketRegion, bucket
		delete(in.Parameters, "ExistingBucket")
		delete(in.Parameters, "ExistingBucketRegion")
		withBucket, err := template.Load(s.options.Template, in)
		if err != nil {
			return err
		}
		s.Template.Buckets = withBucket.Buckets
	}
	if len(s.Template.Buckets) == 0 || len(s.Template.Functions) == 0 {
		return fmt.Errorf("%s: the template has no bucket or no function", s.options.Template)
	}
	if s.options.Adjust != nil {
		s.options.Adjust(s.Template)
	}
	return nil
}

func (s *Stack) lockData(context.Context) (err error) {
	s.lock, err = lock(s.options.Data)
	return err
}

func (s *Stack) startS3(ctx context.Context) error {
	server, err := s3.Start(ctx, s3.Config{
		Listeners: s.s3Listeners,
		Region:    s.bucketRegion,
		Data:      s.filesFolder(),
		Metadata:  filepath.Join(s.options.Data, "s3-metadata"),
		Versions:  filepath.Join(s.options.Data, "s3-versions"),
		Socket:    filepath.Join(s.temporary, "s3.sock"),
		Owner:     s.owner,
		Sessions:  s.Sessions,
		Buckets:   s.Template.Buckets,
		Created:   s.created,
		Report:    os.Stderr,
	})
	s.s3 = server
	return err
}

// startFunctions builds the functions and starts one environment of each.
func (s *Stack) startFunctions(ctx context.Context) error {
	for _, f := range s.Template.Functions {
		artifacts := filepath.Join(s.temporary, "build", f.LogicalID)
		bootstrap, err := build(ctx, s.options, f, artifacts)
		if err != nil {
			return err
		}
		function := &lambda.Function{
			Name:        f.LogicalID,
			Bootstrap:   bootstrap,
			ARN:         fmt.Sprintf("arn:aws:lambda:%s:%s:function:%s", Region, Account, f.Name),
			Region:      Region,
			Variables:   s.localAddresses(f.Environment),
			Timeout:     f.Timeout,
			MemoryMB:    f.MemoryMB,
			Credentials: func() session.Credentials { return s.Sessions.Assume(f.Role.ARN) },
			Log:         s.logs,
			DeadLetters: s.deadLetters(f),
		}
		s.functions = append(s.functions, function)
		if err := function.Start(ctx); err != nil {
			return err
		}
	}
	s.ready.Store(true)
	return nil
}

// serve serves the API and the pages on one port. The API answers its routes and
// unknown paths, the pages answer the rest.
func (s *Stack) serve(ctx context.Context) error {
	address, other := s.bucketAddresses()
	addresses := []string{address, other}
	settings := s.pageSettings()
	if issuer, err := url.Parse(settings["slipway-issuer"]); err == nil && issuer.Host != "" {
		addresses = append(addresses, issuer.Scheme+"://"+issuer.Host)
	}
	pages, err := openPages(filepath.Join(s.options.Root, "web"), settings, addresses...)
	if err != nil {
		return fmt.Errorf("cannot open the pages: %w", err)
	}
	api, err := apigateway.New(ctx, s.Template.API, os.Stderr)
	if err != nil {
		return err
	}
	for i, f := range s.Template.Functions {
		for _, route := range f.Routes {
			api.Handle(route.Method, route.Path, s.functions[i].Invoke, route.Scopes...)
		}
	}
	s.web = &http.Server{
		ErrorLog: log.New(os.Stderr, "HTTP API: ", 0),
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !api.Has(r) && pages.has(r) {
				pages.ServeHTTP(w, r)
				return
			}
			api.ServeHTTP(w, r)
		}),
	}
	for _, listener := range s.pagesListeners {
		go serving.Serve(s.web, listener)
	}
	return nil
}

// pageSettings returns the content of the page's meta elements: the path of the
// API, and how to sign in. The page sends ID tokens, whose audience is the client
// ID.
func (s *Stack) pageSettings() map[string]string {
	settings := map[string]string{"slipway-api": s.options.Parameters["RoutePrefix"]}
	if authorizer := s.Template.API.Authorizer; authorizer != nil {
		settings["slipway-issuer"], settings["slipway-client-id"] = authorizer.Issuer, authorizer.Audience[0]
	}
	return settings
}

// Close stops everything that Start has started. Call it once.
func (s *Stack) Close() {
	if s.web != nil {
		s.web.Close()
	}
	s.closeEvents()
	for _, f := range s.functions {
		f.Close()
	}
	s.StopS3()
	closeAll(s.pagesListeners)
	closeAll(s.s3Listeners)
	s.lock.Close()
	os.RemoveAll(s.temporary)
}

func closeAll(listeners []net.Listener) {
	for _, listener := range listeners {
		listener.Close()
	}
}

// filesFolder returns the folder of the files, with a folder for each bucket.
func (s *Stack) filesFolder() string { return filepath.Join(s.options.Data, "s3") }
