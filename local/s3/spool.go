package s3

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"os"

	"github.com/gofiber/fiber/v3"
)

// refuser answers a request with an error.
type refuser func(http.ResponseWriter, *http.Request, refusal)

// spoolForms reads a form as S3 does before the gateway sees it: fields behind
// the file are dropped, ${filename} is replaced, and a form that breaks off
// goes no further. The gateway would lose the order of the fields, take them
// from anywhere, and hold the whole file in memory. The file waits in folder,
// without a name.
func spoolForms(folder string, signed signed, refuse refuser, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mediaType, parameters, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
		if err != nil || mediaType != "multipart/form-data" || r.Method != http.MethodPost {
			next.ServeHTTP(w, r)
			return
		}
		if r.ContentLength < 0 {
			io.Copy(io.Discard, r.Body)
			refuse(w, r, errNoLength)
			return
		}
		file, err := os.CreateTemp(folder, ".form-")
		if err != nil {
			refuse(w, r, errMachine(err))
			return
		}
		defer file.Close()
		os.Remove(file.Name())
		form, err := readForm(r.Body, parameters["boundary"], file)
		if err == nil {
			err = form.check(signed)
		}
		if why := (refusal{}); errors.As(err, &why) {
			io.Copy(io.Discard, r.Body) // a browser reads no answer before it has sent everything
			refuse(w, r, why)
			return
		}
		if err == nil {
			err = form.replaceBody(r, file)
		}
		if err != nil {
			refuse(w, r, errMachine(err))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// drain is a middleware of the gateway, which reads no more than 256 KB of what
// it refuses, and then hangs up on the proxy before that has its answer.
//
// https://github.com/versity/versitygw/pull/2345, fixed after v1.8.0
func drain(request fiber.Ctx) error {
	err := request.Next()
	if body := request.Request().BodyStream(); body != nil && request.Request().Header.ContentLength() > 0 {
		io.Copy(io.Discard, body)
	}
	return err
}

// refusal is an error of S3.
type refusal struct {
	status        int
	code, message string
	cause         error // of what this machine did: for the log
}

func newRefusal(status int, code, message string) refusal {
	return refusal{status: status, code: code, message: message}
}

func (r refusal) Error() string { return r.code + ": " + r.message }

// write answers with the error as S3 writes it.
func (r refusal) write(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(r.status)
	io.WriteString(w, xml.Header)
	xml.NewEncoder(w).Encode(struct {
		XMLName       xml.Name `xml:"Error"`
		Code, Message string
	}{Code: r.code, Message: r.message})
}

// errMachine is a form that this machine could not keep.
func errMachine(cause error) refusal {
	return refusal{http.StatusInternalServerError, "InternalError", "The local S3 server cannot keep the form.", cause}
}

// replaceBody makes the form with its file the body of the request.
func (f form) replaceBody(r *http.Request, file *os.File) error {
	var text bytes.Buffer
	writer := multipart.NewWriter(&text)
	for _, field := range f.fields {
		if err := writer.WriteField(field.name, field.value); err != nil {
			return err
		}
	}
	if _, err := writer.CreateFormFile("file", f.filename); err != nil {
		return err
	}
	before := text.Len()
	if err := writer.Close(); err != nil {
		return err
	}
	size, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	head, end := bytes.NewReader(text.Bytes()[:before]), bytes.NewReader(text.Bytes()[before:])
	r.Body = io.NopCloser(io.MultiReader(head, file, end))
	r.ContentLength = int64(text.Len()) + size
	r.Header.Set("Content-Type", writer.FormDataContentType())
	r.Header.Del("Expect") // it has been met
	// The gateway's HTTP server reads a form into memory by itself and mixes
	// its fields up, unless the form is said to be encoded somehow.
	r.Header.Set("Content-Encoding", "identity")
	return nil
}
