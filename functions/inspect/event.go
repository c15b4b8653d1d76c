package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-lambda-go/events"

	"slipway/functions/internal/version"
)

// The detail types of the events that start an inspection.
const (
	objectCreated = "Object Created"
	scanResult    = "GuardDuty Malware Protection Object Scan Result"
)

// A scan is GuardDuty's result; it is empty if there is none.
type scan string

const (
	clean       scan = "NO_THREATS_FOUND"
	threats     scan = "THREATS_FOUND"
	unsupported scan = "UNSUPPORTED" // too large to scan, or protected by a password
)

// errNoScan means that GuardDuty failed. The file stays unjudged.
var errNoScan = errors.New("GuardDuty could not scan the file: check its role, MalwareScanRole")

// readEvent returns the version that an event names, and GuardDuty's result. ok
// is false for an upload that GuardDuty has yet to scan.
func (i *inspector) readEvent(event events.EventBridgeEvent) (id version.ID, scanned scan, ok bool, err error) {
	switch event.DetailType {
	case objectCreated:
		var detail struct {
			Bucket struct{ Name string }
			Object struct {
				Key, ETag string
				VersionID string `json:"version-id"`
			}
		}
		err = json.Unmarshal(event.Detail, &detail)
		id = version.ID{Bucket: detail.Bucket.Name, Key: detail.Object.Key, Version: detail.Object.VersionID, ETag: detail.Object.ETag}
		ok = !i.scans
	case scanResult:
		var detail struct {
			S3ObjectDetails   struct{ BucketName, ObjectKey, ETag, VersionID string }
			ScanResultDetails struct{ ScanResultStatus scan }
		}
		err = json.Unmarshal(event.Detail, &detail)
		o := detail.S3ObjectDetails
		id = version.ID{Bucket: o.BucketName, Key: o.ObjectKey, Version: o.VersionID, ETag: o.ETag}
		scanned = detail.ScanResultDetails.ScanResultStatus
		ok = true
	default:
		return version.ID{}, "", false, fmt.Errorf("the event is neither %q nor %q: the rule matches too much", objectCreated, scanResult)
	}
	switch {
	case err != nil:
		return version.ID{}, "", false, errors.New("the event's detail is neither S3's nor GuardDuty's")
	case id.Bucket != i.bucket, !strings.HasPrefix(id.Key, i.prefix):
		return version.ID{}, "", false, errors.New("the event is about another bucket or prefix: the rule matches too much")
	case id.Version == "" || id.Version == "null":
		// The verdict could land on other bytes than were read.
		return version.ID{}, "", false, errors.New("the object has no version: enable versioning for the bucket")
	case id.ETag == "":
		return version.ID{}, "", false, errors.New("the event has no ETag")
	case event.DetailType == scanResult && scanned != clean && scanned != threats && scanned != unsupported:
		return version.ID{}, "", false, errNoScan
	}
	id.ETag = `"` + strings.Trim(id.ETag, `"`) + `"`
	return id, scanned, ok, nil
}
