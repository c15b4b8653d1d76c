// Command local runs the whole stack on one machine, from template.yaml: an S3
// server with the bucket, the functions with the rights of their roles, the
// HTTP API and the web pages.
//
//	go run -C local . [flags]                  serves until Ctrl-C
//	go run -C local . [flags] -- command args  runs a command against the stack
//
// The command finds the stack in its environment (see variables in command.go);
// when it ends, the stack does, and its exit status is this program's.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
)

func main() {
	// The gateway changes the working directory, so this comes first.
	options, err := parse(os.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		os.Exit(2)
	}
	status := 0
	if err == nil {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
		defer stop()
		status, err = run(orphaned(ctx), options)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "local:", err)
		os.Exit(1)
	}
	os.Exit(status)
}

// options are the command line and the environment, all paths absolute.
type options struct {
	root       string // of the repository
	template   string
	profiles   string // "" for those of the repository
	data       string // "" for a temporary folder
	parameters map[string]string
	port       string // of the pages and the API
	s3Port     string
	s3URL      string   // of the S3 server in forms and signed URLs, "" for its own
	command    []string // none: serve until a signal comes
	directory  string   // where the command runs
}

func parse(arguments []string) (options, error) {
	o := options{parameters: make(map[string]string)}
	flags := flag.NewFlagSet("local", flag.ContinueOnError)
	flags.StringVar(&o.template, "template", "", "the SAM `file` (default: template.yaml of the repository)")
	flags.StringVar(&o.profiles, "profiles", "", "the JSON `file` to build the functions with (default: functions/profiles.json of the repository)")
	flags.StringVar(&o.data, "data", "", "the `folder` that uploads are kept in (default: .local of the repository; with a command, a temporary one)")
	flags.Func("parameter", "a parameter of the template, as `Name=value`; may be repeated", func(s string) error {
		name, value, ok := strings.Cut(s, "=")
		if !ok {
			return errors.New("it must look like Name=value")
		}
		o.parameters[name] = value
		return nil
	})
	flags.StringVar(&o.s3URL, "s3-url", "", "the `address` of the S3 server in forms and signed URLs, where something stands before it (default: its own)")
	if err := flags.Parse(arguments); err != nil {
		// flags has printed what is wrong, with the usage.
		return o, flag.ErrHelp
	}
	o.command = flags.Args()
	if len(o.command) > 0 && !separated(arguments, o.command) {
		return o, fmt.Errorf("a command goes after --, such as: local -- %s", strings.Join(o.command, " "))
	}
	return o, o.complete()
}

// separated reports whether -- stands before the command: without it, a
// misspelt flag would be run.
func separated(arguments, command []string) bool {
	before := len(arguments) - len(command) - 1
	return before >= 0 && arguments[before] == "--"
}

// complete fills in what the command line left out.
func (o *options) complete() error {
	working, err := os.Getwd()
	if err != nil {
		return err
	}
	if o.root, err = findRoot(working); err != nil {
		return err
	}
	// With `go run -C local`, the shell's own folder is only in PWD.
	o.directory = os.Getenv("PWD")
	if info, err := os.Stat(o.directory); err != nil || !info.IsDir() {
		o.directory = working
	}
	if o.template == "" {
		o.template = filepath.Join(o.root, "template.yaml")
	}
	if o.data == "" && len(o.command) == 0 {
		o.data = filepath.Join(o.root, ".local")
	}
	for _, path := range []*string{&o.template, &o.profiles, &o.data} {
		if *path != "" && !filepath.IsAbs(*path) {
			*path = filepath.Join(o.directory, *path)
		}
	}
	o.port, o.s3Port = os.Getenv("PORT"), os.Getenv("S3_PORT")
	if o.port == "" {
		o.port = defaultPort("3000", o.command)
	}
	if o.s3Port == "" {
		o.s3Port = defaultPort("9000", o.command)
	}
	return nil
}

// defaultPort is any free port for a command, which is told where it is.
func defaultPort(port string, command []string) string {
	if len(command) > 0 {
		return "0"
	}
	return port
}

// findRoot returns the first folder upwards that has a template.yaml.
func findRoot(from string) (string, error) {
	for folder := from; ; folder = filepath.Dir(folder) {
		if _, err := os.Stat(filepath.Join(folder, "template.yaml")); err == nil {
			return folder, nil
		}
		if folder == filepath.Dir(folder) {
			return "", fmt.Errorf("there is no template.yaml in %s or above: run this in the repository", from)
		}
	}
}
