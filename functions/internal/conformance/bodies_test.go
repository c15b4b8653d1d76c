package conformance

import "strings"

var (
	badBody = refused("400 MalformedPOSTRequest")
	fileOf  = `name="file"; filename="from the browser.png"`
)

// bodies are forms in encodings that no browser sends.
var bodies = []row{
	{"a file without a filename", stored, form(nil, replaced(fileOf, `name="file"`))},
	{"a field with a filename", stored, form(nil, replaced(`name="key"`, `name="key"; filename="a.txt"`))},
	{"names of fields in upper case", stored, form(nil, replaced(`name="key"`, `name="KEY"`))},
	{"text behind the form", stored, form(nil, changed(func(form string) string { return form + "bye" }))},
	{"a file called files[]", badArgument, form(nil, replaced(`name="file"`, `name="files[]"`))},
	{"a file called upload", badArgument, form(nil, replaced(`name="file"`, `name="upload"`))},
	{"a second file", badArgument, form(nil, replaced("--"+boundary+"--",
		"--"+boundary+"\r\nContent-Disposition: form-data; "+fileOf+"\r\n\r\nmore\r\n--"+boundary+"--"))},
	{"a file of another name before the file", forbidden, form(nil, func(a *attempt) {
		a.slip("photo", "another picture")
		replaced(`name="photo"`, `name="photo"; filename="a.png"`)(a)
	})},
	{"a field that browsers add", forbidden, form(nil, func(a *attempt) { a.slip("_charset_", "UTF-8") })},
	{"a part without a name", badBody, form(nil, replaced(`; name="key"`, ""))},
	{"lines without a carriage return", badBody, form(nil, changed(func(form string) string {
		return strings.ReplaceAll(form, "\r\n", "\n")
	}))},
	{"text before the form", badBody, form(nil, changed(func(form string) string { return "hello\r\n" + form }))},
	{"no end", badBody, form(nil, replaced("--"+boundary+"--", ""))},
	{"another boundary", badBody, form(nil, typed("multipart/form-data; boundary=other"))},
	{"no boundary", badBody, form(nil, typed("multipart/form-data"))},
	{"no length declared", refused("411 MissingContentLength"), form(nil, func(a *attempt) { a.chunked = true })},
	{"another type than a form's", refused("412 PreconditionFailed"), form(nil, typed("text/plain"))},
}

// replaced replaces a text of the form.
func replaced(old, new string) func(*attempt) {
	return changed(func(form string) string { return strings.Replace(form, old, new, 1) })
}

// changed changes the form as a whole.
func changed(change func(string) string) func(*attempt) {
	return func(a *attempt) { a.body = change }
}

// typed sends the form with another content type.
func typed(contentType string) func(*attempt) {
	return func(a *attempt) { a.header.Set("Content-Type", contentType) }
}
