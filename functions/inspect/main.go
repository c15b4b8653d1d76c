// Command inspect is the Lambda function that judges uploaded files.
//
// S3 sends EventBridge an event for every object, and a rule invokes the function
// for those under the prefix. It reads as much of the version that the event names
// as determines its type (see package content), stores the verdict as tags of that
// version, and publishes it to an event bus.
//
// # Repeated events
//
// Events arrive at least once and in any order. The verdict depends only on the
// version, the settings and the threats that GuardDuty found, so judging again
// gives the same result. A verdict that is there already is not written again,
// but it is published each time, because a run may have ended between tag and
// event. Consumers recognise repetitions by key, versionId and detail-type.
//
// # Errors
//
// Errors of S3 and EventBridge are returned, and Lambda tries again. A version
// that is gone is not an error. S3 answers 404 for it only to a role that may list
// the bucket.
//
// # Settings
//
// UPLOAD_BUCKET and KEY_PREFIX name the files to judge, EVENT_BUS_NAME the bus for
// verdicts. With MALWARE_SCAN, GuardDuty scans files first, and its result starts
// the inspection. The limits of each profile are in profiles.json. The SDK reads
// region and credentials.
package main

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"slipway/functions"
	"slipway/functions/internal/api"
	"slipway/functions/internal/content"
	"slipway/functions/internal/upload"
)

func main() {
	api.StartHandler(func(cfg aws.Config, log *slog.Logger) (lambda.Handler, error) {
		return newInspector(cfg, log, os.Getenv, functions.Profiles)
	})
}

// newInspector builds the handler from the SDK's configuration, environment
// variables and the text of profiles.json.
func newInspector(cfg aws.Config, log *slog.Logger, getenv func(string) string, file []byte) (*inspector, error) {
	inspections, err := upload.ReadInspections(file, getenv("KEY_PREFIX"))
	if err != nil {
		return nil, err
	}
	i := &inspector{
		bucket: getenv("UPLOAD_BUCKET"),
		prefix: getenv("KEY_PREFIX"),
		bus:    getenv("EVENT_BUS_NAME"),
		scans:  getenv("MALWARE_SCAN") == "true",
		rules: func(key string) (string, content.Limits) {
			profile, inspection := inspections(key)
			return profile, limits(inspection)
		},
		log:    log,
		events: eventbridge.NewFromConfig(cfg),
		s3: s3.NewFromConfig(cfg, func(o *s3.Options) {
			// A range of an object has no checksum of its own.
			o.ResponseChecksumValidation = aws.ResponseChecksumValidationWhenRequired
		}),
	}
	var errs []error
	for _, name := range []string{"UPLOAD_BUCKET", "KEY_PREFIX", "EVENT_BUS_NAME"} {
		if getenv(name) == "" {
			errs = append(errs, fmt.Errorf("the environment variable %s is empty, but must be set", name))
		}
	}
	if scans := getenv("MALWARE_SCAN"); scans != "true" && scans != "false" {
		errs = append(errs, fmt.Errorf(`the environment variable MALWARE_SCAN is %q, but must be "true" or "false"`, scans))
	}
	return i, errors.Join(errs...)
}

// limits returns the limits of a profile, with defaults for those it leaves out.
func limits(i upload.Inspection) content.Limits {
	l := content.DefaultLimits()
	l.MaxPixels = cmp.Or(i.MaxPixels, l.MaxPixels)
	l.MaxEntries = cmp.Or(int(i.MaxEntries), l.MaxEntries)
	l.MaxUnpacked = cmp.Or(i.MaxUnpackedBytes, l.MaxUnpacked)
	l.MaxRatio = cmp.Or(i.MaxRatio, l.MaxRatio)
	l.AcceptUnknown = i.Unknown == upload.AcceptUnknown
	return l
}
