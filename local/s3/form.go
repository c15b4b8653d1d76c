package s3

import (
	"bufio"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
)

// maxFields is the maximum size of the fields before the file, in bytes.
//
// https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html
const maxFields = 20 << 10

// maxKey is the maximum length of a key, in bytes.
const maxKey = 1024

// From "Error responses" of the Amazon S3 API reference.
var (
	errNoLength = newRefusal(http.StatusLengthRequired, "MissingContentLength",
		"You must provide the Content-Length HTTP header.")
	errKeyLength = newRefusal(http.StatusBadRequest, "KeyTooLongError", "Your key is too long.")
	errVersion2  = newRefusal(http.StatusBadRequest, "InvalidRequest",
		"The authorization mechanism is not supported. Please use AWS4-HMAC-SHA256.")
	errRepeated  = newRefusal(http.StatusBadRequest, "InvalidArgument", "POST requires each field once.")
	errMalformed = newRefusal(http.StatusBadRequest, "MalformedPOSTRequest",
		"The body of your POST request is not well-formed multipart/form-data.")
	errNoFile  = newRefusal(http.StatusBadRequest, "InvalidArgument", "POST requires exactly one file upload per request.")
	errTooMany = newRefusal(http.StatusBadRequest, "MaxPostPreDataLengthExceeded",
		"Your POST request fields preceding the upload file were too large.")
)

// form is a form without the content of its file.
type form struct {
	fields   []formField
	filename string // of the file; "" if it has none
}

type formField struct{ name, value string }

// get returns the value of a field, by its name in lower case.
func (f form) get(name string) (value string, there bool) {
	for _, field := range f.fields {
		if strings.EqualFold(field.name, name) {
			return field.value, true
		}
	}
	return "", false
}

// readForm reads a form to its end and copies its file, which is the part with the
// name file. Another part with a filename is a field.
func readForm(body io.Reader, boundary string, file io.Writer) (form, error) {
	lines := bufio.NewReader(body)
	// multipart.Reader would accept a preamble, and lines without a carriage
	// return.
	if start, err := lines.Peek(len("--" + boundary + "\r\n")); err != nil || string(start) != "--"+boundary+"\r\n" {
		return form{}, errMalformed
	}
	parts := multipart.NewReader(lines, boundary)
	var f form
	size, files := 0, 0
	for {
		part, err := parts.NextRawPart()
		switch {
		case err == io.EOF && files != 1:
			return f, errNoFile
		case err == io.EOF:
			return f, nil
		case err != nil:
			return f, errMalformed
		}
		name := part.FormName()
		switch {
		case strings.EqualFold(name, "file"):
			if files++; files > 1 {
				continue
			}
			f.filename = part.FileName()
			f.replaceFilename()
			if err := copyFile(file, part); err != nil {
				return f, err
			}
		case files > 0: // S3 ignores what follows the file
		case name == "":
			return f, errMalformed
		default:
			value, err := io.ReadAll(io.LimitReader(part, maxFields+1))
			if err != nil {
				return f, errMalformed
			}
			if size += len(name) + len(value); size > maxFields {
				return f, errTooMany
			}
			f.fields = append(f.fields, formField{name, string(value)})
		}
	}
}

// copyFile copies a part to a file. If reading fails, it returns errMalformed.
func copyFile(file io.Writer, part io.Reader) error {
	content := errorReader{from: part}
	if _, err := io.Copy(file, &content); content.err != nil {
		return errMalformed
	} else if err != nil {
		return fmt.Errorf("cannot store the file of a form: %w", err)
	}
	return nil
}

// errorReader records the error of a reader, except for io.EOF.
type errorReader struct {
	from io.Reader
	err  error
}

func (r *errorReader) Read(p []byte) (int, error) {
	n, err := r.from.Read(p)
	if err != nil && err != io.EOF {
		r.err = err
	}
	return n, err
}

// replaceFilename replaces ${filename} by the file's name in every field except the
// policy, which is signed.
func (f *form) replaceFilename() {
	name := f.filename[strings.LastIndexAny(f.filename, `/\`)+1:]
	for i := range f.fields {
		if !strings.EqualFold(f.fields[i].name, "policy") {
			f.fields[i].value = strings.ReplaceAll(f.fields[i].value, "${filename}", name)
		}
	}
}

// check refuses what S3 refuses and the gateway accepts.
func (f form) check(signed signed) error {
	seen := make(map[string]bool)
	for _, field := range f.fields {
		name := strings.ToLower(field.name)
		// Repeated metadata is joined. S3 does not document what it does with
		// other repeated fields.
		if seen[name] && !strings.HasPrefix(name, "x-amz-meta-") {
			return errRepeated
		}
		seen[name] = true
	}
	if seen["awsaccesskeyid"] && !seen["x-amz-algorithm"] {
		return errVersion2
	}
	if key, _ := f.get("key"); len(key) > maxKey {
		return errKeyLength
	}
	// Otherwise the gateway refuses the signature.
	if policy, _ := f.get("policy"); signed(f) {
		return checkPolicy(policy)
	}
	return nil
}
