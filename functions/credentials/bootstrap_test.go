package main

import (
	"context"
	"encoding/json"
	"maps"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"slipway/functions/internal/lambdatest"
)

// lambdaEnvironment returns the environment variables of the function on
// Lambda, with changes.
func lambdaEnvironment(changes map[string]string) []string {
	environment := map[string]string{
		"AWS_LAMBDA_FUNCTION_NAME": "credentials", "AWS_REGION": "eu-central-1",
		"AWS_ACCESS_KEY_ID": testCredentials.AccessKeyID, "AWS_SECRET_ACCESS_KEY": testCredentials.SecretAccessKey,
		"AWS_SESSION_TOKEN": testCredentials.SessionToken,
	}
	maps.Copy(environment, testEnvironment)
	maps.Copy(environment, changes)
	var variables []string
	for name, value := range environment {
		variables = append(variables, name+"="+value)
	}
	return variables
}

// The deployed program answers every file of events/, and its output contains
// no secret.
func TestBootstrapAnswersEvents(t *testing.T) {
	function := lambdatest.Start(t, lambdatest.Build(t, "../..", "CredentialsFunction"), lambdaEnvironment(nil)...)
	for name, want := range eventCases {
		raw := function.Invoke(t, rawEvent(t, name))
		var answer events.APIGatewayV2HTTPResponse
		if err := json.Unmarshal(raw, &answer); err != nil {
			t.Errorf("%s: %v in %q", name, err, raw)
			continue
		}
		var body responseBody
		json.Unmarshal([]byte(answer.Body), &body)
		if answer.StatusCode != want.status || body.Code != want.code {
			t.Errorf("%s: %d %q, want %d %q", name, answer.StatusCode, body.Code, want.status, want.code)
		}
		if want.status != 200 && strings.Contains(answer.Body, "MARKED") {
			t.Errorf("%s: a secret is in the answer: %s", name, answer.Body)
		}
		if want.status == 200 && name != "rules" && !strings.Contains(answer.Body, testCredentials.SessionToken) {
			t.Errorf("%s: the role's token is not in the form: %s", name, answer.Body)
		}
	}
	output := function.End()
	if records := strings.Count(output, "\n"); records != len(eventCases) {
		t.Errorf("%d log records for %d requests: %s", records, len(eventCases), output)
	}
	if strings.Contains(output, "MARKED") || strings.Contains(output, "eyJ") {
		t.Errorf("a secret or a policy is in the log: %s", output)
	}
}

func TestMemory(t *testing.T) {
	routes := map[string]int{"POST /uploads": maxFilesBytes}
	lambdatest.CheckMemory(t, "../..", "CredentialsFunction", routes, lambdaEnvironment(nil)...)
}

// With a bad setting, the function exits and logs one record that names it.
func TestBootstrapRefusesBadSettings(t *testing.T) {
	program := lambdatest.Build(t, "../..", "CredentialsFunction")
	for name, value := range map[string]string{
		"KEY_PREFIX": "*/", "UPLOAD_BUCKET": "", "AWS_REGION": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_ACCESS_KEY_ID": "",
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 8*time.Second)
		command := exec.CommandContext(ctx, program)
		command.Env = append(lambdaEnvironment(map[string]string{name: value}), "AWS_LAMBDA_RUNTIME_API=127.0.0.1:1")
		output, err := command.CombinedOutput()
		if err == nil || ctx.Err() != nil || !strings.Contains(string(output), name) || strings.Contains(string(output), "MARKED") {
			t.Errorf("%s=%q: %v, %v, %s", name, value, err, ctx.Err(), output)
		}
		if strings.Count(string(output), "\n") != 1 || !json.Valid(output) {
			t.Errorf("%s=%q: not one record: %s", name, value, output)
		}
		cancel()
	}
}

// Packages that must not be linked into the function, and why.
func TestDependencies(t *testing.T) {
	lambdatest.CheckDependencies(t, map[string]string{
		"github.com/aws/aws-sdk-go-v2/service/s3": "the function calls no service, and the client would double its start",
	})

	output, err := exec.Command("go", "list", "-f", `{{join .Imports "\n"}}`, "../internal/postpolicy").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range strings.Fields(string(output)) {
		if first, _, _ := strings.Cut(name, "/"); strings.Contains(first, ".") || first == "net" || first == "slipway" {
			t.Errorf("postpolicy imports %s: signing uses the standard library alone, and no HTTP", name)
		}
	}
}
