// Package s3 runs an S3 server in this process: versitygw, which checks
// signatures, POST policies, session tokens and CORS as S3 does, and keeps
// objects as plain files. The buckets are set up through its S3 API, as
// CloudFormation sets them up on AWS.
//
// Where versitygw does otherwise than S3, a file of this package makes up for
// it, and TestGatewayNeeds fails as soon as that is no longer needed.
//
// The gateway itself listens on a UNIX socket. A reverse proxy stands before
// it on a loopback port (see cors.go for why). One server a process: versitygw
// has global state (embedgw says so), and its file backend changes the process's
// working directory (posix.New). Close changes it back.
package s3

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"

	"github.com/versity/versitygw/auth"
	"github.com/versity/versitygw/backend"
	"github.com/versity/versitygw/backend/meta"
	"github.com/versity/versitygw/backend/posix"
	"github.com/versity/versitygw/embedgw"
	"github.com/versity/versitygw/s3api"

	"slipway/local/events"
	"slipway/local/internal/serving"
	"slipway/local/template"
)

// Config says what to run. All paths are absolute.
type Config struct {
	Listeners []net.Listener  // where clients reach the server; they are closed with the server
	Region    string          // the AWS region it plays
	Data      string          // folder of the objects, a folder each bucket; made where missing
	Metadata  string          // folder for what a file system without extended attributes cannot keep
	Versions  string          // folder of the objects' older versions, beside Data; made where missing
	Socket    string          // path for the gateway's socket, in a folder of its own
	Owner     Owner           // owns the buckets and may do anything
	Sessions  auth.IAMService // everybody else
	Buckets   []template.Bucket
	Created   func(events.Created) // is told of objects in buckets that tell EventBridge; must not wait
	Report    io.Writer            // takes what goes wrong later, one line each
}

// Owner is the pair of keys of the buckets' owner.
type Owner struct{ AccessKeyID, SecretAccessKey string }

// Server is a running S3 server.
type Server struct {
	// Unenforced names what the buckets' settings ask for and this server does
	// not do, in words for people.
	Unenforced []string

	proxy   *http.Server
	socket  string
	working string          // the directory before
	gateway *http.Transport // to the gateway's socket
	stop    context.CancelFunc
	stopped chan struct{} // closed when the gateway is gone
	err     error         // why, once stopped is closed
}

// connections is how many clients the server takes at once, which is far more
// than one machine's browsers open.
const connections = 1000

// Start starts the server and sets up the buckets. Those that exist keep their
// objects.
func Start(ctx context.Context, config Config) (*Server, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	byTags, buckets, err := splitPolicies(config.Buckets)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(config.Data, 0o755); err != nil {
		return nil, fmt.Errorf("cannot keep files: %w", err)
	}
	metadata, err := metadataStore(config.Data, config.Metadata)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(config.Versions, 0o755); err != nil {
		return nil, fmt.Errorf("cannot keep versions: %w", err)
	}
	working, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	files, err := newBackend(config, metadata)
	if err != nil {
		return nil, fmt.Errorf("cannot keep files in %s: %w", config.Data, err)
	}

	running, stop := context.WithCancel(context.Background())
	s := &Server{
		socket:  config.Socket,
		working: working,
		gateway: dialSocket(config.Socket),
		stop:    stop,
		stopped: make(chan struct{}),
	}
	ready := make(chan struct{})
	told := createdBackend{wholeBackend{files}, notifying(config.Buckets), config.Created}
	gated := gateBackend{versionBackend{told, newKeyLocks()}, byTags, config.Sessions}
	tagging := tagBackend{missingBackend{gated, config.Sessions}, config.Sessions}
	checked := formBackend{tagging, config.Sessions, ownerships(config.Buckets)}
	go func() {
		s.err = runGateway(running, checked, config,
			s3api.WithOnListen(func() { close(ready) }),
			s3api.WithMiddleware("/", rememberRequest),
			s3api.WithMiddleware("/", drain))
		close(s.stopped)
	}()
	select {
	case <-ready:
	case <-s.stopped:
		stop()
		os.Chdir(working)
		return nil, fmt.Errorf("the S3 server does not start: %w", s.err)
	}

	report := log.New(config.Report, "S3 server: ", 0)
	s.proxy = &http.Server{
		Handler:  newProxy(s.gateway, config.Buckets, config.Data, signedBy(config.Owner, config.Sessions), report),
		ErrorLog: report,
	}
	for _, listener := range config.Listeners {
		go serving.Serve(s.proxy, listener)
	}

	client := NewClient("http://"+config.Listeners[0].Addr().String(), config.Region,
		config.Owner.AccessKeyID, config.Owner.SecretAccessKey)
	for _, bucket := range buckets {
		unenforced, err := SetUpBucket(ctx, client, config.Region, bucket)
		if err != nil {
			s.Close()
			return nil, fmt.Errorf("cannot set up the bucket %s: %w", bucket.Name, err)
		}
		s.Unenforced = append(s.Unenforced, unenforced...)
	}
	// The gateway has no public access to block but that of a bucket policy,
	// and no canned ACL in a form has any effect.
	s.Unenforced = append(s.Unenforced, "PublicAccessBlockConfiguration", "ACLs")
	return s, nil
}

// maxCopy is the largest object that S3 copies at once, in bytes.
const maxCopy = 5 << 30

// newBackend returns versitygw's backend, and keeps it from printing where it
// keeps versions: what goes to standard output is the command's.
func newBackend(config Config, metadata meta.MetadataStorer) (*posix.Posix, error) {
	nowhere, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	defer nowhere.Close()
	stdout := os.Stdout
	os.Stdout = nowhere
	defer func() { os.Stdout = stdout }()
	return posix.New(config.Data, metadata, posix.PosixOpts{
		VersioningDir: config.Versions, CopyObjectThreshold: maxCopy,
	})
}

// runGateway runs versitygw on the socket until ctx ends.
func runGateway(ctx context.Context, storage backend.Backend, config Config, options ...s3api.Option) error {
	return embedgw.RunVersityGW(ctx, storage, &embedgw.Config{
		RootUserAccess:    config.Owner.AccessKeyID,
		RootUserSecret:    config.Owner.SecretAccessKey,
		Region:            config.Region,
		Ports:             []string{config.Socket},
		MaxConnections:    connections,
		MaxRequests:       connections,
		MultipartMaxParts: 10000,
		KeepAlive:         true,
		Quiet:             true,
		IAMService:        config.Sessions,
		S3Options:         options,
	})
}

// Close ends the server. Uploads that are not complete are not stored.
func (s *Server) Close() {
	s.proxy.Close()
	s.gateway.CloseIdleConnections()
	s.stop()
	<-s.stopped
	os.Chdir(s.working)
	os.Remove(s.socket) // versitygw leaves it if it is stopped just as it begins to listen
}

// metadataStore returns where content types, ETags and the like are kept:
// with the files, where the file system can.
func metadataStore(data, metadata string) (meta.MetadataStorer, error) {
	if (meta.XattrMeta{}).Test(data) == nil {
		return meta.XattrMeta{}, nil
	}
	if err := os.MkdirAll(metadata, 0o755); err != nil {
		return nil, fmt.Errorf("cannot keep metadata: %w", err)
	}
	return meta.NewSideCar(filepath.Clean(metadata))
}

// dialSocket returns a transport that reaches the gateway whatever the host.
func dialSocket(path string) *http.Transport {
	return &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", path)
		},
		DisableCompression:  true, // an answer must be passed on as it is
		MaxIdleConnsPerHost: 16,
	}
}
