package mediatype

import "strings"

// IsActive reports whether t, as ByExtension returns it, is a type of active
// content, which runs where it is opened: a page or a picture with script, a
// script, a program, a package that installs one, a shortcut to one, an office
// document with macros. A file with such an extension is dangerous whatever its
// declared type: a server or a desktop may go by the name.
func IsActive(t string) bool {
	if strings.HasSuffix(t, "+xml") || strings.HasSuffix(t, ".macroenabled.12") {
		return true // any XML can have XHTML's <script> in it
	}
	switch t {
	case // pages
		"text/html", "text/xml", "multipart/related", "application/x-webarchive", "text/x-component",
		// scripts
		"text/javascript", "text/vbscript", "text/scriptlet", "application/hta", "application/x-ns-proxy-autoconfig",
		"application/x-powershell", "application/x-sh", "application/x-csh", "application/x-shar", "application/x-makeself",
		"application/x-httpd-php", "application/x-asp", "application/x-jsp", "application/x-cgi", "application/x-coldfusion",
		"application/x-perl", "application/x-ruby", "application/x-tcl", "text/x-python", "application/x-applescript",
		// programs
		"application/x-msdownload", "application/x-executable", "application/x-sharedlib", "application/wasm",
		"application/java-archive", "application/java-vm", "application/x-java-jnlp-file", "application/x-java-archive-diff",
		"application/x-shockwave-flash", "application/x-silverlight-app", "application/x-director", "application/x-authorware-bin",
		"application/vnd.ms-htmlhelp", "application/winhlp",
		// packages
		"application/vnd.android.package-archive", "application/x-ios-app", "application/x-apple-diskimage", "application/x-xar",
		"application/x-debian-package", "application/x-redhat-package-manager", "application/vnd.snap",
		"application/vnd.flatpak", "application/vnd.appimage", "application/appx", "application/appxbundle",
		"application/msix", "application/msixbundle", "application/appinstaller", "application/x-ms-application",
		"application/x-ms-xbap", "application/x-xpinstall", "application/x-chrome-extension",
		"application/vnd.adobe.air-application-installer-package+zip", "application/vnd.symbian.install",
		// shortcuts
		"application/x-ms-shortcut", "application/internet-shortcut", "application/x-apple-shortcut",
		"application/x-desktop", "text/x-ms-regedit":
		return true
	}
	return false
}
