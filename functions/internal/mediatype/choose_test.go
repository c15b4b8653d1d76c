package mediatype

import "testing"

func TestByExtension(t *testing.T) {
	for _, test := range [][2]string{
		{".png", "image/png"},
		{".JPG", "image/jpeg"},
		{".gz", "application/gzip"},
		{".mp4", "video/mp4"},
		{".MOV", "video/quicktime"},
		{".mp3", "audio/mpeg"},
		{".heic", "image/heic"},
		{".csv", "text/csv"},
		{".txt", "text/plain"},
		{".pdf", "application/pdf"},
		{".svg", "image/svg+xml"},
		{".zip", "application/zip"},
		{".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
		{".bin", Unknown},
		{"", Unknown},
		{".", Unknown},
		{".слово", Unknown},
		{".ｐｎｇ", "image/png"},          // full width
		{".ｈｔｍｌ", "text/html"},         // the same
		{".\u017fvg", "image/svg+xml"}, // with a long s
		{".htm\u0142", Unknown},        // a Polish letter of its own
	} {
		if got := ByExtension(test[0]); got != test[1] {
			t.Errorf("%q is %q, want %q", test[0], got, test[1])
		}
	}
}

// The types that browsers have in tables of their own, on any computer:
// Chromium's net/base/mime_util.cc, then Firefox'
// nsExternalHelperAppService.cpp, then WebKit's MIMETypeRegistry.cpp where they
// differ.
func TestTableAgreesWithBrowsers(t *testing.T) {
	for _, test := range [][2]string{
		{"webm", "video/webm"}, {"mp3", "audio/mpeg"}, {"wasm", "application/wasm"}, {"crx", "application/x-chrome-extension"},
		{"xhtml", "application/xhtml+xml"}, {"xht", "application/xhtml+xml"}, {"xhtm", "application/xhtml+xml"},
		{"flac", "audio/flac"}, {"ogg", "audio/ogg"}, {"oga", "audio/ogg"}, {"opus", "audio/ogg"}, {"wav", "audio/wav"},
		{"m4a", "audio/x-m4a"}, {"avif", "image/avif"}, {"gif", "image/gif"}, {"jpeg", "image/jpeg"}, {"jpg", "image/jpeg"},
		{"jxl", "image/jxl"}, {"png", "image/png"}, {"webp", "image/webp"}, {"mht", "multipart/related"}, {"mhtml", "multipart/related"},
		{"css", "text/css"}, {"html", "text/html"}, {"htm", "text/html"}, {"shtml", "text/html"}, {"shtm", "text/html"},
		{"js", "text/javascript"}, {"mjs", "text/javascript"}, {"xml", "text/xml"}, {"mp4", "video/mp4"}, {"m4v", "video/mp4"},
		{"ogv", "video/ogg"}, {"ogm", "video/ogg"}, {"ico", "image/x-icon"}, {"epub", "application/epub+zip"},
		{"woff", "application/font-woff"}, {"gz", "application/gzip"}, {"tgz", "application/gzip"}, {"json", "application/json"},
		{"pdf", "application/pdf"}, {"p7m", "application/pkcs7-mime"}, {"p7s", "application/pkcs7-signature"},
		{"ps", "application/postscript"}, {"eps", "application/postscript"}, {"ai", "application/postscript"},
		{"rdf", "application/rdf+xml"}, {"rss", "application/rss+xml"}, {"apk", "application/vnd.android.package-archive"},
		{"xul", "application/vnd.mozilla.xul+xml"}, {"xls", "application/vnd.ms-excel"}, {"swf", "application/x-shockwave-flash"},
		{"swl", "application/x-shockwave-flash"}, {"tar", "application/x-tar"}, {"crt", "application/x-x509-ca-cert"},
		{"zip", "application/zip"}, {"weba", "audio/webm"}, {"bmp", "image/bmp"}, {"jfif", "image/jpeg"}, {"pjpeg", "image/jpeg"},
		{"pjp", "image/jpeg"}, {"svg", "image/svg+xml"}, {"svgz", "image/svg+xml"}, {"tiff", "image/tiff"}, {"tif", "image/tiff"},
		{"xbm", "image/x-xbitmap"}, {"eml", "message/rfc822"}, {"ics", "text/calendar"}, {"ehtml", "text/html"}, {"txt", "text/plain"},
		{"text", "text/plain"}, {"sh", "text/x-sh"}, {"xsl", "text/xml"}, {"xbl", "text/xml"}, {"mpeg", "video/mpeg"}, {"mpg", "video/mpeg"},

		{"rtf", "application/rtf"}, {"xpi", "application/x-xpinstall"}, {"apng", "image/apng"}, {"vtt", "text/vtt"},
		{"appcache", "text/cache-manifest"}, {"csv", "text/csv"}, {"vcf", "text/vcard"}, {"3gp", "video/3gpp"}, {"3gpp", "video/3gpp"},
		{"3g2", "video/3gpp2"}, {"aac", "audio/aac"}, {"mid", "audio/midi"}, {"jsm", "application/x-javascript"},
		{"mml", "application/mathml+xml"}, {"ifb", "text/calendar"}, {"ical", "text/calendar"}, {"doc", "application/msword"},

		{"m4a", "audio/mp4"}, {"m4b", "audio/x-m4b"}, {"m4v", "video/x-m4v"}, {"caf", "audio/x-caf"}, {"wav", "audio/x-wav"},
		{"mp3", "audio/mp3"}, {"m2ts", "video/m2ts"}, {"js", "application/x-javascript"}, {"adts", "audio/aac"},

		// Chromium on Linux, which asks the desktop's shared-mime-info.
		{"exe", "application/x-ms-dos-executable"}, {"php", "application/x-php"}, {"py", "text/x-python"}, {"rb", "application/x-ruby"},
		{"asf", "application/vnd.ms-asf"}, {"aifc", "audio/x-aifc"}, {"bz2", "application/x-bzip"}, {"p12", "application/pkcs12"},
		{"tcl", "text/tcl"}, {"pkg", "application/x-xar"}, {"opml", "text/x-opml+xml"}, {"cpp", "text/x-c++src"}, {"log", "text/x-log"},
		{"svgz", "image/svg+xml-compressed"}, {"jar", "application/x-java-archive"}, {"rar", "application/vnd.rar"},
	} {
		declared, err := Parse(test[1])
		if got := ByExtension(test[0]); err != nil || got != declared {
			t.Errorf(".%s is %q; a browser says %q, which is %q (%v)", test[0], got, test[1], declared, err)
		}
	}
}

func TestChoose(t *testing.T) {
	for _, test := range []struct{ extension, declared, want string }{
		// An unknown type yields to the other.
		{".png", "application/octet-stream", "image/png"},
		{".png", "binary/octet-stream", "image/png"}, // S3's type for none
		{".png", "Application/Octet-Stream; charset=binary", "image/png"},
		{".caf", "application/octet-stream", "audio/x-caf"}, // as Uppy declares what the browser does not know
		{".heic", "application/octet-stream", "image/heic"},
		{".mts", "application/octet-stream", "video/mp2t"},
		{".opus", "application/octet-stream", "audio/ogg"},
		{".avif", "application/octet-stream", "image/avif"},
		{".3gp", "application/octet-stream", "video/3gpp"},
		{".amr", "application/octet-stream", "audio/amr"},
		{".flac", "application/octet-stream", "audio/flac"},
		{".m4a", "application/octet-stream", "audio/mp4"},
		{".pdf", "application/force-download", "application/pdf"},
		{".jpg", "application/unknown", "image/jpeg"},
		{"", "image/png", "image/png"},
		{".20", "image/png", "image/png"}, // Screenshot 2026-11-25 at 10.20
		{".bin", "image/png", "image/png"},
		{".dat", "text/plain", "text/plain"},
		{"", "application/octet-stream", Unknown},
		{".unheard-of", "application/octet-stream", Unknown},

		// A container has its declared type.
		{".webm", "audio/webm;codecs=opus", "audio/webm"},
		{".webm", "video/webm", "video/webm"},
		{".mp4", "audio/mp4", "audio/mp4"},
		{".m4a", "video/mp4", "video/mp4"},
		{".ogg", "video/ogg", "video/ogg"},
		{".ogg", "audio/ogg", "audio/ogg"},
		{".3gp", "audio/3gpp", "audio/3gpp"},
		{".3gpp", "audio/3gp", "audio/3gpp"},
		{".3g2", "audio/3gpp2", "audio/3gpp2"},
		{".mkv", "audio/x-matroska", "audio/x-matroska"},
		{".heic", "image/heif", "image/heif"},
		// A type that does not say what the container holds yields to the extension.
		{".ogg", "application/ogg", "audio/ogg"},
		{".ogv", "application/x-ogg", "video/ogg"},
		{".m4a", "application/mp4", "audio/mp4"},
		{".mp4", "application/mp4", "video/mp4"},
		{".ogx", "application/ogg", "application/ogg"},

		// Types that computers are known to declare wrongly.
		{".csv", "application/vnd.ms-excel", "text/csv"},
		{".csv", "application/msexcel", "text/csv"},
		{".csv", "application/vnd.ms-excel; charset=utf-8", "text/csv"},
		{".xls", "application/vnd.ms-excel", "application/vnd.ms-excel"},
		{".rtf", "application/msword", "application/rtf"},
		{".doc", "application/msword", "application/msword"},
		{".rar", "application/x-compressed", "application/vnd.rar"},
		{".tgz", "application/x-compressed", "application/gzip"},
		{".7z", "application/x-compressed", "application/x-7z-compressed"},
		{".png", "application/x-compressed", "application/x-compressed"},
		{".ts", "text/vnd.trolltech.linguist", "video/mp2t"},
		{".ts", "text/vnd.trolltech.linguist; charset=utf-8", "video/mp2t"},
		{".otf", "application/vnd.oasis.opendocument.formula-template", "font/otf"},
		{".obj", "application/x-tgif", "model/obj"},
		{".jpx", "application/x-jbuilder-project", "image/jpx"},
		{".3ds", "application/x-nintendo-3ds-rom", "image/x-3ds"},
		{".odf", "application/vnd.oasis.opendocument.formula-template", "application/vnd.oasis.opendocument.formula-template"},
		{"", "application/vnd.ms-excel", "application/vnd.ms-excel"},

		// Otherwise the declared type counts.
		{".png", "image/jpeg", "image/jpeg"},
		{".csv", "text/plain", "text/plain"},
		{".ai", "application/pdf", "application/pdf"},
		{".txt", "text/plain; charset=iso-8859-1", "text/plain; charset=iso-8859-1"},
	} {
		declared, err := Parse(test.declared)
		if err != nil {
			t.Fatal(err)
		}
		if got := Choose(ByExtension(test.extension), declared); got != test.want {
			t.Errorf("%q declared %q is %q, want %q", test.extension, test.declared, got, test.want)
		}
	}
}

func TestActive(t *testing.T) {
	for _, extension := range []string{
		"html", "htm", "xhtml", "xht", "shtml", "mht", "mhtml", "webarchive", "htc", "svg", "svgz", "xml", "xsl", "xslt", "xsd",
		"rss", "atom", "opml", "mathml", "mml", "kml", "gpx", "xul", "x3d", "dae",
		"js", "mjs", "cjs", "jse", "vbs", "vbe", "wsf", "wsh", "wsc", "sct", "hta", "pac", "ps1", "psm1", "bat", "cmd", "sh", "bash",
		"zsh", "csh", "command", "run", "py", "pyw", "pyc", "pyo", "rb", "pl", "pm", "tcl", "php", "php5", "phtml", "phar", "asp", "aspx",
		"jsp", "cgi", "cfm", "scpt",
		"exe", "msi", "msp", "dll", "com", "scr", "pif", "cpl", "sys", "ocx", "xll", "so", "dylib", "elf", "wasm", "jar", "war", "class",
		"jnlp", "swf", "spl", "xap", "chm", "hlp",
		"apk", "xapk", "ipa", "dmg", "pkg", "mpkg", "deb", "rpm", "snap", "flatpak", "flatpakref", "sisx", "appimage", "appx", "msix", "msixbundle",
		"appinstaller", "application", "xpi", "crx", "air",
		"lnk", "url", "webloc", "desktop", "scf", "reg", "settingcontent-ms",
		"docm", "xlsm", "pptm", "dotm", "xlam",
	} {
		if named := ByExtension("." + extension); !IsActive(named) {
			t.Errorf(".%s, %s, is not active", extension, named)
		}
	}
	for _, extension := range []string{
		"png", "jpg", "gif", "webp", "heic", "avif", "bmp", "ico", "tiff", "psd", "mp3", "wav", "ogg", "m4a", "mp4", "webm", "mov",
		"pdf", "txt", "csv", "md", "json", "yaml", "css", "rtf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "epub",
		"zip", "rar", "7z", "gz", "tar", "iso", "ttf", "woff2", "vcf", "ics", "eml", "eps", "bin", "c", "ts", "",
	} {
		if named := ByExtension("." + extension); IsActive(named) {
			t.Errorf(".%s, %s, is active", extension, named)
		}
	}
}
