package conformance

import (
	"bytes"
	"strings"
)

// goodForms are forms that this project signs, sent unchanged or with
// differences that do not matter.
var goodForms = []row{
	{"plain", stored, form(nil, nil)},
	{"long-term keys, no token", stored, form(func(a *attempt) { a.credentials = a.owner }, nil)},
	{"status 200", "200, stored", form(func(a *attempt) { *a.value("success_action_status") = "200" }, nil)},
	{"status 204", "204, stored", form(func(a *attempt) { *a.value("success_action_status") = "204" }, nil)},
	{"any other status acts as 204", "204, stored", form(func(a *attempt) { *a.value("success_action_status") = "999" }, nil)},
	{"no status acts as 204", "204, stored", form(func(a *attempt) { a.policy.Fields = a.policy.Fields[:2] }, nil)},
	{"a key in other scripts", stored, form(func(a *attempt) { *a.value("key") += "/Grüße aus 東京 🎉.png" }, nil)},
	{"a key with quotes", stored, form(func(a *attempt) { *a.value("key") += `/"},{"acl":"public-read` }, nil)},
	{"a key with a backslash", stored, form(func(a *attempt) { *a.value("key") += `/a\"b\\c.png` }, nil)},
	{"the longest key", stored, form(func(a *attempt) { *a.value("key") = longKey(1024) }, nil)},
	{"the name of the file does not matter", stored, form(nil, func(a *attempt) { a.filename = "../../etc/passwd" })},
	{"field names in upper case", stored, form(nil, func(a *attempt) {
		for i := range a.fields {
			a.fields[i].Name = strings.ToUpper(a.fields[i].Name)
		}
		a.where = *a.value("key")
	})},
	{"an ignored field", stored, form(nil, func(a *attempt) { a.slip("x-ignore-note", "hello") })},
	{"a field after the file", stored, form(nil, func(a *attempt) { a.after = append(a.after, field("x-amz-meta-late", "1")) })},
	{"an acl after the file", stored, form(nil, func(a *attempt) { a.after = append(a.after, field("acl", "public-read")) })},
	{"a redirect that is no URL acts as none", stored, form(func(a *attempt) { a.add("success_action_redirect", "no address") }, nil)},
	{"at another name of the server", stored, form(nil, func(a *attempt) {
		a.host = strings.Replace(strings.TrimPrefix(a.endpoint, "http://"), "127.0.0.1", "localhost", 1)
	})},
	{"the same form twice replaces the file", stored, form(nil, func(a *attempt) { a.before = []byte("an older picture") })},
	{"If-None-Match does not protect it", stored, form(nil, func(a *attempt) {
		a.before = []byte("an older picture")
		a.header.Set("If-None-Match", "*")
	})},

	{"exactly the largest size", stored, form(nil, func(a *attempt) { a.file = bytes.Repeat([]byte("x"), 1000) })},
	{"exactly the smallest size", stored, form(nil, func(a *attempt) { a.file = []byte("x") })},
	{"exactly the declared size", stored, form(func(a *attempt) { a.policy.MinBytes, a.policy.MaxBytes = 20, 20 }, nil)},
	{"an empty file where the range begins at 0", stored, form(func(a *attempt) { a.policy.MinBytes, a.file = 0, []byte{} }, nil)},
	{"5 MiB", stored, form(func(a *attempt) { a.policy.MaxBytes, a.file = 5<<20, bytes.Repeat([]byte("slip"), 5<<18) }, nil)},
	{"19 KB before the file", stored, form(nil, func(a *attempt) { a.fill(19_000) })},
	{"2,000 bytes of metadata", stored, form(func(a *attempt) { a.add("x-amz-meta-note", strings.Repeat("n", 1996)) }, nil)},
	{"${filename} becomes the name of the file", stored, form(
		func(a *attempt) { a.startsWith("key") },
		func(a *attempt) {
			a.where = a.fields.Get("key") + "/" + a.filename
			a.set("key", a.fields.Get("key")+"/${filename}")
		})},
}

// fill adds ignored fields until all fields have this many bytes.
func (a *attempt) fill(size int) {
	for _, f := range a.fields {
		size -= len(f.Name) + len(f.Value)
	}
	a.slip("x-ignore-filler", strings.Repeat("x", size-len("x-ignore-filler")))
}

// longKey returns a key of this many bytes, in folders whose names fit a file
// system.
func longKey(size int) string {
	return ("uploads/conformance/" + strings.Repeat(strings.Repeat("k", 199)+"/", size/200+1))[:size]
}
