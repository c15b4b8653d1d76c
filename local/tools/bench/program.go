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
	name    string
	command []string
	// files are what would be deployed: a file or a folder.
	files       string
	environment []string // beside that of every function
}

const (
	bare       = "bare aws-lambda-go handler"
	withConfig = "the same that loads the SDK's config"
	answering  = "the same that answers and logs alike, by encoding/json and slog"
	node       = "Node.js bundle, s3-presigned-post"
	python     = "Python, boto3"
)

// built returns the programs, which are built once a run. Those in Go are
// required; others are skipped if they cannot be built.
func (b *bench) built(ctx context.Context) ([]*program, error) {
	if b.programs != nil {
		return b.programs, nil
	}
	ours := filepath.Join(b.folder, "slipway")
	if err := b.make(ctx, "build-CredentialsFunction", ours); err != nil {
		return nil, err
	}
	programs := []*program{executable(slipway, filepath.Join(ours, "bootstrap"))}
	for _, peer := range []struct{ name, folder string }{{bare, "bare"}, {withConfig, "config"}, {answering, "answering"}} {
		folder := filepath.Join(b.folder, peer.folder)
		// With the Makefile's own command, for the same flags.
		rule := "peer: ; cd local/tools/bench/peers && $(BUILD) ./" + peer.folder
		if err := b.make(ctx, "peer", folder, "--eval", rule); err != nil {
			return nil, err
		}
		programs = append(programs, executable(peer.name, filepath.Join(folder, "bootstrap")))
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

func executable(name, path string) *program { return &program{name, []string{path}, path, nil} }

// make runs a target of the Makefile that builds a bootstrap for this machine
// into a folder.
func (b *bench) make(ctx context.Context, target, folder string, more ...string) error {
	if output, err := repository.Make(ctx, b.root, target, folder, more...); err != nil {
		return fmt.Errorf("make %s: %w: %.300s", target, err, output)
	}
	return nil
}

// finish runs a command and returns its output as part of an error.
func finish(command *exec.Cmd) error {
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %.300s", strings.Join(command.Args, " "), err, output)
	}
	return nil
}

// sameVersions fails if a peer in Go is linked with another version of a module
// than Slipway.
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
	// The program in PATH may be a script that chooses one of several.
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
	return &program{python, []string{path, filepath.Join(folder, "function.py")}, packages, []string{"PYTHONPATH=" + packages}}, nil
}

// settings are the environment variables of the credentials function, from the
// template and from Lambda.
func (b *bench) settings() ([]string, error) { return b.settingsOf("CredentialsFunction") }

// settingsOf returns those of any function.
func (b *bench) settingsOf(function string) ([]string, error) {
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
