// What browsers and desktops write where mime-types says otherwise, or nothing.
// generate.mjs puts both tables into table.go.
//
// The usual form of a type is the one that browsers write: Chromium's tables
// first (net/base/mime_util.cc), then the WHATWG's MIME Sniffing Standard, then
// IANA's registry, then mime-types.
//
// Sources, by letter:
// C  Chromium, net/base/mime_util.cc
// F  Firefox, uriloader/exthandler/nsExternalHelperAppService.cpp
// W  WebKit, Source/WebCore/platform/MIMETypeRegistry.cpp, with its malformed types
// S  WHATWG MIME Sniffing Standard (mimesniff.spec.whatwg.org)
// I  IANA's registry: "deprecated in favor of", "deprecated alias names"
// L  Linux desktops: freedesktop.org's shared-mime-info, <alias> and <glob>
// M  Windows: Content Type in the registry, and the list of IIS
// A  the lists of Apache and nginx
//
// What has no source among them is a plain misspelling (image/x-gif).

/** Other names of a type, by its usual one. */
export const aliases = {
	// What says nothing: S3 calls a file without a type binary/octet-stream.
	// S "undefined" types; download scripts
	"application/octet-stream": `
		binary/octet-stream application/x-binary application/binary application/x-octet-stream
		application/force-download application/x-force-download application/download application/x-download
		application/unknown application/x-unknown unknown/unknown`,

	// W, L, M
	"image/jpeg": `
		image/jpg image/pjpeg image/jpe image/jp_ image/jpe_ image/pipeg image/x-jpeg image/x-jpg
		application/jpg application/x-jpg image/vnd.switfview-jpeg`,
	"image/png": "image/x-png application/png application/x-png", // C, W
	"image/gif": "image/gi_ image/x-gif", // W
	// W, L
	"image/bmp": `
		image/x-bmp image/x-bitmap image/x-win-bitmap image/x-windows-bmp image/ms-bmp image/x-ms-bmp
		application/bmp application/x-bmp application/x-win-bitmap`,
	// W
	"image/tiff": `
		image/tif image/x-tif image/x-tiff application/tif application/x-tif application/tiff application/x-tiff`,
	// C, S, L; vnd.microsoft.icon is IANA's
	"image/x-icon": `
		image/vnd.microsoft.icon image/ico image/icon image/x-ico application/ico text/ico`,
	"image/avif": "image/avif-sequence", // L
	// L
	"image/svg+xml": `
		image/svg image/svg-xml image/x-svg+xml image/vnd.adobe.svg+xml image/svg+xml-compressed`,
	"image/jp2": "image/jpeg2000 image/jpeg2000-image image/x-jpeg2000-image image/x-jp2", // L
	// L
	"image/vnd.adobe.photoshop": `
		image/psd image/x-psd image/photoshop image/x-photoshop application/photoshop application/x-photoshop`,
	"image/vnd.djvu": "image/x-djvu image/x.djvu", // L
	"image/emf": "image/x-emf application/emf application/x-emf", // I, L
	"image/wmf": "image/x-wmf image/x-win-metafile application/wmf application/x-wmf", // I, L
	"image/x-tga": "image/tga image/targa image/x-targa application/tga application/x-tga", // L

	// C, F, W, L
	"audio/mpeg": `
		audio/mp3 audio/x-mp3 audio/x-mpeg audio/mpg audio/x-mpg audio/mpeg3 audio/x-mpeg-3 audio/x-mpeg3`,
	// C, W, L
	"audio/mp4": `
		audio/x-m4a audio/m4a audio/x-m4b audio/m4b audio/x-m4p audio/x-m4r audio/x-mp4 audio/mp4a-latm`,
	"audio/wav": "audio/x-wav audio/wave audio/vnd.wave audio/x-pn-wav", // C, S, W, L
	// C (.opus), L
	"audio/ogg": `
		audio/x-ogg audio/opus audio/x-opus+ogg audio/vorbis audio/x-vorbis audio/x-vorbis+ogg audio/x-flac+ogg
		audio/x-oggflac audio/x-speex+ogg`,
	"audio/flac": "audio/x-flac", // C, F, I (RFC 9639)
	"audio/aac": "audio/x-aac audio/aacp audio/x-hx-aac-adts audio/vnd.dlna.adts", // W, L, M
	"audio/aiff": "audio/x-aiff audio/x-aifc audio/x-aiffc sound/aiff", // S, L
	"audio/midi": "audio/mid audio/x-mid audio/x-midi application/x-midi", // S, L, M
	"audio/amr": "audio/x-amr", // A
	"audio/3gpp": "audio/3gp", // L
	"audio/x-caf": "audio/caf", // W
	"audio/x-ms-wma": "audio/wma", // L
	"audio/x-matroska": "audio/matroska audio/mkv", // I (RFC 9559)

	"video/mp4": "video/x-m4v video/m4v video/mp4v-es video/x-mp4", // C (.m4v), L
	// W, L
	"video/mpeg": `
		video/mpg video/x-mpg video/x-mpeg video/mpeg2 video/x-mpeg2 video/x-mpeg2a video/mpeg-system
		video/x-mpeg-system`,
	"video/mp2t": "video/vnd.dlna.mpeg-tts video/m2ts video/x-m2ts video/avchd-stream", // W, M
	"video/ogg": "video/x-ogg video/x-theora video/x-theora+ogg video/x-ogm video/x-ogm+ogg", // C (.ogm), L
	"video/quicktime": "video/x-quicktime video/mov", // L
	"video/3gpp": "video/3gp", // L
	"video/avi": "video/x-msvideo video/msvideo video/x-avi video/vnd.avi application/x-troff-msvideo", // S, L, M
	"video/x-matroska": "video/matroska video/mkv video/x-mkv", // I (RFC 9559)
	"video/x-flv": "video/flv application/x-flash-video", // L
	"video/x-ms-asf": "application/vnd.ms-asf video/x-ms-asf-plugin", // L
	"video/x-ms-wmv": "video/wmv", // M
	"application/ogg": "application/x-ogg", // L

	// W, L
	"application/pdf": `
		application/x-pdf application/acrobat application/vnd.pdf application/nappdf text/pdf text/x-pdf
		image/pdf`,
	"application/rtf": "text/rtf application/x-rtf", // L; macOS
	"application/msword": "application/x-msword application/vnd.ms-word application/vnd.msword", // L
	// L
	"application/vnd.ms-excel": `
		application/msexcel application/x-msexcel application/x-excel application/x-ms-excel application/excel`,
	// L
	"application/vnd.ms-powerpoint": `
		application/mspowerpoint application/x-mspowerpoint application/powerpoint`,
	"application/vnd.visio": "application/x-visio", // A
	"application/vnd.ms-xpsdocument": "application/xps", // L

	"application/zip": "application/x-zip-compressed application/x-zip multipart/x-zip", // L, M
	// C, I (RFC 6713), L
	"application/gzip": `
		application/x-gzip application/x-gunzip application/gzipped application/gzip-compressed
		application/x-compressed-tar application/x-gzip-compressed`,
	"application/vnd.rar": "application/x-rar application/x-rar-compressed application/rar", // I, L
	"application/x-bzip2": "application/bzip2 application/x-bzip", // L
	"application/x-iso9660-image": "application/x-cd-image", // L
	"application/x-7z-compressed": "application/x-7zip application/x-7z", // M

	// L
	"text/csv": `
		application/csv application/x-csv text/x-csv text/comma-separated-values text/x-comma-separated-values`,
	"text/markdown": "text/x-markdown", // L, A
	"text/vcard": "text/x-vcard text/directory", // F, I, L
	"text/calendar": "application/ics", // L
	"application/x-tex": "text/x-tex", // L
	"text/x-c": "text/x-csrc text/x-chdr text/x-c++src text/x-c++hdr", // L, A
	"text/x-java-source": "text/x-java", // L
	"application/pkcs12": "application/x-pkcs12", // I, L
	"application/x-msaccess": "application/vnd.ms-access application/msaccess", // L
	"text/plain": "text/x-log", // L: .log
	"application/json": "text/json text/x-json application/x-json", // S
	"application/yaml": "text/yaml text/x-yaml application/x-yaml", // I (RFC 9512)

	"font/woff": "application/font-woff application/x-font-woff", // C, I
	"font/woff2": "application/font-woff2", // A
	"font/ttf": "application/x-font-ttf application/x-font-truetype application/font-ttf", // L, A
	"font/otf": "application/x-font-otf application/x-font-opentype application/font-otf", // L, A

	// Active content: see active.go.
	// S; application/node is .cjs
	"text/javascript": `
		application/javascript application/x-javascript application/ecmascript application/x-ecmascript
		text/ecmascript text/x-ecmascript text/x-javascript text/javascript1.0 text/javascript1.1
		text/javascript1.2 text/javascript1.3 text/javascript1.4 text/javascript1.5 text/jscript text/livescript
		application/node`,
	"text/xml": "application/xml text/xsl", // C, S; W
	"application/mathml+xml": "text/mathml", // L
	"text/x-opml+xml": "text/x-opml", // L
	// I, L, A
	"application/x-msdownload": `
		application/x-msdos-program application/x-ms-dos-executable application/x-dosexec application/x-exe
		application/exe application/dos-exe application/x-winexe application/msdos-windows
		application/vnd.microsoft.portable-executable application/x-msi application/x-ole-storage
		application/x-bat application/bat application/x-msdos-batch`,
	"application/x-sh": "text/x-sh application/x-shellscript text/x-shellscript", // C, L
	// L, A
	"application/x-httpd-php": `
		application/x-php application/php text/php text/x-php application/x-httpd-php-source`,
	"application/x-perl": "text/x-perl text/x-perl-script", // L
	// L; macOS
	"text/x-python": `
		application/x-python text/x-python3 text/x-python-script application/x-python-code
		application/x-python-bytecode`,
	"application/x-tcl": "text/tcl text/x-tcl", // L
	"application/x-ruby": "text/x-ruby text/x-ruby-script", // L; macOS
	"application/java-archive": "application/x-java-archive application/x-jar", // L
	// L
	"application/java-vm": `
		application/x-java application/java application/java-byte-code application/x-java-class
		application/x-java-vm`,
	// I, L
	"application/x-shockwave-flash": `
		application/vnd.adobe.flash.movie application/futuresplash application/x-futuresplash`,
	"application/x-debian-package": "application/vnd.debian.binary-package application/x-deb", // I, L
	"application/x-redhat-package-manager": "application/x-rpm", // L
	"application/internet-shortcut": "application/x-mswinurl", // L
	"application/vnd.flatpak": "application/vnd.flatpak.ref", // L
	"application/vnd.symbian.install": "x-epoc/x-sisx-app", // L
	"application/x-xar": "application/x-newton-compatible-pkg", // macOS
	"text/vbscript": "text/vbs application/x-vbs", // L
};

