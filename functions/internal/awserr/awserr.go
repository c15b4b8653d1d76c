// Package awserr reads the errors of the AWS SDK's clients.
package awserr

import (
	"errors"
	"fmt"
	"net/url"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// Status returns the status of the service's answer, or 0 if there was no
// answer.
func Status(err error) int {
	if response := (*smithyhttp.ResponseError)(nil); errors.As(err, &response) {
		return response.HTTPStatusCode()
	}
	return 0
}

// Text returns the part of an error that may be logged: the operation, the
// service's code and the ID of the request. The service's message and the URL
// may contain the role and the key of an object.
func Text(err error) string {
	operation := "request"
	cause := err
	if o := (*smithy.OperationError)(nil); errors.As(err, &o) {
		operation, cause = o.ServiceID+" "+o.OperationName, o.Err
	}
	if u := (*url.Error)(nil); errors.As(err, &u) {
		cause = u.Err
	}
	if answered := smithy.APIError(nil); errors.As(err, &answered) {
		cause = errors.New(answered.ErrorCode())
	}
	id := "none"
	var response interface{ ServiceRequestID() string }
	if errors.As(err, &response) {
		id = response.ServiceRequestID()
	}
	return fmt.Sprintf("%s: %v (request id: %s)", operation, cause, id)
}
