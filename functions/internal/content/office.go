package content

import "strings"

// An officeType is a program of Microsoft Office. Its documents are ZIPs with a
// part [Content_Types].xml and a folder of the program. Whether a document is a
// template, a show or a binary workbook depends on the content of that part,
// which is compressed and not read: so far the declared type is trusted.
type officeType struct {
	folder              string
	prefix, document    string // without macros
	macroPrefix, macros string // with macros
}

var officeTypes = []officeType{
	{"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.", "document",
		"application/vnd.ms-word.", "document.macroenabled.12"},
	{"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.", "sheet",
		"application/vnd.ms-excel.", "sheet.macroenabled.12"},
	{"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.", "presentation",
		"application/vnd.ms-powerpoint.", "presentation.macroenabled.12"},
}

// officeApp returns the folder that a document of type t has, or "".
func officeApp(t string) string {
	for _, office := range officeTypes {
		if strings.HasPrefix(t, office.prefix) || strings.HasPrefix(t, office.macroPrefix) {
			return office.folder
		}
	}
	return ""
}

// fitsOffice reports whether both types are of one program. A document with
// macros must be declared as one; a type that allows macros does not require
// them.
func fitsOffice(found, declared string) bool {
	hasMacros := func(t string) bool { return strings.HasPrefix(t, "application/vnd.ms-") }
	app := officeApp(found)
	return app != "" && app == officeApp(declared) && (!hasMacros(found) || hasMacros(declared))
}
