package main

import (
	"context"
	"debug/buildinfo"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"slipway/local/internal/repository"
	"slipway/local/template"
)

// A program is a Lambda function that can be started: Slipway's or a peer.
type program struct {
	name        string
	command     []string
	files       string   // the file or folder that would be deployed
	environment []string // additional variables
}

const (
	bare       = "bare aws-lambda-go handler"
	withConfig = "bare handler that loads the SDK's config"
	answering  = "bare handler with the same answer and log, by encoding/json and slog"
	node       = "Node.js bundle, s3-presigned-post"
	python     = "Python, boto3"
)

// built returns the programs and builds them on the first call. Those in Go are
// required; the others are skipped if they cannot be built.
func (b *bench) built(ctx context.Context) ([]*program, error) {
	if b.programs != nil {
		return b.programs, nil
	}
	ours, err := b.function(ctx, "CredentialsFunction")
	if err != nil {
		return nil, err
	}
	programs := []*program{ours}
	for _, peer := range []struct{ name, folder string }{
		{bare, "bare"}, {withConfig, "config"}, {answering, "answering"},
	} {
		p, err := b.peer(ctx, peer.name, peer.folder)
		if err != nil {
			return nil, err
		}
		programs = append(programs, p)
	}
	if err := sameVersions(programs); err != nil {
		return nil, err
	}
	for _, fetch := range []func(context.Context) (*program, error){b.fetchNode, b.fetchPython} {
		p, err := fetch(ctx)
		if err != nil {
			b.skip("a peer", err)
			continue
		}
		programs = append(programs, p)
	}
	b.programs = programs
	return programs, nil
}

// function builds one of the functions.
func (b *bench) function(ctx context.Context, logicalID string) (*program, error) {
	return b.make(ctx, slipway, "build-"+logicalID, logicalID)
}

// peer builds a peer in Go, with the flags of the Makefile.
func (b *bench) peer(ctx context.Context, name, folder string) (*program, error) {
	rule := "peer: ; cd local/tools/bench/peers && $(BUILD) ./" + folder
	return b.make(ctx, name, "peer", folder, "--eval", rule)
}

// make runs a target of the Makefile that builds a bootstrap for this machine
// into a folder of b.folder.
func (b *bench) make(ctx context.Context, name, target, folder string, more ...string) (*program, error) {
	folder = filepath.Join(b.folder, folder)
	if output, err := repository.Make(ctx, b.root, target, folder, more...); err != nil {
		return nil, fmt.Errorf("make %s: %w: %.300s", target, err, output)
	}
	path := filepath.Join(folder, "bootstrap")
	return &program{name, []string{path}, path, nil}, nil
}

// finish runs a command. An error contains its output.
func finish(command *exec.Cmd) error {
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %.300s", strings.Join(command.Args, " "), err, output)
	}
	return nil
}

// sameVersions returns an error if two programs have different versions of a
// module.
func sameVersions(programs []*program) error {
	versions := map[string]string{}
	for _, p := range programs {
		info, err := buildinfo.ReadFile(p.files)
		if err != nil {
			return fmt.Errorf("%s: %w", p.files, err)
		}
		for _, module := range info.Deps {
			if wanted, known := versions[module.Path]; known && wanted != module.Version {
				return fmt.Errorf("%s has %s %s, but Slipway has %s: go get -C local/tools/bench/peers %s@%s",
					p.name, module.Path, module.Version, wanted, module.Path, wanted)
			}
			versions[module.Path] = module.Version
		}
	}
	return nil
}

// fetchNode fetches and bundles the function for Node.js.
func (b *bench) fetchNode(ctx context.Context) (*program, error) {
	interpreter, err := exec.LookPath("node")
	if err != nil {
		return nil, fmt.Errorf("%s: Node.js is not installed", node)
	}
	folder := filepath.Join(b.root, "local/tools/bench/peers/node")
	bundle := filepath.Join(b.folder, "node", "function.js")
	for _, command := range []*exec.Cmd{
		exec.CommandContext(ctx, "npm", "--prefix", folder, "ci", "--no-audit", "--no-fund"),
		exec.CommandContext(ctx, "npm", "--prefix", folder, "run", "build", "--", "--outfile="+bundle),
	} {
		if err := finish(command); err != nil {
			return nil, fmt.Errorf("%s: %w", node, err)
		}
	}
	return &program{node, []string{interpreter, bundle}, bundle, []string{"NODE_NO_WARNINGS=1"}}, nil
}

// fetchPython fetches boto3.
func (b *bench) fetchPython(ctx context.Context) (*program, error) {
	// python3 in PATH may be a script that selects an interpreter.
	interpreter, err := exec.CommandContext(ctx, "python3", "-c", "import sys; print(sys.executable)").Output()
	if err != nil {
		return nil, fmt.Errorf("%s: Python is not installed", python)
	}
	path := strings.TrimSpace(string(interpreter))
	folder := filepath.Join(b.root, "local/tools/bench/peers/python")
	packages := filepath.Join(b.folder, "python")
	err = finish(exec.CommandContext(ctx, path, "-m", "pip", "install", "--quiet", "--timeout", "10", "--retries", "1",
		"--upgrade", "--target", packages, "-r", filepath.Join(folder, "requirements.txt")))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", python, err)
	}
	command := []string{path, filepath.Join(folder, "function.py")}
	return &program{python, command, packages, []string{"PYTHONPATH=" + packages}}, nil
}

// settings returns the environment variables of a function, from the template and
// from Lambda.
func (b *bench) settings(function string) ([]string, error) {
	stack, err := template.Load(filepath.Join(b.root, "template.yaml"), template.Inputs{
		Parameters: map[string]string{"AllowAnonymous": "true"},
		Region:     "eu-central-1", Account: "000000000000", StackName: "slipway-bench",
	})
	if err != nil {
		return nil, err
	}
	settings := []string{
		"AWS_REGION=eu-central-1", "AWS_DEFAULT_REGION=eu-central-1", "AWS_LAMBDA_FUNCTION_NAME=bench",
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE=128", "AWS_LAMBDA_FUNCTION_VERSION=$LATEST",
		"AWS_ACCESS_KEY_ID=ASIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
		"AWS_SESSION_TOKEN=" + strings.Repeat("IQoJb3Jp", 100),
		"PATH=/usr/bin:/bin",
	}
	i := slices.IndexFunc(stack.Functions, func(f template.Function) bool { return f.LogicalID == function })
	for name, value := range stack.Functions[i].Environment {
		settings = append(settings, name+"="+value)
	}
	return settings, nil
}
