package mediatype

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// ByExtension returns the media type of an extension such as ".png", or
// Unknown. It ignores case and compatibility forms of letters, as some systems
// treat ".ｈｔｍｌ" as ".html".
func ByExtension(extension string) string {
	extension = strings.ToLower(norm.NFKC.String(strings.TrimPrefix(extension, ".")))
	if t := byExtension(extension); t != "" {
		return t
	}
	return Unknown
}

// Choose returns the media type of a file, from the type of its extension, as
// ByExtension returns it, and the declared type, as Parse returns it. If one is
// Unknown, the other counts. If neither is, the declared type counts, except
// where computers are known to be wrong. So a container for sound or pictures
// (.webm, .mp4, .ogg, .3gp) has its declared type.
func Choose(extension, declared string) string {
	if declared == Unknown || extension != Unknown && miscalled(extension, Name(declared)) {
		return extension
	}
	return declared
}

// miscalled reports whether computers are known to declare this type for files
// whose extension has another.
func miscalled(extension, declared string) bool {
	switch declared {
	case "application/vnd.ms-excel": // Windows with Excel
		return extension == "text/csv"
	case "application/msword": // Windows with Word
		return extension == "application/rtf"
	case "application/x-compressed": // Windows, and IIS's list
		switch extension {
		case "application/zip", "application/gzip", "application/vnd.rar", "application/x-7z-compressed":
			return true
		}
	case "application/ogg": // Firefox; neither sound nor pictures
		return extension == "audio/ogg" || extension == "video/ogg"
	case "application/mp4": // the same
		return extension == "audio/mp4" || extension == "video/mp4"
	// Linux, where other programs have the same extension.
	case "text/vnd.trolltech.linguist", "text/vnd.qt.linguist", "application/x-linguist":
		return extension == "video/mp2t"
	case "application/vnd.oasis.opendocument.formula-template":
		return extension == "font/otf"
	case "application/x-tgif":
		return extension == "model/obj"
	case "application/x-jbuilder-project":
		return extension == "image/jpx"
	case "application/x-nintendo-3ds-rom":
		return extension == "image/x-3ds"
	}
	return false
}
