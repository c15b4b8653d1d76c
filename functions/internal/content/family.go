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

// aliases are names of one type each, the usual one first, beyond those that
// package mimetype knows.
var aliases = [][]string{
	{"image/jpeg", "image/jpg", "image/pjpeg"},
	{"image/x-icon", "image/vnd.microsoft.icon", "image/ico"},
	{"image/avif", "image/avif-sequence"},
	{xml, "application/xml"},
	{"application/rtf", "text/rtf"},
	{"text/vcard", "text/x-vcard"},
	{"audio/flac", "audio/x-flac"},
	{"audio/aac", "audio/x-aac", "audio/aacp"},
	{"audio/mp4", "audio/x-m4a", "audio/m4a"},
	{"video/mp4", "video/x-m4v", "video/m4v"},
	{"video/avi", "video/x-msvideo", "video/msvideo"},
	{"video/x-matroska", "video/matroska"},
	{"video/mp2t", "video/vnd.dlna.mpeg-tts"},
	{"application/vnd.visio", "application/vnd.ms-visio.drawing.main+xml"},
	{"application/x-mspublisher", "application/vnd.ms-publisher"},
	{"application/x-msdownload", "application/vnd.microsoft.portable-executable", "application/x-msdos-program",
		"application/x-dosexec"},
	{"application/x-sh", "text/x-shellscript", "text/x-sh", "application/x-shellscript"},
	{"application/x-httpd-php", "text/x-php", "application/x-php"},
	{"application/x-perl", "text/x-perl"},
	{"application/x-ruby", "text/x-ruby"},
	{"application/x-tcl", "text/x-tcl"},
	{"application/java-vm", "application/x-java-applet"},
	{"application/x-debian-package", "application/vnd.debian.binary-package"},
	{"application/x-redhat-package-manager", "application/x-rpm"},
	{"application/gzip", "application/x-gzip", "application/x-compressed-tar", "application/x-tgz"},
}

// usual returns the usual name of a type.
func usual(t string) string {
	for _, names := range aliases {
		if slices.Contains(names, t) {
			return names[0]
		}
	}
	return t
}

// families are types that share a container. What the container holds is not
// looked at, so a file of the one may be declared as the other.
var families = [][]string{
	{"video/mp4", "audio/mp4", "video/quicktime", "video/3gpp", "audio/3gpp", "video/3gpp2", "audio/3gpp2"},
	{"video/webm", "audio/webm"},
	{"video/x-matroska", "audio/x-matroska"},
	{"video/ogg", "audio/ogg", "application/ogg", "audio/opus", "audio/vorbis"},
	{"video/x-ms-asf", "video/x-ms-wmv", "audio/x-ms-wma"},
	{"image/heic", "image/heif", "image/heic-sequence", "image/heif-sequence"},
	{"image/png", "image/apng"},
	{"image/tiff", "image/x-adobe-dng", "image/x-canon-cr2", "image/x-nikon-nef", "image/x-sony-arw"},
	{html, xhtml},
	// A ZIP without a mark of its own.
	{zipType, "model/3mf", "application/vnd.ms-xpsdocument", "application/oxps", "application/x-xpinstall",
		"application/vnd.apple.pages", "application/vnd.apple.numbers", "application/vnd.apple.keynote"},
	// Where the directory of a compound file lies beyond its head.
	{oleType, "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint",
		"application/vnd.ms-outlook", "application/vnd.ms-project", "application/vnd.visio",
		"application/x-mspublisher"},
}

// related reports whether one of the families has both types. Only the first of
// the last two families stands for the others.
func related(found, declared string) bool {
	for _, family := range families {
		if !slices.Contains(family, declared) {
			continue
		}
		switch family[0] {
		case zipType, oleType:
			return found == family[0]
		}
		if slices.Contains(family, found) {
			return true
		}
	}
	return false
}

// A relation is how the found type stands to the declared one.
type relation int

const (
	different relation = iota
	same
	unknown // which of both it is cannot be told
)

// compare returns how the types stand to each other, and what the file's is.
func compare(found, declared string) (relation, string) {
	f, d := usual(found), usual(declared)
	switch {
	case d == mediatype.Unknown || d == "binary/octet-stream":
		return unknown, f
	case related(f, d), fits(f, d):
		return same, d
	case f == d, isAlias(found, declared):
		return same, f
	}
	general := f == mediatype.Unknown || f == zipType || f == oleType || f == xml || isPlain(f)
	if general && !hasSignature(d) {
		return unknown, f
	}
	return different, f
}

// fits reports whether what was found is general, and the declared type a kind
// of it without a mark that would have to be there.
func fits(found, declared string) bool {
	switch {
	case isPlain(found) && isTextual(declared):
		return true
	case isXML(found) && isXML(declared):
		// Of the two that browsers run, neither goes by another's name.
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

// hasSignature reports whether files of the declared type would have been
// recognised.
func hasSignature(declared string) bool {
	return mimetype.Lookup(declared) != nil || isTextual(declared) || isXML(declared) || officeApp(declared) != "" ||
		slices.ContainsFunc(families, func(f []string) bool { return slices.Contains(f, declared) }) ||
		slices.ContainsFunc(aliases, func(a []string) bool { return slices.Contains(a, declared) })
}

// closed are archives that are not looked into, and packages of programs.
var closed = []string{
	"application/gzip", "application/x-7z-compressed", "application/vnd.rar", "application/x-tar",
	"application/x-bzip2", "application/x-xz", "application/zstd", "application/lzip", "application/zlib",
	"application/vnd.ms-cab-compressed", "application/x-installshield", "application/x-cpio", "application/x-xar",
	"application/x-archive", "application/vnd.debian.binary-package", "application/x-rpm",
	"application/x-chrome-extension",
}

func isClosed(found string) bool { return slices.Contains(closed, found) }

// isPicture reports whether files of type t have pixels, and not lines, which
// are drawn in the size that is asked for.
func isPicture(t string) bool {
	switch t {
	case svg, "image/vnd.dwg", "image/vnd.dxf", "image/emf", "image/wmf", "image/cgm":
		return false
	}
	return strings.HasPrefix(t, "image/")
}