/** The extensions of a type that mime-types does not have, or has for another. */
export const extensions = {
	"image/jpeg": "jfif pjpeg pjp", // C, F: mime-types says image/pjpeg of jfif
	"image/avif": "avifs", // L
	"image/heif": "hif", // L: Canon's and Sony's cameras
	"audio/amr-wb": "awb", // L
	"audio/3gpp": "3ga", // L
	"audio/mp4": "m4r f4a", // W, L
	"video/3gpp2": "3gp2 3gpp2", // L
	"video/ogg": "ogm", // C
	"application/gzip": "tgz", // C
	"application/zip": "zipx", // L
	"text/calendar": "ical icalendar", // F

	// Active content: each extension has a type, so that a list can allow it.
	"text/html": "shtm ehtml", // C
	"application/xhtml+xml": "xhtm", // C
	"text/xml": "xbl", // C, F
	"multipart/related": "mht mhtml", // C
	"application/x-webarchive": "webarchive", // Safari's
	"text/javascript": "jsm jse", // F; jse is Windows'
	"text/vbscript": "vbs vbe vb", // L, M
	"text/scriptlet": "sct wsc wsf wsh ws", // M
	"application/hta": "hta", // M
	"application/x-msdownload": "cmd scr pif cpl sys drv ocx msp mst xll wll", // M
	"application/x-powershell": "ps1 psm1 psd1",
	"application/x-ms-shortcut": "scf settingcontent-ms library-ms search-ms appref-ms", // M
	"application/internet-shortcut": "url website", // M
	"text/x-ms-regedit": "reg", // L
	"application/x-sh": "bash zsh ksh fish command tool", // macOS runs .command and .tool
	"application/x-httpd-php": "phtml pht php3 php4 php5 php7 php8 phps phar", // L, A
	"application/x-asp": "asp aspx ashx asmx cshtml", // L, M
	"application/x-jsp": "jsp jspx jspf",
	"application/x-cgi": "cgi fcgi",
	"application/x-coldfusion": "cfm cfml cfc",
	"text/x-python": "py pyw pyc pyo pyz", // L
	"application/x-ruby": "rb", // L
	"application/x-applescript": "scpt scptd applescript", // macOS
	"application/x-apple-shortcut": "webloc inetloc fileloc terminal workflow", // macOS
	"application/x-desktop": "desktop", // L
	"application/x-executable": "elf", // L
	"application/x-sharedlib": "so dylib", // L
	"application/x-xar": "pkg", // L
	"application/vnd.android.package-archive": "xapk apkm apks",
	"application/x-ios-app": "ipa",
	"application/vnd.snap": "snap", // L
	"application/vnd.flatpak": "flatpak flatpakref", // L
	"application/vnd.appimage": "appimage", // L
	"application/x-shockwave-flash": "swl", // C
};
