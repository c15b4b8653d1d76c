package stack

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"

	"slipway/local/internal/process"
	"slipway/local/internal/repository"
	"slipway/local/template"
)

// What CloudFormation would know of the account. The region is not us-east-1,
// where S3 forgives mistakes that it forgives nowhere else.
const (
	Region  = "eu-central-1"
	Account = "000000000000"
	Name    = "slipway-local"
)

// Options say what to start. All paths are absolute.
type Options struct {
	Root       string // of the repository
	Template   string // the SAM file; "" for the repository's
	Profiles   string // the JSON file to build the functions with; "" for the repository's
	Data       string // the folder that uploads are kept in; "" for a temporary one
	Directory  string // where commands run
	Parameters map[string]string
	Port       string // of the pages and the API; "" for any free one
	S3Port     string // the same
	S3URL      string // of the S3 server in forms and signed URLs; "" for its own
	// Logs takes what the functions print. Without it, the end of that is kept,
	// and shown on the standard error when a start or a command fails.
	Logs io.Writer
	// Adjust, if given, changes what the template says before anything starts.
	Adjust func(*template.Stack)
}

// Parse reads a command line: flags, and a command behind --. Flags that are
// wrong are reported with the usage, and give flag.ErrHelp.
func Parse(program string, arguments []string) (o Options, command []string, err error) {
	o.Parameters = make(map[string]string)
	flags := flag.NewFlagSet(program, flag.ContinueOnError)
	flags.StringVar(&o.Template, "template", "", "the SAM `file` (default: template.yaml of the repository)")
	flags.StringVar(&o.Profiles, "profiles", "", "the JSON `file` to build the functions with "+
		"(default: functions/profiles.json of the repository)")
	flags.StringVar(&o.Data, "data", "", "the `folder` that uploads are kept in "+
		"(default: .local of the repository; with a command, a temporary one)")
	flags.Func("parameter", "a parameter of the template, as `Name=value`; may be repeated", func(s string) error {
		name, value, ok := strings.Cut(s, "=")
		if !ok {
			return errors.New("it must look like Name=value")
		}
		o.Parameters[name] = value
		return nil
	})
	flags.StringVar(&o.S3URL, "s3-url", "", "the `address` of the S3 server in forms and signed URLs, "+
		"where something stands before it (default: its own)")
	if err := flags.Parse(arguments); err != nil {
		return o, nil, flag.ErrHelp
	}
	command = flags.Args()
	if len(command) > 0 && !separated(arguments, command) {
		return o, nil, fmt.Errorf("a command goes after --, such as: %s -- %s", program, strings.Join(command, " "))
	}
	return o, command, o.complete(len(command) > 0)
}

// separated reports whether -- stands before the command: without it, a
// misspelt flag would be run.
func separated(arguments, command []string) bool {
	before := len(arguments) - len(command) - 1
	return before >= 0 && arguments[before] == "--"
}

// complete fills in what the command line left out. A command is told where
// everything is, so any port will do.
func (o *Options) complete(forCommand bool) (err error) {
	if o.Root, err = repository.Root(); err != nil {
		return err
	}
	if o.Directory, err = process.WorkingFolder(); err != nil {
		return err
	}
	o.Port, o.S3Port = os.Getenv("PORT"), os.Getenv("S3_PORT")
	if !forCommand {
		if o.Data == "" {
			o.Data = filepath.Join(o.Root, ".local")
		}
		if o.Port == "" {
			o.Port = "3000"
		}
		if o.S3Port == "" {
			o.S3Port = "9000"
		}
	}
	for _, path := range []*string{&o.Template, &o.Profiles, &o.Data} {
		if *path != "" && !filepath.IsAbs(*path) {
			*path = filepath.Join(o.Directory, *path)
		}
	}
	return nil
}

// parameters returns the template's parameters for a stack at this address.
func (o *Options) parameters(address, port string) map[string]string {
	parameters := make(map[string]string)
	maps.Copy(parameters, o.Parameters)
	if _, given := parameters["AllowedOrigins"]; !given {
		parameters["AllowedOrigins"] = "http://localhost:" + port + "," + address
	}
	// On AWS somebody must say that anybody may upload. Nobody else reaches
	// this machine's API, so here it need not be said.
	_, issuer := parameters["JwtIssuer"]
	if _, given := parameters["AllowAnonymous"]; !given && !issuer {
		parameters["AllowAnonymous"] = "true"
	}
	return parameters
}
