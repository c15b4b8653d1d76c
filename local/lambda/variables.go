package lambda

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"slipway/local/session"
)

// variables returns the environment of a bootstrap, as "NAME=value".
//
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
func (f *Function) variables(runtimeAPI string, credentials session.Credentials) []string {
	all := map[string]string{
		"AWS_ACCESS_KEY_ID":               credentials.AccessKeyID,
		"AWS_SECRET_ACCESS_KEY":           credentials.SecretAccessKey,
		"AWS_SESSION_TOKEN":               credentials.SessionToken,
		"AWS_REGION":                      f.Region,
		"AWS_DEFAULT_REGION":              f.Region,
		"AWS_LAMBDA_RUNTIME_API":          runtimeAPI,
		"AWS_LAMBDA_FUNCTION_NAME":        f.Name,
		"AWS_LAMBDA_FUNCTION_VERSION":     "$LATEST",
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE": fmt.Sprint(f.MemoryMB),
		"AWS_LAMBDA_INITIALIZATION_TYPE":  "on-demand",
		"AWS_LAMBDA_LOG_GROUP_NAME":       "/aws/lambda/" + f.Name,
		"AWS_LAMBDA_LOG_STREAM_NAME":      time.Now().UTC().Format("2006/01/02") + "/[$LATEST]local",
		"LAMBDA_TASK_ROOT":                f.taskRoot(),
		"LAMBDA_RUNTIME_DIR":              "/var/runtime",
		"_HANDLER":                        "bootstrap",
		"PATH":                            "/usr/local/bin:/usr/bin/:/bin:/opt/bin",
		"LANG":                            "en_US.UTF-8",
		"TZ":                              ":UTC",
		// Otherwise an SDK would read the user's files, which have other
		// credentials and endpoints.
		"AWS_CONFIG_FILE":             "/dev/null",
		"AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
	}
	maps.Copy(all, f.Variables)
	var list []string
	for name, value := range all {
		list = append(list, name+"="+value)
	}
	slices.Sort(list)
	return list
}
