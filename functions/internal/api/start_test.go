package api

import (
	"context"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/aws"
)

// setEnvironment sets these variables, and unsets the SDK's other ones.
func setEnvironment(t *testing.T, variables map[string]string) {
	t.Helper()
	for _, variable := range os.Environ() {
		if name, value, _ := strings.Cut(variable, "="); strings.HasPrefix(name, "AWS_") {
			t.Setenv(name, value) // restores it after the test
			os.Unsetenv(name)
		}
	}
	none := t.TempDir() + "/none" // not the user's files
	t.Setenv("AWS_CONFIG_FILE", none)
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", none)
	for name, value := range variables {
		t.Setenv(name, value)
	}
}

func TestStart(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, `{"AccessKeyId":"OVERHTTP","SecretAccessKey":"s","Token":"t","Expiration":"2099-01-01T00:00:00Z"}`)
	}))
	defer server.Close()
	keys := func(region string) map[string]string {
		return map[string]string{"AWS_REGION": region, "AWS_ACCESS_KEY_ID": "FROMVARIABLES", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t"}
	}
	for _, test := range []struct {
		name      string
		variables map[string]string
		want      string // the access key, or what the error says
	}{
		{"as Lambda starts it", keys("eu-central-1"), "FROMVARIABLES"},
		{"credentials over HTTP", map[string]string{"AWS_REGION": "eu-central-1", "AWS_CONTAINER_CREDENTIALS_FULL_URI": server.URL}, "OVERHTTP"},
		{"no region", keys(""), "AWS_REGION is empty"},
		{"no credentials", map[string]string{"AWS_REGION": "eu-central-1"}, "there are no credentials: "},
		{"half a key", map[string]string{"AWS_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": "a"}, "there are no credentials: "},
		{"a profile that is not there", map[string]string{"AWS_REGION": "eu-central-1", "AWS_PROFILE": "none"}, "none"},
	} {
		t.Run(test.name, func(t *testing.T) {
			setEnvironment(t, test.variables)
			got := ""
			handler, err := start(func(cfg aws.Config, _ *slog.Logger) (lambda.Handler, error) {
				credentials, err := cfg.Credentials.Retrieve(context.Background())
				got = credentials.AccessKeyID + " " + cfg.Region
				if want := "slipway-" + Version; cfg.AppID != want {
					t.Errorf("the app ID is %q, want %q", cfg.AppID, want)
				}
				return &Handler{}, err
			}, nil)
			if err != nil {
				if got != "" || handler != nil || !strings.Contains(err.Error(), test.want) {
					t.Errorf("%v, after the handler was built for %q", err, got)
				}
			} else if got != test.want+" eu-central-1" || handler == nil {
				t.Errorf("built for %q, want %q", got, test.want)
			}
		})
	}
}

// Start ends the process, so the test runs itself in others.
func TestRoutePrefix(t *testing.T) {
	if os.Getenv("ROUTE_PREFIX_TEST") != "" {
		Start(func(aws.Config) (map[string]Endpoint, error) { return nil, nil })
	}
	const started = "AWS_LAMBDA_RUNTIME_API" // the next thing that is missing
	for prefix, want := range map[string]string{
		"":            started,
		"/uploads":    started,
		"/v1/uploads": started,
		"uploads":     `ROUTE_PREFIX is \"uploads\", but must be`, // begins no path
		"/uploads/":   "ROUTE_PREFIX",                             // two slashes before a route
		"/":           "ROUTE_PREFIX",                             // the same
	} {
		command := exec.Command(os.Args[0], "-test.run=^TestRoutePrefix$")
		command.Env = []string{"ROUTE_PREFIX_TEST=1", "ROUTE_PREFIX=" + prefix, "AWS_REGION=eu-central-1", "AWS_ACCESS_KEY_ID=a", "AWS_SECRET_ACCESS_KEY=s"}
		output, err := command.CombinedOutput()
		if err == nil || !strings.Contains(string(output), want) || want == started && strings.Contains(string(output), "cannot start") {
			t.Errorf("%q: %s, %v, want %s", prefix, output, err, want)
		}
	}
}

func TestLimitMemory(t *testing.T) {
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(-1))
	for size, want := range map[string]int64{"128": 128 << 20 / 3, "3008": 3008 << 20 / 3, "": math.MaxInt64, "much": math.MaxInt64} {
		debug.SetMemoryLimit(math.MaxInt64)
		t.Setenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", size)
		limitMemory()
		if got := debug.SetMemoryLimit(-1); got != want {
			t.Errorf("of %q MB: %d, want %d", size, got, want)
		}
	}
}
