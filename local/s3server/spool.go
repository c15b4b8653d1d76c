package s3server

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"os"
	"strings"

	"github.com/gofiber/fiber/v3"
)

// maxFields is how much may come before the file of a form, in bytes.
//
// https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html
const maxFields = 20 << 10

// spoolForms reads a form as S3 does before the gateway sees it: fields behind
// the file are dropped, ${filename} is replaced, and a form that breaks off
// goes no further. The gateway would lose the order of the fields, take them
// from anywhere, and hold the whole file in memory. The file waits in folder,
// without a name.
func spoolForms(folder string, refuse func(http.ResponseWriter, *http.Request, refusal), next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mediaType, parameters, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
		if err != nil || mediaType != "multipart/form-data" || r.Method != http.MethodPost || r.ContentLength <= 0 {
			next.ServeHTTP(w, r)
			return
		}
		file, err := os.CreateTemp(folder, ".form-")
		if err != nil {
			refuse(w, r, errMachine(err))
			return
		}
		defer file.Close()
		os.Remove(file.Name())
		form, err := readForm(multipart.NewReader(r.Body, parameters["boundary"]), file)
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

var (
	errMalformed = refusal{http.StatusBadRequest, "MalformedPOSTRequest", "The body of your POST request is not well-formed multipart/form-data.", nil}
	errNoFile    = refusal{http.StatusBadRequest, "InvalidArgument", "POST requires exactly one file upload per request.", nil}
	errTooMany   = refusal{http.StatusBadRequest, "MaxPostPreDataLengthExceeded", "Your POST request fields preceding the upload file were too large.", nil}
)

// errMachine is a form that this machine could not keep.
func errMachine(cause error) refusal {
	return refusal{http.StatusInternalServerError, "InternalError", "The local S3 server cannot keep the form.", cause}
}

// form is what a form has before its file, and the head of the file.
type form struct {
	fields []formField
	file   textproto.MIMEHeader
}

type formField struct {
	header textproto.MIMEHeader
	name   string
	value  []byte
}

// readForm reads a form to its end and copies its file.
func readForm(parts *multipart.Reader, file io.Writer) (form, error) {
	var f form
	size := 0
	for {
		part, err := parts.NextRawPart()
		switch {
		case err == io.EOF && f.file == nil:
			return f, errNoFile
		case err == io.EOF:
			return f, nil
		case err != nil:
			return f, errMalformed
		case f.file != nil:
			continue // S3 ignores what is behind the file
		}
		if _, parameters, _ := mime.ParseMediaType(part.Header.Get("Content-Disposition")); isFile(parameters) {
			f.file = part.Header
			f.replaceFilename(parameters["filename"])
			if err := copyFile(file, part); err != nil {
				return f, err
			}
			continue
		}
		value, err := io.ReadAll(io.LimitReader(part, maxFields+1))
		if err != nil {
			return f, errMalformed
		}
		if size += len(part.FormName()) + len(value); size > maxFields {
			return f, errTooMany
		}
		f.fields = append(f.fields, formField{part.Header, part.FormName(), value})
	}
}

// isFile tells the file from a field, as the gateway does.
func isFile(parameters map[string]string) bool {
	_, named := parameters["filename"]
	return named || strings.EqualFold(parameters["name"], "file")
}

// copyFile keeps apart what the client did wrong and what this machine did.
func copyFile(file io.Writer, part io.Reader) error {
	var content readError
	content.from = part
	if _, err := io.Copy(file, &content); content.err != nil {
		return errMalformed
	} else if err != nil {
		return fmt.Errorf("cannot keep the file of a form: %w", err)
	}
	return nil
}

// readError remembers the error of a reader, other than its end.
type readError struct {
	from io.Reader
	err  error
}

func (r *readError) Read(p []byte) (int, error) {
	n, err := r.from.Read(p)
	if err != nil && err != io.EOF {
		r.err = err
	}
	return n, err
}

// replaceFilename puts the file's name, without a path, in place of
// ${filename} in every field but the policy, which is signed.
func (f *form) replaceFilename(name string) {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	for i := range f.fields {
		if !strings.EqualFold(f.fields[i].name, "policy") {
			f.fields[i].value = bytes.ReplaceAll(f.fields[i].value, []byte("${filename}"), []byte(name))
		}
	}
}

// replaceBody makes the form with its file the body of the request.
func (f form) replaceBody(r *http.Request, file *os.File) error {
	var text bytes.Buffer
	writer := multipart.NewWriter(&text)
	for _, field := range f.fields {
		part, err := writer.CreatePart(field.header)
		if err != nil {
			return err
		}
		part.Write(field.value)
	}
	if _, err := writer.CreatePart(f.file); err != nil {
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
	r.Body = io.NopCloser(io.MultiReader(bytes.NewReader(text.Bytes()[:before]), file, bytes.NewReader(text.Bytes()[before:])))
	r.ContentLength = int64(text.Len()) + size
	r.Header.Set("Content-Type", writer.FormDataContentType())
	r.Header.Del("Expect") // it has been met
	// The gateway's HTTP server reads a form into memory by itself and mixes
	// its fields up, unless the form is said to be encoded somehow.
	r.Header.Set("Content-Encoding", "identity")
	return nil
}
