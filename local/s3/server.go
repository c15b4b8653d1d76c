// Package s3 runs an S3 server in this process: versitygw, which checks
// signatures, POST policies, session tokens and CORS as S3 does, and keeps
// objects as plain files. The buckets are set up through its S3 API, as
// CloudFormation sets them up on AWS.
//
// Where versitygw differs from S3, a file of this package corrects it, and
// TestGatewayNeeds fails when that file is no longer needed.
//
// The gateway listens on a UNIX socket, behind a reverse proxy on a loopback port
// (see cors.go). A process can have one server at a time: versitygw has global
// state (see embedgw), and its file backend changes the working directory
// (posix.New). Close changes it back.
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
	Listeners []net.Listener  // for clients; Close closes them
	Region    string          // of its buckets
	Data      string          // folder of the objects, with a folder for each bucket; created if missing
	Metadata  string          // folder of the metadata, if the file system has no extended attributes
	Versions  string          // folder of older versions, outside of Data; created if missing
	Socket    string          // path of the gateway's socket
	Owner     Owner           // has all rights
	Sessions  auth.IAMService // all other callers
	Buckets   []template.Bucket
	Created   func(events.Created) // receives each stored object of buckets with EventBridge; must not block
	Report    io.Writer            // receives a line for each later error
}

// Owner has the keys of the buckets' owner.
type Owner struct{ AccessKeyID, SecretAccessKey string }

// Server is a running S3 server.
type Server struct {
	// Unenforced names the settings of the buckets that this server does not
	// enforce.
	Unenforced []string

	proxy   *http.Server
	socket  string
	working string          // directory before Start
	gateway *http.Transport // to the gateway's socket
	stop    context.CancelFunc
	stopped chan struct{} // closed when the gateway has ended
	err     error         // of the gateway; valid when stopped is closed
}

// maxConnections is far more than the browsers of one machine open.
const maxConnections = 1000

// Start starts the server and sets up the buckets. Existing buckets keep their
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
		return nil, fmt.Errorf("cannot create the data folder: %w", err)
	}
	metadata, err := metadataStore(config.Data, config.Metadata)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(config.Versions, 0o755); err != nil {
		return nil, fmt.Errorf("cannot create the folder of versions: %w", err)
	}
	working, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	files, err := newBackend(config, metadata)
	if err != nil {
		return nil, fmt.Errorf("cannot open the data folder %s: %w", config.Data, err)
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
	created := createdBackend{wholeBackend{files}, notifying(config.Buckets), config.Created}
	gate := gateBackend{versionBackend{created, newKeyLocks()}, byTags, config.Sessions}
	tags := tagBackend{missingBackend{gate, config.Sessions}, config.Sessions}
	forms := formBackend{tags, config.Sessions, ownerships(config.Buckets)}
	go func() {
		s.err = runGateway(running, forms, config,
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
	// The gateway does not block public access, and ignores the canned ACL of a
	// form.
	s.Unenforced = append(s.Unenforced, "PublicAccessBlockConfiguration", "ACLs")
	return s, nil
}

// maxCopy is the largest object that S3 copies in one request, in bytes.
const maxCopy = 5 << 30

// newBackend returns versitygw's backend. It discards what posix.New prints to
// standard output, which belongs to the command.
func newBackend(config Config, metadata meta.MetadataStorer) (*posix.Posix, error) {
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	defer null.Close()
	stdout := os.Stdout
	os.Stdout = null
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
		MaxConnections:    maxConnections,
		MaxRequests:       maxConnections,
		MultipartMaxParts: 10000,
		KeepAlive:         true,
		Quiet:             true,
		IAMService:        config.Sessions,
		S3Options:         options,
	})
}

// Close stops the server. Incomplete uploads are not stored.
func (s *Server) Close() {
	s.proxy.Close()
	s.gateway.CloseIdleConnections()
	s.stop()
	<-s.stopped
	os.Chdir(s.working)
	os.Remove(s.socket) // versitygw leaves it if stopped just as it starts to listen
}

// metadataStore returns the store of content types, ETags and the like: extended
// attributes of the files, if the file system has them.
func metadataStore(data, metadata string) (meta.MetadataStorer, error) {
	if (meta.XattrMeta{}).Test(data) == nil {
		return meta.XattrMeta{}, nil
	}
	if err := os.MkdirAll(metadata, 0o755); err != nil {
		return nil, fmt.Errorf("cannot create the folder of metadata: %w", err)
	}
	return meta.NewSideCar(filepath.Clean(metadata))
}

// dialSocket returns a transport that connects to the gateway for every host.
func dialSocket(path string) *http.Transport {
	return &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", path)
		},
		DisableCompression:  true, // answers pass unchanged
		MaxIdleConnsPerHost: 16,
	}
}
