package main

import (
	"context"
	"crypto/rand"
	_ "embed"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/google/uuid"

	"slipway/local/internal/process"
)

//go:embed ceph.conf
var configuration string

// A cluster is a minimal Ceph cluster with an S3 server.
type cluster struct {
	endpoint string // of S3 and STS
	folder   string
	daemons  []*exec.Cmd
	gone     chan string // names of daemons that have ended
	output   *os.File    // of all programs
}

// startTimeout is how long Ceph may take to start, usually a few seconds.
const startTimeout = 2 * time.Minute

// startCluster starts a cluster with its files, except for objects, in folder. The
// caller must close the cluster, even after an error.
func startCluster(ctx context.Context, folder string) (*cluster, error) {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	c := &cluster{folder: folder, gone: make(chan string, 3)}
	var err error
	if c.output, err = os.Create(filepath.Join(folder, "output")); err != nil {
		return c, err
	}
	for _, name := range []string{"mon", "osd", "rgw"} {
		if err := os.Mkdir(filepath.Join(folder, name), 0o700); err != nil {
			return c, err
		}
	}
	ports, err := freePorts(2)
	if err != nil {
		return c, err
	}
	c.endpoint = "http://127.0.0.1:" + ports[1]
	fsid, osd := uuid.NewString(), uuid.NewString()
	text := strings.NewReplacer("{FSID}", fsid, "{MON_PORT}", ports[0], "{PORT}", ports[1],
		"{FOLDER}", folder, "{STS_KEY}", rand.Text()[:16]).Replace(configuration)
	if err := os.WriteFile(c.path("ceph.conf"), []byte(text), 0o600); err != nil {
		return c, err
	}

	// Each command waits for the effect of the previous one.
	for _, step := range []func() error{
		func() error {
			return c.run(ctx, "monmaptool", "--create", "--fsid", fsid,
				"--addv", "a", "[v2:127.0.0.1:"+ports[0]+"/0]", c.path("monmap"))
		},
		func() error { return c.run(ctx, "ceph-mon", "--mkfs", "--id", "a", "--monmap", c.path("monmap")) },
		func() error { return c.start("ceph-mon", "--foreground", "--id", "a") },
		func() error { return c.run(ctx, "ceph", "osd", "new", osd) },
		func() error { return c.run(ctx, "ceph-osd", "--mkfs", "--id", "0", "--osd-uuid", osd) },
		func() error { return c.start("ceph-osd", "--foreground", "--id", "0") },
		func() error { return c.start("radosgw", "--foreground", "--name", "client.rgw") },
		func() error { return c.answers(ctx) },
	} {
		if err := step(); err != nil {
			return c, err
		}
	}
	return c, nil
}

func (c *cluster) path(name string) string { return filepath.Join(c.folder, name) }

// command returns one of Ceph's programs with the configuration of the cluster.
func (c *cluster) command(ctx context.Context, name string, arguments ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, name, arguments...)
	command.Env = append(os.Environ(), "CEPH_CONF="+c.path("ceph.conf"))
	command.Stdout, command.Stderr = c.output, c.output
	process.Prepare(command)
	return command
}

// run runs a program to its end.
func (c *cluster) run(ctx context.Context, name string, arguments ...string) error {
	if err := c.command(ctx, name, arguments...).Run(); err != nil {
		return c.failed(name, err)
	}
	return nil
}

// start starts a program that runs until close.
func (c *cluster) start(name string, arguments ...string) error {
	command := c.command(context.Background(), name, arguments...)
	if err := command.Start(); err != nil {
		return c.failed(name, err)
	}
	c.daemons = append(c.daemons, command)
	go func() {
		command.Wait()
		c.gone <- name
	}()
	return nil
}

// answers waits until the S3 server answers.
func (c *cluster) answers(ctx context.Context) error {
	for {
		if response, err := http.Get(c.endpoint); err == nil {
			response.Body.Close()
			return nil
		}
		select {
		case name := <-c.gone:
			c.gone <- name // for close
			return c.failed(name, errors.New("the program ended"))
		case <-ctx.Done():
			return c.failed("radosgw", ctx.Err())
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// failed returns an error with the end of the programs' output.
func (c *cluster) failed(name string, err error) error {
	const limit = 4 << 10
	text, _ := os.ReadFile(c.output.Name())
	return fmt.Errorf("%s: %w\n%s", name, err, text[max(0, len(text)-limit):])
}

// close kills all daemons.
func (c *cluster) close() {
	for _, daemon := range c.daemons {
		process.Signal(daemon, syscall.SIGKILL)
	}
	for range c.daemons {
		<-c.gone
	}
	if c.output != nil {
		c.output.Close()
	}
}

// freePorts returns unused ports of 127.0.0.1.
func freePorts(n int) ([]string, error) {
	var ports []string
	for range n {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer listener.Close() // keeps the port until all are chosen
		ports = append(ports, strconv.Itoa(listener.Addr().(*net.TCPAddr).Port))
	}
	return ports, nil
}
