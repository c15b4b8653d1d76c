package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-lambda-go/events"
)

// What EventBridge calls the events that start an inspection.
const (
	objectCreated = "Object Created"
	scanResult    = "GuardDuty Malware Protection Object Scan Result"
)

// A version is one of an object, as an event names it.
type version struct {
	key, id, etag string
	scan          scan
}

// A scan is GuardDuty's result, empty if it has not looked.
type scan string

const (
	clean       scan = "NO_THREATS_FOUND"
	threats     scan = "THREATS_FOUND"
	unsupported scan = "UNSUPPORTED" // a file that cannot be looked into, for its size or a password
)

// errNoScan is a failure of GuardDuty's, which leaves the file as it is: not
// judged.
var errNoScan = errors.New("GuardDuty could not scan the file: see its role, MalwareScanRole")

// readEvent reads which version an event is about. ok is false for an event
// that GuardDuty's will follow.
func (i *inspector) readEvent(event events.EventBridgeEvent) (v version, ok bool, err error) {
	var bucket string
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
		bucket, v = detail.Bucket.Name, version{key: detail.Object.Key, id: detail.Object.VersionID, etag: detail.Object.ETag}
		ok = !i.scans
	case scanResult:
		var detail struct {
			S3ObjectDetails   struct{ BucketName, ObjectKey, ETag, VersionID string }
			ScanResultDetails struct{ ScanResultStatus scan }
		}
		err = json.Unmarshal(event.Detail, &detail)
		o := detail.S3ObjectDetails
		bucket, v = o.BucketName, version{key: o.ObjectKey, id: o.VersionID, etag: o.ETag, scan: detail.ScanResultDetails.ScanResultStatus}
		ok = true
	default:
		return version{}, false, fmt.Errorf("the event is neither %q nor %q: the rule passes on too much", objectCreated, scanResult)
	}
	switch {
	case err != nil:
		return version{}, false, errors.New("the event's detail is not what S3 and GuardDuty send")
	case bucket != i.bucket, !strings.HasPrefix(v.key, i.prefix):
		return version{}, false, errors.New("the event is of another bucket or prefix: the rule passes on too much")
	case v.id == "" || v.id == "null":
		// A verdict could land on other bytes than were read.
		return version{}, false, errors.New("the object has no version: switch the bucket's versioning on")
	case v.etag == "":
		return version{}, false, errors.New("the event does not tell the object's ETag")
	case v.scan != "" && v.scan != clean && v.scan != threats && v.scan != unsupported:
		return version{}, false, errNoScan
	}
	v.etag = `"` + strings.Trim(v.etag, `"`) + `"`
	return v, ok, nil
}
