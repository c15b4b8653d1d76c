package content

import "strings"

// Office Open XML: a ZIP with a part named [Content_Types].xml, and the
// document in a folder of its application's name. The type of a template, a
// show or a binary workbook is told by the content of that part, which is
// compressed and not read: to that extent the declared type is believed.

// office maps the folder to the type that is found, without macros and with.
var office = map[string][2]string{
	"word": {"application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		"application/vnd.ms-word.document.macroenabled.12"},
	"xl": {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		"application/vnd.ms-excel.sheet.macroenabled.12"},
	"ppt": {"application/vnd.openxmlformats-officedocument.presentationml.presentation",
		"application/vnd.ms-powerpoint.presentation.macroenabled.12"},
}

// officeApp returns the folder that a document of the type has, or "".
func officeApp(t string) string {
	for app, prefixes := range map[string][2]string{
		"word": {"application/vnd.openxmlformats-officedocument.wordprocessingml.", "application/vnd.ms-word."},
		"xl":   {"application/vnd.openxmlformats-officedocument.spreadsheetml.", "application/vnd.ms-excel."},
		"ppt":  {"application/vnd.openxmlformats-officedocument.presentationml.", "application/vnd.ms-powerpoint."},
	} {
		if strings.HasPrefix(t, prefixes[0]) || strings.HasPrefix(t, prefixes[1]) {
			return app
		}
	}
	return ""
}

func hasMacros(t string) bool { return strings.HasPrefix(t, "application/vnd.ms-") }

// fitsOffice reports whether both types are of one application. Macros have to
// be declared; what may have some need not.
func fitsOffice(found, declared string) bool {
	app := officeApp(found)
	return app != "" && app == officeApp(declared) && (!hasMacros(found) || hasMacros(declared))
}
