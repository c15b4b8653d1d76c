package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-lambda-go/events"
)

// buildBootstrap builds the deployed program for this machine, by the
// Makefile's own target.
func buildBootstrap(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	output, err := exec.Command("make", "-C", "../..", "build-CredentialsFunction",
		"ARTIFACTS_DIR="+dir, "GOOS="+runtime.GOOS, "GOARCH="+runtime.GOARCH).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	return filepath.Join(dir, "bootstrap")
}

// lambdaEnvironment is what Lambda gives a function, and no more.
func lambdaEnvironment(runtimeAPI string, settings map[string]string) []string {
	environment := []string{
		"AWS_LAMBDA_RUNTIME_API=" + runtimeAPI, "AWS_LAMBDA_FUNCTION_NAME=credentials", "AWS_REGION=eu-central-1",
		"AWS_ACCESS_KEY_ID=" + testCredentials.AccessKeyID, "AWS_SECRET_ACCESS_KEY=" + testCredentials.SecretAccessKey,
		"AWS_SESSION_TOKEN=" + testCredentials.SessionToken,
	}
	for name, value := range settings {
		environment = append(environment, name+"="+value)
	}
	return environment
}

// A runtimeAPI is Lambda's Runtime API as one function sees it: it hands out
// the events in order and keeps the answers.
//
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
type runtimeAPI struct {
	events chan string // the names of files in events/
	ended  chan struct{}

	mu      sync.Mutex
	answers map[string][]byte
}

func (api *runtimeAPI) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	const base = "/2018-06-01/runtime/invocation/"
	if r.Method == http.MethodGet && r.URL.Path == base+"next" {
		name, ok := <-api.events
		if !ok {
			close(api.ended)
			<-r.Context().Done() // as a frozen environment
			return
		}
		event, err := os.ReadFile("../../events/" + name + ".json")
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Lambda-Runtime-Aws-Request-Id", name)
		w.Header().Set("Lambda-Runtime-Deadline-Ms", "4102444800000")
		w.Header().Set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-central-1:123456789012:function:credentials")
		w.Write(event)
		return
	}
	answer, _ := io.ReadAll(r.Body)
	api.mu.Lock()
	defer api.mu.Unlock()
	api.answers[strings.TrimPrefix(r.URL.Path, base)] = answer
	w.WriteHeader(http.StatusAccepted)
}

// The very program that is deployed answers every file of events/, and its
// output has no secret.
func TestBootstrapAnswersEvents(t *testing.T) {
	api := &runtimeAPI{events: make(chan string, len(eventCases)), ended: make(chan struct{}), answers: map[string][]byte{}}
	for name := range eventCases {
		api.events <- name
	}
	close(api.events)
	server := httptest.NewServer(api)
	defer server.Close()

	var output bytes.Buffer
	bootstrap := exec.CommandContext(t.Context(), buildBootstrap(t))
	bootstrap.Env = lambdaEnvironment(server.Listener.Addr().String(), testEnvironment)
	bootstrap.Stdout, bootstrap.Stderr = &output, &output
	if err := bootstrap.Start(); err != nil {
		t.Fatal(err)
	}
	exited := make(chan error, 1)
	go func() { exited <- bootstrap.Wait() }()
	select {
	case <-api.ended:
		bootstrap.Process.Kill()
		<-exited
	case err := <-exited:
		t.Fatalf("the program ended: %v: %s", err, output.String())
	}

	for name, want := range eventCases {
		var answer events.APIGatewayV2HTTPResponse
		if err := json.Unmarshal(api.answers[name+"/response"], &answer); err != nil {
			t.Errorf("%s: %v in %q", name, err, api.answers)
			continue
		}
		var body respondBody
		json.Unmarshal([]byte(answer.Body), &body)
		if answer.StatusCode != want.status || body.Code != want.code {
			t.Errorf("%s: %d %q, want %d %q", name, answer.StatusCode, body.Code, want.status, want.code)
		}
		if want.status != 200 && strings.Contains(answer.Body, "MARKED") {
			t.Errorf("%s: a secret is in the answer: %s", name, answer.Body)
		}
		if want.status == 200 && !strings.Contains(answer.Body, testCredentials.SessionToken) {
			t.Errorf("%s: the role's token is not in the form: %s", name, answer.Body)
		}
	}
	if lines := strings.Count(output.String(), "\n"); lines != len(eventCases) {
		t.Errorf("%d lines of log for %d requests: %s", lines, len(eventCases), output.String())
	}
	if strings.Contains(output.String(), "MARKED") || strings.Contains(output.String(), "eyJ") {
		t.Errorf("a secret or a policy is in the log: %s", output.String())
	}
}

func TestBootstrapRefusesBadSettings(t *testing.T) {
	program := buildBootstrap(t)
	for name, value := range map[string]string{"KEY_PREFIX": "*/", "UPLOAD_BUCKET": "", "AWS_REGION": "", "AWS_SECRET_ACCESS_KEY": ""} {
		bootstrap := exec.CommandContext(t.Context(), program)
		bootstrap.Env = append(lambdaEnvironment("127.0.0.1:1", testEnvironment), fmt.Sprintf("%s=%s", name, value))
		output, err := bootstrap.CombinedOutput()
		if err == nil || !strings.Contains(string(output), name) || strings.Contains(string(output), "MARKED") {
			t.Errorf("%s=%q: %v, %s", name, value, err, output)
		}
	}
}

// What must not be linked into the function, and why.
func TestDependencies(t *testing.T) {
	banned := map[string]string{
		"github.com/aws/aws-sdk-go-v2/service/s3": "the function calls nothing over the network, and the client would double its start",
		"slipway/local":       "the stack for one machine is not part of what is deployed",
		"github.com/versity/": "nor is its S3 server",
		"net/rpc":             "only Lambda's retired go1.x runtime spoke it: build with -tags lambda.norpc",
		"testing":             "test code in production",
		"net/http/httptest":   "test code in production",
	}
	output, err := exec.Command("go", "list", "-deps", "-tags", "lambda.norpc", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	for dependency := range strings.Lines(string(output)) {
		dependency = strings.TrimSpace(dependency)
		for name, reason := range banned {
			if dependency == name || strings.HasPrefix(dependency, strings.TrimSuffix(name, "/")+"/") {
				t.Errorf("%s is linked in: %s", dependency, reason)
			}
		}
	}

	output, err = exec.Command("go", "list", "-f", `{{join .Imports "\n"}}`, "../internal/postpolicy").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range strings.Fields(string(output)) {
		if first, _, _ := strings.Cut(name, "/"); strings.Contains(first, ".") || first == "net" || first == "slipway" {
			t.Errorf("postpolicy imports %s: the signing stands on the standard library alone, and knows no HTTP", name)
		}
	}
}
