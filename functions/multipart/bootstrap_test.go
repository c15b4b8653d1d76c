package main

import (
	"testing"

	"slipway/functions/internal/lambdatest"
)

// S3 cannot be reached here, so requests that need it get 503.
func TestMemory(t *testing.T) {
	variables := []string{
		"AWS_REGION=eu-central-1", "AWS_ACCESS_KEY_ID=ASIATESTKEY", "AWS_SECRET_ACCESS_KEY=secret",
		"AWS_ENDPOINT_URL_S3=http://127.0.0.1:1", "AWS_MAX_ATTEMPTS=1",
	}
	for name, value := range testEnvironment {
		variables = append(variables, name+"="+value)
	}
	lambdatest.CheckMemory(t, "../..", "MultipartFunction", map[string]int{
		"POST /s3/multipart":                     maxDescriptionBytes,
		"POST /s3/multipart/{uploadId}/complete": maxPartsBytes,
	}, variables...)
}
