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

// spoolForms parses a form as S3 does and passes it on to next when it is complete,
// without the fields after the file and with ${filename} replaced. The gateway
// would not keep the order of the fields, would accept fields after the file, and
// would hold the file in memory. The file is spooled to an unlinked file in folder.
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
			io.Copy(io.Discard, r.Body) // a browser reads the answer only after sending everything
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

// drain is a middleware of the gateway that reads the rest of a request. The
// gateway reads no more than 256 KB of a refused one, and then closes the
// connection before the proxy has read the answer.
//
// https://github.com/versity/versitygw/pull/2345, fixed after v1.8.0
func drain(request fiber.Ctx) error {
	err := request.Next()
	if body := request.Request().BodyStream(); body != nil && request.Request().Header.ContentLength() > 0 {
		io.Copy(io.Discard, body)
	}
	return err
}

// refusal is an error in S3's form.
type refusal struct {
	status        int
	code, message string
	cause         error // for the log only
}

func newRefusal(status int, code, message string) refusal {
	return refusal{status: status, code: code, message: message}
}

func (r refusal) Error() string { return r.code + ": " + r.message }

// write writes the error as XML, as S3 does.
func (r refusal) write(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(r.status)
	io.WriteString(w, xml.Header)
	xml.NewEncoder(w).Encode(struct {
		XMLName       xml.Name `xml:"Error"`
		Code, Message string
	}{Code: r.code, Message: r.message})
}

// errMachine returns the refusal of a form that this machine could not store.
func errMachine(cause error) refusal {
	return refusal{http.StatusInternalServerError, "InternalError", "The local S3 server cannot store the form.", cause}
}

// replaceBody replaces the body of a request by the form and its file.
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
	r.Header.Del("Expect") // already answered
	// With any Content-Encoding, the gateway's HTTP server does not parse the
	// form into memory, which would change the order of its fields.
	r.Header.Set("Content-Encoding", "identity")
	return nil
}
