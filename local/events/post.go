package events

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	"slipway/local/template"
)

// client has the timeout of API destinations, 5 seconds, and follows no redirects.
var client = &http.Client{
	Timeout:       5 * time.Second,
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// post sends an event to a destination. again reports whether a retry may succeed.
//
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html
func (b *Buses) post(target template.Target, event []byte) (again bool, err error) {
	d := target.Destination
	if !b.Sessions.Allows(target.Role, "events:InvokeApiDestination", d.ARN) {
		return false, errors.New("the target's role may not invoke the API destination")
	}
	request, err := http.NewRequestWithContext(b.ctx, d.Method, d.URL, bytes.NewReader(event))
	if err != nil {
		return false, errors.New("the API destination's URL is invalid")
	}
	request.Header.Set(d.Header, d.Secret)
	request.Header.Set("Content-Type", "application/json; charset=utf-8")
	request.Header.Set("User-Agent", "Amazon/EventBridge/ApiDestinations")
	answer, err := client.Do(request)
	if err != nil {
		return true, err
	}
	defer answer.Body.Close()
	io.Copy(io.Discard, io.LimitReader(answer.Body, 1<<20))
	if answer.StatusCode/100 == 2 {
		return false, nil
	}
	again = answer.StatusCode >= 500 || slices.Contains([]int{401, 407, 409, 429}, answer.StatusCode)
	return again, fmt.Errorf("the API destination answers %s", answer.Status)
}
