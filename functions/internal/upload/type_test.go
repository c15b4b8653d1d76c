package upload

import (
	"errors"
	"path"
	"strings"
	"testing"
	"time"

	"slipway/functions/internal/mediatype"
)

// typeOf returns the media type that a file gets, or the code of the refusal, with
// the template's default list and the allowed types.
func typeOf(t *testing.T, allowed, name, declared string) string {
	t.Helper()
	const defaults = "image/avif,image/bmp,image/gif,image/heic,image/heif,image/jpeg,image/png,image/tiff,image/webp,audio/*,video/*,application/pdf,text/plain,text/csv,application/zip"
	list, err := mediatype.ParseList(strings.TrimSuffix(defaults+","+allowed, ","))
	if err != nil {
		t.Fatal(err)
	}
	var got string
	for _, style := range []KeyStyle{Unique, Filename} {
		r := Rules{KeyPrefix: "uploads/", KeyStyle: style, AllowedTypes: list}
		object, err := r.Object(File{Name: name, Type: declared}, "", time.Now())
		this := object.ContentType
		if refusal := (*Refusal)(nil); errors.As(err, &refusal) {
			this = refusal.Code
		}
		if got != "" && got != this {
			t.Errorf("%q declared %q is %q or %q, as the key has it", name, declared, got, this)
		}
		got = this
	}
	return got
}

func TestContentType(t *testing.T) {
	for _, test := range []struct{ name, declared, want string }{
		{"photo.jpg", "", "image/jpeg"},
		{"photo.jpg", "image/jpg", "image/jpeg"},
		{"photo.jpg ", "", "image/jpeg"},
		{"photo.jpg. .", "", "image/jpeg"},
		{"photo.jpg\u00a0", "", "image/jpeg"},
		{"photo.jpg\u3000", "application/octet-stream", "image/jpeg"},
		{"photo.jpg\u200b", "", "image/jpeg"},
		{"photo.jpg\ufe0f", "", "image/jpeg"},
		{"photo.jpg\u3164", "", "image/jpeg"},
		{"photo.jpg!", "", "image/jpeg"}, // its key ends in .jpg
		{"PHOTO.JPG", "application/octet-stream", "image/jpeg"},
		{"photo．jpg", "image/jpeg", "image/jpeg"}, // no extension
		{"download.jfif", "image/jpeg", "image/jpeg"},
		{"download.jfif", "", "image/jpeg"},
		{"data.csv", "application/vnd.ms-excel", "text/csv"},
		{"voice.webm", "audio/webm;codecs=opus", "audio/webm"},
		{"song.m4a", "application/octet-stream", "audio/mp4"},
		{"song.m4a", "audio/x-m4a", "audio/mp4"},
		{"clip.mts", "application/octet-stream", "video/mp2t"},
		{"sound.caf", "application/octet-stream", "audio/x-caf"},
		{"archive.zip", "application/x-zip-compressed", "application/zip"},
		{"paper.pdf", "application/x-pdf", "application/pdf"},
		{"Screenshot 2026-11-25 at 10.20.30", "image/png", "image/png"},
		{"notes", "text/plain;charset=utf-8", "text/plain; charset=utf-8"},
		{"?.png", "", "image/png"}, // its key is "png"
		{"「」.png ", "", "image/png"},
		{strings.Repeat("图", 200) + ".png", "", "image/png"}, // cut
		{"a.tar.gz", "image/png", "image/png"},

		{"noextension", "", "TypeNotAllowed"},
		{"png", "", "TypeNotAllowed"},
		{"a.unheard-of", "application/octet-stream", "TypeNotAllowed"},
		{"archive.7z", "", "TypeNotAllowed"},
		{"photo.jpg", "image/vnd.wap.wbmp", "TypeNotAllowed"},
		{"photo.png", "text/html", "TypeNotAllowed"},
		{"photo.png", "image/svg+xml", "TypeNotAllowed"},
		{"photo.png", "image/svg", "TypeNotAllowed"},
		{"clip.mp4", "video/x+xml", "TypeNotAllowed"}, // of video/*
		{"photo.png", "image", "InvalidType"},
		{"photo.png", "image/png\r\nx: y", "InvalidType"},

		// Active content, whatever is declared.
		{"evil.html", "image/png", "ExtensionNotAllowed"},
		{"evil.html", "text/plain", "ExtensionNotAllowed"},
		{"evil.HTML. . ", "image/png", "ExtensionNotAllowed"},
		{"evil.html ", "image/png", "ExtensionNotAllowed"},
		{"evil.html.", "image/png", "ExtensionNotAllowed"},
		{"evil.html\u00a0", "image/png", "ExtensionNotAllowed"},
		{"evil.html\u2003.", "image/png", "ExtensionNotAllowed"},
		{"evil.html\u200b", "image/png", "ExtensionNotAllowed"},
		{"evil.ht\u200bml", "image/png", "ExtensionNotAllowed"},
		{"evil.ht\u202eml", "image/png", "ExtensionNotAllowed"},
		{"evil.html\ufeff\u2060", "image/png", "ExtensionNotAllowed"},
		{"evil.html\ufe0f", "image/png", "ExtensionNotAllowed"},
		{"evil.html\u3164", "image/png", "ExtensionNotAllowed"},
		{"evil.html\u2800", "image/png", "ExtensionNotAllowed"},
		{"evil.html?", "image/png", "ExtensionNotAllowed"},
		{"evil.html/", "image/png", "ExtensionNotAllowed"},
		{"evil.ｈｔｍｌ", "image/png", "ExtensionNotAllowed"},
		{"evil.\u017fvg", "image/png", "ExtensionNotAllowed"},
		{"evil.png.html", "image/png", "ExtensionNotAllowed"},
		{"C:\\evil.exe", "image/png", "ExtensionNotAllowed"},
		{"?.html", "image/png", "ExtensionNotAllowed"},
		{".html", "image/png", "ExtensionNotAllowed"},
		{strings.Repeat("图", 200) + ".html", "image/png", "ExtensionNotAllowed"},
		{strings.Repeat("x", 250) + ".html", "image/png", "ExtensionNotAllowed"},
		{"logo.svg", "image/png", "ExtensionNotAllowed"},
		{"logo.svgz", "image/png", "ExtensionNotAllowed"},
		{"feed.xml", "text/plain", "ExtensionNotAllowed"},
		{"x.xhtml", "text/plain", "ExtensionNotAllowed"},
		{"x.mhtml", "text/plain", "ExtensionNotAllowed"},
		{"x.js", "text/plain", "ExtensionNotAllowed"},
		{"x.php", "image/png", "ExtensionNotAllowed"},
		{"x.php5", "image/png", "ExtensionNotAllowed"},
		{"x.exe", "video/mp4", "ExtensionNotAllowed"},
		{"x.scr", "image/png", "ExtensionNotAllowed"},
		{"x.lnk", "application/pdf", "ExtensionNotAllowed"},
		{"x.hta", "text/plain", "ExtensionNotAllowed"},
		{"x.ps1", "text/plain", "ExtensionNotAllowed"},
		{"x.apk", "application/zip", "ExtensionNotAllowed"},
		{"x.jar", "application/zip", "ExtensionNotAllowed"},
		{"x.docm", "application/zip", "ExtensionNotAllowed"},
		// Not active: the last extension counts.
		{"evil.html.png", "image/png", "image/png"},
		{"evil.html.unheard-of", "image/png", "image/png"},
		{"html", "image/png", "image/png"},
		{"evil html", "image/png", "image/png"},
	} {
		if got := typeOf(t, "", test.name, test.declared); got != test.want {
			t.Errorf("%q declared %q is %q, want %q", test.name, test.declared, got, test.want)
		}
	}
}

