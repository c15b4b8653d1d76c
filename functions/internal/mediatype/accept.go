package mediatype

import "strings"

// Accept returns the list as the attribute accept of a file input has it: its
// entries, the other names of their types, which some computers know a file by,
// and the extensions that stand for them.
//
// Every type that Choose can return for an allowed file is among them by its own
// name, by an alias that was declared, or by its extension.
func (list List) Accept() string {
	var b strings.Builder
	b.WriteString(strings.Join(list, ","))
	for alias := range strings.SplitSeq(aliases, " ") {
		if list.Allows(usual(alias)) {
			b.WriteString("," + alias)
		}
	}
	for extension := range strings.SplitSeq(extensions, " ") {
		if list.Allows(byExtension(extension)) {
			b.WriteString(",." + extension)
		}
	}
	return b.String()
}
