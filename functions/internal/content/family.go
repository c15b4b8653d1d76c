package content

import (
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"slipway/functions/internal/mediatype"
)

const (
	zipType = "application/zip"
	oleType = "application/x-ole-storage"
	xml     = "text/xml"
	xhtml   = "application/xhtml+xml"
	html    = "text/html"
	svg     = "image/svg+xml"
)

// families are types that share a container. The contents of the container are
// not checked, so a file of one may be declared as another.
var families = [][]string{
	{"video/mp4", "audio/mp4", "video/quicktime", "video/3gpp", "audio/3gpp", "video/3gpp2", "audio/3gpp2"},
	{"video/webm", "audio/webm"},
	{"video/x-matroska", "audio/x-matroska"},
	{"video/ogg", "audio/ogg", "application/ogg"},
	{"video/x-ms-asf", "video/x-ms-wmv", "audio/x-ms-wma"},
	{"image/heic", "image/heif", "image/heic-sequence", "image/heif-sequence"},
	{"image/png", "image/apng"},
	{"image/tiff", "image/x-adobe-dng", "image/x-canon-cr2", "image/x-nikon-nef", "image/x-sony-arw"},
	{html, xhtml},
	{"application/x-msdownload", "application/x-ms-installer"},
	{"application/x-executable", "application/x-elf", "application/x-sharedlib", "application/x-object"},
}

// unmarked are types whose files may be detected as a general one, the first of
// each list: a ZIP without a signature of its own, and a compound file whose
// directory is beyond its head.
var unmarked = [][]string{
	{zipType, "model/3mf", "application/vnd.ms-xpsdocument", "application/oxps", "application/x-xpinstall",
		"application/vnd.apple.pages", "application/vnd.apple.numbers", "application/vnd.apple.keynote"},
	{oleType, "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint",
		"application/vnd.ms-outlook", "application/vnd.ms-project", "application/vnd.visio",
		"application/x-mspublisher"},
}

// related reports whether both types are of one family, or found is the general
// type of declared.
func related(found, declared string) bool {
	both := func(f []string) bool { return slices.Contains(f, found) && slices.Contains(f, declared) }
	general := func(u []string) bool { return u[0] == found && slices.Contains(u, declared) }
	return slices.ContainsFunc(families, both) || slices.ContainsFunc(unmarked, general)
}

// A relation is how the found type relates to the declared one.
type relation int

const (
	different relation = iota
	same
	unknown // cannot be determined
)

// compare returns the relation of the types, and the type of the file.
func compare(found, declared string) (relation, string) {
	switch {
	case declared == mediatype.Unknown:
		return unknown, found
	case related(found, declared), fits(found, declared):
		return same, declared
	case found == declared, isAlias(found, declared):
		return same, found
	}
	general := found == mediatype.Unknown || found == zipType || found == oleType || found == xml || isPlain(found)
	if general && !hasSignature(declared) {
		return unknown, found
	}
	return different, found
}

// fits reports whether found is a general type, and declared one of its kinds
// that need not have a signature.
func fits(found, declared string) bool {
	switch {
	case isPlain(found) && isTextual(declared):
		return true
	case isXML(found) && isXML(declared):
		// Of the two types that browsers run, neither may be declared as
		// another.
		return found != svg && found != xhtml && declared != svg && (found == xml || declared == xml)
	case found == xml && declared == html: // a fragment, such as <main>
		return true
	case found == zipType && strings.HasSuffix(declared, "+zip") && !hasSignature(declared):
		return true
	}
	return declared == zipType && isZipDocument(found) || fitsOffice(found, declared)
}

func isAlias(found, declared string) bool {
	m := mimetype.Lookup(found)
	return m != nil && m.Is(declared)
}

// hasSignature reports whether detect would recognise files of the declared
// type.
func hasSignature(declared string) bool {
	listed := func(f []string) bool { return slices.Contains(f, declared) }
	return mimetype.Lookup(declared) != nil || isTextual(declared) || isXML(declared) || officeApp(declared) != "" ||
		slices.ContainsFunc(families, listed) || slices.ContainsFunc(unmarked, listed) ||
		declared == "audio/x-caf" || declared == "video/mp2t" || declared == "application/x-msdownload"
}

// closed are formats of archives and packages whose contents are not read.
var closed = []string{
	"application/gzip", "application/x-7z-compressed", "application/vnd.rar", "application/x-tar",
	"application/x-bzip2", "application/x-xz", "application/zstd", "application/lzip", "application/zlib",
	"application/vnd.ms-cab-compressed", "application/x-installshield", "application/x-cpio", "application/x-xar",
	"application/x-archive", "application/x-debian-package", "application/x-redhat-package-manager",
	"application/x-chrome-extension",
}

func isClosed(found string) bool { return slices.Contains(closed, found) }

// isPicture reports whether files of type t have pixels. Vector graphics are
// drawn at any size.
func isPicture(t string) bool {
	switch t {
	case svg, "image/vnd.dwg", "image/vnd.dxf", "image/emf", "image/wmf", "image/cgm":
		return false
	}
	return strings.HasPrefix(t, "image/")
}
