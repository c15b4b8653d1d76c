package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"slipway/local/internal/requesttest"
)

// denied is S3's refusal for a missing right.
type denied struct{ error }

// uploadForm requests a form and uploads with it.
func uploadForm(t *testing.T, r *running) error { return uploadWith(t, r, "filename=a.txt") }

// uploadTagged is like uploadForm, with a profile that has a tag.
func uploadTagged(t *testing.T, r *running) error {
	return uploadWith(t, r, "filename=a.txt&profile=tagged")
}

func uploadWith(t *testing.T, r *running, query string) error {
	t.Helper()
	action, fields := r.form(t, query)
	answer, body := upload(t, action, fields, "hello")
	switch {
	case answer.StatusCode == 403 && strings.Contains(body, "<Code>AccessDenied</Code>"):
		return denied{fmt.Errorf("uploading a form: %s", body)}
	case answer.StatusCode != 201:
		return fmt.Errorf("uploading a form: %d %s", answer.StatusCode, body)
	}
	return nil
}

// beginParts begins an upload in parts.
func beginParts(t *testing.T, r *running) error {
	_, err := begin(t, r)
	return err
}

// beginTagged is like beginParts, with a profile that has a tag.
func beginTagged(t *testing.T, r *running) error {
	body := `{"filename": "a.mp4", "type": "video/mp4", "size": 6000000, "profile": "tagged"}`
	return checkAnswer(requesttest.Send(t, http.DefaultClient, "POST", r.variables["SLIPWAY_URL"]+"/s3/multipart", strings.NewReader(body)))
}

// listParts lists the parts of an upload.
func listParts(t *testing.T, r *running) error {
	upload, err := begin(t, r)
	if err != nil {
		return err
	}
	return checkAnswer(requesttest.Send(t, http.DefaultClient, "GET", upload, nil))
}

// abortParts aborts an upload in parts.
func abortParts(t *testing.T, r *running) error {
	upload, err := begin(t, r)
	if err != nil {
		return err
	}
	return checkAnswer(requesttest.Send(t, http.DefaultClient, "DELETE", upload, nil))
}

// completeAgain completes an upload a second time, as after a lost answer.
// Without the right, S3 does not disclose whether the object exists.
func completeAgain(t *testing.T, r *running) error {
	u := newParts(t, r, `{"filename": "a.mp4"}`)
	_, part := u.put(t, 1, "", "hello")
	u.complete(t, "", part).want(t, "complete", 200, "")
	again := u.complete(t, "", part)
	switch {
	case again.status == 404 && again.Code == "NoSuchUpload":
		return denied{fmt.Errorf("completing again: %s", again.text)}
	case again.status != 200:
		return fmt.Errorf("completing again: %d %s", again.status, again.text)
	}
	return nil
}

// begin begins an upload in parts and returns its URL at the API.
func begin(t *testing.T, r *running) (string, error) {
	all := r.variables["SLIPWAY_URL"] + "/s3/multipart"
	answer, body := requesttest.Send(t, http.DefaultClient, "POST", all, strings.NewReader(`{"filename": "a.mp4", "type": "video/mp4", "size": 6000000}`))
	var begun struct{ Key, UploadID string }
	if err := checkAnswer(answer, body); err != nil {
		return "", err
	} else if err := json.Unmarshal([]byte(body), &begun); err != nil {
		return "", err
	}
	return all + "/" + url.PathEscape(begun.UploadID) + "?key=" + url.QueryEscape(begun.Key), nil
}

// checkAnswer returns an error for an unexpected answer of the API: denied for an
// internal error, which means that S3 denied the function's role a right.
func checkAnswer(answer *http.Response, body string) error {
	switch {
	case answer.StatusCode == 500 && strings.Contains(body, `"InternalError"`):
		return denied{fmt.Errorf("the function: %s", body)}
	case answer.StatusCode != 200:
		return fmt.Errorf("the function: %d %s", answer.StatusCode, body)
	}
	return nil
}

// readFile reads an accepted file through the API.
func readFile(t *testing.T, r *running) error {
	key := acceptedFile(t, r)
	answer, body := requesttest.Send(t, http.DefaultClient, "GET", r.variables["SLIPWAY_URL"]+"/files?key="+url.QueryEscape(key), nil)
	if err := checkAnswer(answer, body); err != nil {
		return err
	}
	var file struct{ URL string }
	if err := json.Unmarshal([]byte(body), &file); err != nil {
		return err
	}
	switch answer, body := requesttest.Send(t, http.DefaultClient, "GET", file.URL, nil); {
	case answer.StatusCode == 403 && strings.Contains(body, "<Code>AccessDenied</Code>"):
		return denied{fmt.Errorf("reading: %s", body)}
	case answer.StatusCode != 200 || body != "hello":
		return fmt.Errorf("reading: %d %s", answer.StatusCode, body)
	}
	return nil
}

// removeFile deletes a file.
func removeFile(t *testing.T, r *running) error {
	if err := r.remove(t, acceptedFile(t, r)); err != nil {
		return err
	}
	if len(r.stored(t)) > 0 {
		return errors.New("the file still exists")
	}
	return nil
}

// removeMissing deletes a file that does not exist.
func removeMissing(t *testing.T, r *running) error {
	return r.remove(t, "uploads/019ab1b8-0000-7000-8000-000000000000/a.txt")
}

func (r *running) remove(t *testing.T, key string) error {
	t.Helper()
	answer, body := requesttest.Send(t, http.DefaultClient, "DELETE", r.variables["SLIPWAY_URL"]+"/files?key="+url.QueryEscape(key), nil)
	if answer.StatusCode == 204 {
		return nil
	}
	return checkAnswer(answer, body)
}

// acceptedFile uploads a file, and waits until it is accepted.
func acceptedFile(t *testing.T, r *running) (key string) {
	t.Helper()
	r.empty(t)
	if err := uploadForm(t, r); err != nil {
		t.Fatal(err)
	}
	for key = range r.stored(t) {
	}
	eventually(t, "a verdict", func() bool { return r.tag(t, key, "slipway-verdict") == "accepted" })
	return key
}