func TestContentTypeByList(t *testing.T) {
	for _, test := range []struct{ allowed, name, declared, want string }{
		{"image/*", "logo.svg", "", "ExtensionNotAllowed"},
		{"image/*", "logo.svg", "image/svg+xml", "ExtensionNotAllowed"},
		{"image/*,image/svg+xml", "logo.svg", "", "image/svg+xml"},
		{"image/svg+xml", "logo.svg", "application/octet-stream", "image/svg+xml"},
		{"image/svg+xml", "logo.svg", "image/png", "image/png"}, // harmless: not opened as SVG
		{"text/html", "page.html", "", "text/html"},
		{"text/html", "page.html", "text/plain", "text/plain"},
		{"text/html", "page.html", "text/html; charset=utf-8", "text/html; charset=utf-8"},
		{"text/html", "x.js", "text/html", "ExtensionNotAllowed"},
		{"application/javascript", "x.js", "", "text/javascript"},
		{"text/xml", "feed.xml", "application/xml", "text/xml"},
		{"application/xml", "feed.xml", "text/xml", "text/xml"},
		{"application/octet-stream", "data.bin", "", "application/octet-stream"},
		{"application/octet-stream", "data.unheard-of", "binary/octet-stream", "application/octet-stream"},
		{"application/octet-stream", "x.exe", "application/octet-stream", "ExtensionNotAllowed"},
		{"application/vnd.microsoft.portable-executable", "x.exe", "application/octet-stream", "application/x-msdownload"},
		{"text/x-python", "x.py", "text/x-python-script", "text/x-python"},
		{"application/x-zip-compressed", "a.zip", "application/zip", "application/zip"},
		{"image/x-icon", "favicon.ico", "image/vnd.microsoft.icon", "image/x-icon"},
		{"image/vnd.microsoft.icon", "favicon.ico", "", "image/x-icon"},
		{"application/*", "x.rss", "", "application/rss+xml"},
	} {
		if got := typeOf(t, test.allowed, test.name, test.declared); got != test.want {
			t.Errorf("with %s, %q declared %q is %q, want %q", test.allowed, test.name, test.declared, got, test.want)
		}
	}
}

// No key ends in active content that is not allowed, whatever the name.
func FuzzActiveContent(f *testing.F) {
	for _, s := range []string{"evil.html", "evil.html. ", "evil.ht\u200bml", ".html", "?.svg", "x.ｈｔｍｌ", strings.Repeat("图", 83) + ".html" + strings.Repeat("п", 40)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		for _, style := range []KeyStyle{Unique, Filename} {
			r := Rules{KeyPrefix: "uploads/", KeyStyle: style, AllowedTypes: mediatype.List{"image/png"}}
			object, err := r.Object(File{Name: name, Type: "image/png"}, "", time.Now())
			if err == nil && mediatype.IsActive(mediatype.ByExtension(path.Ext(object.Key))) {
				t.Fatalf("%q becomes %q", name, object.Key)
			}
		}
	})
}
