package api

import (
	"encoding/base64"
	"encoding/json"
)

// ReadBody reads a JSON body. The content type does not matter: a page that
// sends text/plain saves itself the preflight.
func (r Request) ReadBody(into any, example string) error {
	body := []byte(r.Body)
	if r.IsBase64Encoded {
		var err error
		if body, err = base64.StdEncoding.DecodeString(r.Body); err != nil {
			return err // API Gateway's mistake, not the caller's
		}
	}
	if err := json.Unmarshal(body, into); err != nil {
		return BadRequest("InvalidBody", "The body must be JSON such as %s.", example)
	}
	return nil
}
