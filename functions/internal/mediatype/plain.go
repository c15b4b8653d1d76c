package mediatype

import "strings"

// plain are everyday names of media types; several types may share one.
var plain = map[string]string{
	"image/apng": "PNG", "image/avif": "AVIF", "image/bmp": "BMP", "image/gif": "GIF",
	"image/heic": "HEIC", "image/heif": "HEIC",
	"image/jpeg": "JPEG", "image/jxl": "JPEG XL", "image/png": "PNG", "image/svg+xml": "SVG", "image/tiff": "TIFF",
	"image/webp": "WebP", "image/x-icon": "ICO", "image/vnd.adobe.photoshop": "Photoshop",

	"audio/aac": "AAC", "audio/flac": "FLAC", "audio/midi": "MIDI",
	"audio/mp4": "M4A", "audio/mpeg": "MP3",
	"audio/ogg": "Ogg", "audio/wav": "WAV", "audio/webm": "WebM",

	"video/avi": "AVI", "video/mp4": "MP4", "video/mpeg": "MPEG", "video/ogg": "Ogg", "video/quicktime": "QuickTime",
	"video/webm":       "WebM",
	"video/x-matroska": "Matroska",

	"text/calendar": "iCalendar", "text/css": "CSS", "text/csv": "CSV", "text/html": "HTML",
	"text/javascript": "JavaScript",
	"text/markdown":   "Markdown", "text/plain": "plain text", "text/vcard": "vCard", "text/xml": "XML",

	"application/epub+zip": "EPUB", "application/gzip": "gzip", "application/json": "JSON", "application/pdf": "PDF",
	"application/rtf": "RTF", "application/vnd.rar": "RAR", "application/x-7z-compressed": "7z", "application/x-tar": "tar",
	"application/zip": "ZIP", "application/x-msdownload": "Windows program",

	"application/msword": "Word",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
	"application/vnd.ms-excel": "Excel",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":         "Excel",
	"application/vnd.ms-powerpoint":                                             "PowerPoint",
	"application/vnd.openxmlformats-officedocument.presentationml.presentation": "PowerPoint",
	"application/vnd.oasis.opendocument.text":                                   "OpenDocument text",
	"application/vnd.oasis.opendocument.spreadsheet":                            "OpenDocument spreadsheet",
	"application/vnd.oasis.opendocument.presentation":                           "OpenDocument presentation",

	"image/*": "any image", "audio/*": "any audio", "video/*": "any video", "text/*": "any text", "font/*": "any font",
}

// Plain returns the everyday name of a type in its usual form, or the type
// itself, without parameters.
func Plain(t string) string {
	t = Name(t)
	if t == Unknown {
		return "unknown"
	}
	if name, ok := plain[t]; ok {
		return name
	}
	return t
}

// String returns the list for a person to read, such as "JPEG, PNG or PDF".
func (list List) String() string {
	var names []string
	seen := map[string]bool{}
	for _, entry := range list {
		name := Plain(entry)
		switch {
		case entry == Unknown:
			name = "files of unknown type"
		case entry == "image/*" && !list.Allows("image/svg+xml"):
			name = "any image (but SVG)"
		}
		if !seen[name] {
			names = append(names, name)
			seen[name] = true
		}
	}
	if last := len(names) - 1; last > 0 {
		return strings.Join(names[:last], ", ") + " or " + names[last]
	}
	return strings.Join(names, "")
}
