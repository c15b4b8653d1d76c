package stack

import (
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

// The pseudo parameters of the template. The region is not us-east-1, where S3
// accepts some requests that it refuses in all other regions.
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
	S3Port     string // likewise
	S3URL      string // address of the S3 server in forms and signed URLs; "" for its own
	// Logs receives the output of the functions. If it is nil, the end of the
	// output is written to standard error when Start or a command fails.
	Logs io.Writer
	// Adjust, if not nil, changes the resolved template before anything starts.
	Adjust func(*template.Stack)
}

// Parse parses a command line: flags, and a command after --. For an invalid flag
// it prints the usage and returns flag.ErrHelp.
func Parse(program string, arguments []string) (o Options, command []string, err error) {
	o.Parameters = make(map[string]string)
	flags := flag.NewFlagSet(program, flag.ContinueOnError)
	flags.StringVar(&o.Template, "template", "", "the SAM `file` (default: template.yaml of the repository)")
	flags.StringVar(&o.Profiles, "profiles", "", "the JSON `file` to build the functions with "+
		"(default: functions/profiles.json of the repository)")
	flags.StringVar(&o.Data, "data", "", "the `folder` that uploads are kept in "+
		"(default: .local of the repository; with a command, a temporary one)")
	template.ParameterFlag(flags, o.Parameters)
	flags.StringVar(&o.S3URL, "s3-url", "", "the `address` of the S3 server in forms and signed URLs, "+
		"if it is behind a proxy (default: its own)")
	if err := flags.Parse(arguments); err != nil {
		return o, nil, flag.ErrHelp
	}
	command = flags.Args()
	if len(command) > 0 && !separated(arguments, command) {
		return o, nil, fmt.Errorf("a command goes after --, such as: %s -- %s", program, strings.Join(command, " "))
	}
	return o, command, o.complete(len(command) > 0)
}

// separated reports whether -- precedes the command. Without it, a misspelt flag
// would be run as a command.
func separated(arguments, command []string) bool {
	before := len(arguments) - len(command) - 1
	return before >= 0 && arguments[before] == "--"
}

// complete sets the options that the command line left out. A command gets free
// ports, since its environment has the addresses.
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
	// On AWS, AllowAnonymous must be set explicitly. This API can be reached from
	// this machine only, so it is the default.
	_, issuer := parameters["JwtIssuer"]
	if _, given := parameters["AllowAnonymous"]; !given && !issuer {
		parameters["AllowAnonymous"] = "true"
	}
	return parameters
}
