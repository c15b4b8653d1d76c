package apigateway

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// answer writes the response that a function returned. If that is not a response
// in payload format 2.0, it returns an error and writes nothing. The type in
// aws-lambda-go/events is unsuitable: it refuses numbers as header values, and
// does not distinguish a missing status from 0.
func answer(w http.ResponseWriter, payload []byte) error {
	var a struct {
		StatusCode      *int              `json:"statusCode"`
		Headers         map[string]scalar `json:"headers"`
		Cookies         []string          `json:"cookies"`
		Body            string            `json:"body"`
		IsBase64Encoded bool              `json:"isBase64Encoded"`
	}
	if !json.Valid(payload) {
		return fmt.Errorf("the function's answer is not JSON")
	}
	if payload := bytes.TrimSpace(payload); payload[0] == '{' {
		if err := json.Unmarshal(payload, &a); err != nil {
			return fmt.Errorf("the function's answer is not in payload format 2.0: %w", err)
		}
	}
	if a.StatusCode == nil {
		// A response without a status is a body.
		w.Header().Set("Content-Type", "application/json")
		w.Write(payload)
		return nil
	}
	if *a.StatusCode < 200 || *a.StatusCode > 599 {
		return fmt.Errorf("the function's answer has the status %d, not 200 to 599", *a.StatusCode)
	}
	body := []byte(a.Body)
	if a.IsBase64Encoded {
		var err error
		if body, err = base64.StdEncoding.DecodeString(a.Body); err != nil {
			return fmt.Errorf("the body of the function's answer is not base64: %w", err)
		}
	}
	header := w.Header()
	header.Set("Content-Type", "text/plain; charset=utf-8")
	for name, value := range a.Headers {
		// The API sets the CORS headers, and ignores those of functions.
		if !strings.HasPrefix(strings.ToLower(name), "access-control-") {
			header.Set(name, string(value))
		}
	}
	for _, cookie := range a.Cookies {
		header.Add("Set-Cookie", cookie)
	}
	header.Del("Content-Length")
	w.WriteHeader(*a.StatusCode)
	w.Write(body)
	return nil
}

// scalar is the value of a header: a string, number or boolean.
type scalar string

func (s *scalar) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) == nil {
		*s = scalar(text)
		return nil
	}
	if bytes.ContainsAny(data, "{[") {
		return fmt.Errorf("the value of a header is %s, not a string", data)
	}
	*s = scalar(data)
	return nil
}
