package main

import (
	"time"

	"slipway/functions/internal/postpolicy"
)

// bodies has the shape of the answer for each path: one form, two dialects.
var bodies = map[string]func(url string, form postpolicy.Form, now time.Time) any{
	"/getS3UploadCredentials": func(url string, form postpolicy.Form, now time.Time) any {
		return credentialsBody{URL: url, Params: form.Fields, Expires: secondsLeft(form, now)}
	},
	"/s3/params": func(url string, form postpolicy.Form, now time.Time) any {
		return paramsBody{Method: "POST", URL: url, Fields: form.Fields, Expires: secondsLeft(form, now)}
	},
}

// credentialsBody is Slipway's own shape.
type credentialsBody struct {
	URL     string            `json:"upload_url"`
	Params  postpolicy.Fields `json:"params"`
	Expires int               `json:"expires"` // seconds
}

// paramsBody is what Uppy expects of its Companion's GET /s3/params.
type paramsBody struct {
	Method  string            `json:"method"`
	URL     string            `json:"url"`
	Fields  postpolicy.Fields `json:"fields"`
	Expires int               `json:"expires"` // seconds
}

func secondsLeft(form postpolicy.Form, now time.Time) int {
	return int(form.Expires.Sub(now.Truncate(time.Second)) / time.Second)
}
