// Package guardduty emulates GuardDuty Malware Protection for S3: it scans each new
// object of a plan, and puts the result on the event bus. The only threat that it
// detects is the EICAR test file.
package guardduty

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"slipway/local/events"
	"slipway/local/internal/background"
	"slipway/local/template"
)

// eicar is the test file, in two parts, so that scanners do not report this
// program.
//
// https://www.eicar.org/download-anti-malware-testfile/
var eicar = []byte(`X5O!P%@AP[4\PZX54(P^)7CC)7}` + `$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`)

// A Scanner scans the objects of plans.
type Scanner struct {
	Plans  []template.ScanPlan
	Client func(role string) *s3.Client // with a session of a plan's role
	Buses  *events.Buses

	ctx   context.Context
	stop  context.CancelFunc
	work  background.Group
	slots chan struct{} // limits concurrent scans
}

// Start starts the scanner.
func (s *Scanner) Start() {
	s.ctx, s.stop = context.WithCancel(context.Background())
	s.slots = make(chan struct{}, 4)
}

// Close ends all scans. Later objects are not scanned.
func (s *Scanner) Close() {
	s.stop()
	s.work.Close()
}

// Created starts a scan of an object, if a plan covers it.
func (s *Scanner) Created(o events.Created) {
	for _, plan := range s.Plans {
		for _, prefix := range plan.Prefixes {
			if plan.Bucket == o.Bucket && strings.HasPrefix(o.Key, prefix) {
				s.work.Go(func() { s.scan(plan, o) })
				return
			}
		}
	}
}

// scan scans an object and puts the result on the bus.
func (s *Scanner) scan(plan template.ScanPlan, o events.Created) {
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	case <-s.ctx.Done():
		return
	}
	status, err := s.status(s.Client(plan.Role), o)
	if s.ctx.Err() != nil {
		return
	}
	if answer := (*awshttp.ResponseError)(nil); errors.As(err, &answer) {
		switch answer.HTTPStatusCode() {
		case http.StatusNotFound:
			return // deleted meanwhile
		case http.StatusForbidden:
			status = "ACCESS_DENIED"
		default:
			status = "FAILED"
		}
	} else if err != nil {
		status = "FAILED"
	}
	s.publish(o, status)
}

// status scans the object for threats, and returns the status of the scan.
func (s *Scanner) status(client *s3.Client, o events.Created) (string, error) {
	object, err := client.GetObject(s.ctx, &s3.GetObjectInput{Bucket: &o.Bucket, Key: &o.Key, VersionId: &o.Version})
	if err != nil {
		return "", err
	}
	defer object.Body.Close()
	found, err := contains(object.Body, eicar)
	if found {
		return "THREATS_FOUND", nil
	}
	return "NO_THREATS_FOUND", err
}

// contains reports whether r contains text.
func contains(r io.Reader, text []byte) (bool, error) {
	buffer := make([]byte, 1<<20)
	kept := 0
	for {
		n, err := io.ReadFull(r, buffer[kept:])
		if bytes.Contains(buffer[:kept+n], text) {
			return true, nil
		}
		switch err {
		case nil:
		case io.EOF, io.ErrUnexpectedEOF:
			return false, nil
		default:
			return false, err
		}
		kept = copy(buffer, buffer[kept+n-len(text)+1:])
	}
}

// publish puts GuardDuty's event on the default bus.
//
// https://docs.aws.amazon.com/guardduty/latest/ug/monitor-with-eventbridge-s3-malware-protection.html
func (s *Scanner) publish(o events.Created, status string) {
	var threats []map[string]string
	if status == "THREATS_FOUND" {
		threats = []map[string]string{{"name": "EICAR-Test-File (not a virus)"}}
	}
	detail, err := json.Marshal(map[string]any{
		"schemaVersion": "1.0", "scanStatus": "COMPLETED", "resourceType": "S3_OBJECT",
		"s3ObjectDetails": map[string]any{
			"bucketName": o.Bucket, "objectKey": o.Key, "eTag": strings.Trim(o.ETag, `"`), "versionId": o.Version,
			"s3Throttled": false,
		},
		"scanResultDetails": map[string]any{"scanResultStatus": status, "threats": threats},
	})
	if err != nil {
		panic(err) // only strings
	}
	s.Buses.Put("default", s.Buses.NewEvent("aws.guardduty", "GuardDuty Malware Protection Object Scan Result", detail))
}
