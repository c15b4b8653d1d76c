package mediatype

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// ByExtension returns the media type that an extension such as ".png" stands
// for, or Unknown. Upper and lower case are one, and so are other forms of the
// same letters: some systems do not tell ".ｈｔｍｌ" from ".html".
func ByExtension(extension string) string {
	extension = strings.ToLower(norm.NFKC.String(strings.TrimPrefix(extension, ".")))
	if t := byExtension(extension); t != "" {
		return t
	}
	return Unknown
}

// Choose returns the media type of a file: its extension's, as ByExtension
// returns it, or the declared one, as Parse does. One that is Unknown gives way
// to the other. Where both say something, the uploader knows better, but for
// what computers are known to miscall. So a container that holds sound or
// pictures (.webm, .mp4, .ogg, .3gp) is what it is declared as.
func Choose(extension, declared string) string {
	if declared == Unknown || extension != Unknown && miscalled(extension, Name(declared)) {
		return extension
	}
	return declared
}

// miscalled reports whether computers are known to declare a file so whose
// extension stands for another type.
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
