package mediatype

import "strings"

// Accept returns the list as the accept attribute of a file input: its entries,
// their aliases, which some computers use, and their extensions.
//
// It covers every type that Choose can return for an allowed file, by its usual
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
