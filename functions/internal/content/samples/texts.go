package samples

import (
	"strings"
	"unicode/utf16"

	"slipway/functions/internal/content"
)

const unknown = "application/octet-stream"

// Texts returns texts, and files that are declared as text and are not.
func Texts() []Sample {
	const page = "<!DOCTYPE html><html><script>alert(1)</script></html>"
	const line = "A line of text, and another.\nThe end; or not.\n"
	mismatch := func(name, declared, data, found string) Sample {
		return reject(content.ContentMismatch, name, declared, []byte(data), found)
	}
	return []Sample{
		accept("text", "text/plain", []byte(line), "text/plain"),
		accept("text with its encoding", "text/plain; charset=utf-8", []byte(line), "text/plain"),
		accept("nothing as text", "text/plain", nil, "text/plain"),
		accept("Latin-1", "text/plain", []byte("na\xefve caf\xe9\n"), "text/plain"),
		accept("UTF-8 with a mark", "text/plain", []byte("\uFEFFna\u00efve\n"), "text/plain"),
		accept("UTF-16", "text/plain", UTF16(line, false), "text/plain"),
		accept("UTF-16, big-endian", "text/csv", UTF16("a;b\n1;2\n", true), "text/csv"),
		accept("CSV", "text/csv", []byte("a,b\n1,2\n3,4\n"), "text/csv"),
		accept("CSV that is one column", "text/csv", []byte("1\n2\n"), "text/csv"),
		accept("CSV that begins as a program would", "text/csv", []byte("MZ,BM\n1,2\n"), "text/csv"),
		accept("CSV that begins as a compressed file would", "text/csv", []byte("BZh,b\n1,2\n"), "text/csv"),
		accept("CSV as text", "text/plain", []byte("a,b\n1,2\n3,4\n"), "text/plain"),
		accept("Markdown", "text/markdown", []byte("# Title\n\n<b>bold</b>\n"), "text/markdown"),
		accept("an address", "text/plain", []byte("<anna@example.com> wrote:\n"), "text/plain"),
		accept("a sum", "text/plain", []byte("< 5 apples, > 3 pears\n"), "text/plain"),
		accept("a heart", "text/plain", []byte("<3 Anna\n"), "text/plain"), // no name begins with a digit
		accept("JSON", "application/json", []byte(`{"a": [1, 2]}`), "application/json"),
		accept("JSON as text", "text/plain", []byte(`{"a": [1, 2]}`), "text/plain"),
		accept("JSON of a dialect", "application/geo+json", []byte(`{"type": "Feature"}`), "application/geo+json"),
		accept("JSON, half of it", "application/json", []byte(`{"a": [1, 2`), "application/json"),
		accept("YAML", "application/yaml", []byte("a: 1\n"), "application/yaml"),
		accept("JavaScript", "text/javascript", []byte("alert(1)\n"), "text/javascript"),
		accept("style sheet", "text/css", []byte("a { color: red }\n"), "text/css"),
		accept("subtitles", "application/x-subrip", []byte("1\n00:00:01,000 --> 00:00:02,000\nHello\n"), "application/x-subrip"),
		accept("captions", "text/vtt", []byte("WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n"), "text/vtt"),
		accept("calendar", "text/calendar", []byte("BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n"), "text/calendar"),
		accept("card as text/x-vcard", "text/x-vcard", []byte("BEGIN:VCARD\nVERSION:3.0\nEND:VCARD\n"), "text/vcard"),
		accept("EICAR's test file", "text/plain", []byte(EICAR), "text/plain"), // left to a malware scanner
		accept("shell script", "application/x-sh", []byte("#!/bin/sh\necho\n"), "application/x-sh"),
		accept("rich text", "application/rtf", []byte(`{\rtf1\ansi Hello}`), "application/rtf"),
		accept("HTML", "text/html", []byte(page), "text/html"),
		accept("HTML that is a fragment", "text/html", []byte("<main><p>Hello</main>"), "text/html"),
		accept("XHTML as HTML", "text/html", []byte(`<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"></html>`), "text/html"),
		accept("XML", "application/xml", []byte("<?xml version=\"1.0\"?><a/>"), "text/xml"),
		accept("XML without a declaration", "text/xml", []byte("<note><to>Anna</to></note>"), "text/xml"),
		accept("XML of a dialect", "application/gpx+xml",
			[]byte("<?xml version=\"1.0\"?><gpx xmlns=\"http://www.topografix.com/GPX/1/1\"></gpx>"), "application/gpx+xml"),
		accept("XML of an unknown dialect", "application/dash+xml", []byte("<?xml version=\"1.0\"?><MPD/>"), "application/dash+xml"),

		mismatch("HTML as text", "text/plain", page, "text/html"),
		mismatch("HTML after a mark", "text/plain", "\uFEFF"+page, "text/html"),
		mismatch("HTML after white space", "text/plain", "\r\n\t  \f "+page, "text/html"),
		mismatch("HTML after 5,000 spaces", "text/plain", strings.Repeat(" ", 5000)+page, "text/xml"),
		mismatch("HTML after a comment", "text/plain", "<!-- x -->"+page, "text/html"),
		mismatch("HTML in UTF-16", "text/plain", string(UTF16(page, false)), "text/html"),
		mismatch("HTML in UTF-16, big-endian", "text/csv", string(UTF16(" "+page, true)), "text/html"),
		mismatch("HTML as Markdown", "text/markdown", "<script>alert(1)</script>\n", "text/html"),
		mismatch("script with a slash", "text/plain", "<script/src=//example.com></script>", "text/xml"),
		mismatch("picture that runs", "text/plain", "<img src=x onerror=alert(1)>", "text/xml"),
		mismatch("HTML as CSV", "text/csv", page, "text/html"),
		mismatch("HTML as PNG", "image/png", page, "text/html"),
		mismatch("HTML as PDF", "application/pdf", page, "text/html"),
		mismatch("HTML as JSON", "application/json", page, "text/html"),
		mismatch("SVG as PNG", "image/png", svg, "image/svg+xml"),
		mismatch("SVG as text", "text/plain", svg, "image/svg+xml"),
		mismatch("SVG as XML", "application/xml", svg, "image/svg+xml"),
		mismatch("SVG in UTF-16 as text", "text/plain", string(UTF16(svg, false)), "image/svg+xml"),
		mismatch("HTML as SVG", "image/svg+xml", page, "text/html"),
		mismatch("PNG as SVG", "image/svg+xml", string(PNG(3, 2)), "image/png"),
		mismatch("text as SVG", "image/svg+xml", line, "text/plain"),
		mismatch("XML as SVG", "image/svg+xml", "<?xml version=\"1.0\"?><a/>", "text/xml"),
		mismatch("XHTML as XML", "application/xml",
			`<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"></html>`, "application/xhtml+xml"),
		mismatch("XML of one dialect as another", "application/dash+xml",
			"<?xml version=\"1.0\"?><gpx xmlns=\"http://www.topografix.com/GPX/1/1\"></gpx>", "application/gpx+xml"),
		mismatch("XML as CSV", "text/csv", "<?xml version=\"1.0\"?><a/>", "text/xml"),
		mismatch("XML without a declaration as CSV", "text/csv", "<note><to>Anna</to></note>", "text/xml"),
		mismatch("text as XML", "application/xml", line, "text/plain"),
		mismatch("script as CSV", "text/csv", "#!/bin/sh\nrm -rf /\n", "application/x-sh"),
		mismatch("script of an unknown interpreter as text", "text/plain", "#! /opt/x/run\n", "application/x-sh"),
		mismatch("Python as text", "text/plain", "#!/usr/bin/env python3\n", "text/x-python"),
		mismatch("PHP as text", "text/plain", "<?php system($_GET[0]);", "application/x-httpd-php"),
		mismatch("map that runs", "text/plain", "<area href=x onfocus=alert(1) autofocus>", "text/xml"),
		mismatch("element of the last letter", "text/plain", "<z onclick=alert(1)>", "text/xml"),
		mismatch("element with the first digit", "text/plain", "<x0 onclick=alert(1)>", "text/xml"),
		mismatch("element with the last digit", "text/plain", "<x9 onclick=alert(1)>", "text/xml"),
		mismatch("element of a page's own", "text/plain", "<my-tag onclick=alert(1)>", "text/xml"),
		mismatch("server page as text", "text/plain", "<%@ page language=\"java\" %>", "text/xml"),
		mismatch("rich text as text", "text/plain", `{\rtf1\ansi Hello}`, "application/rtf"),
		mismatch("PDF as text", "text/plain", "%PDF-1.7\n", "application/pdf"),
		mismatch("binary data as text", "text/plain", "a\x00b", unknown),
		mismatch("binary data after 20 KB of text", "text/csv", strings.Repeat("a,b\n", 5000)+"\x00\x01", unknown),
		mismatch("UTF-16 without a mark", "text/plain", string(UTF16(line, false)[2:]), unknown),
		mismatch("UTF-32", "text/plain", "\xff\xfe\x00\x00a\x00\x00\x00", unknown),
		mismatch("nothing as PNG", "image/png", "", "text/plain"),
		mismatch("nothing as ZIP", "application/zip", "", "text/plain"),
		mismatch("text as PNG", "image/png", line, "text/plain"),
		mismatch("EICAR's test file as PNG", "image/png", EICAR, "text/plain"),
	}
}

// EICAR is the harmless file that every malware scanner detects.
var EICAR = strings.Join([]string{`X5O!P%@AP[4\PZX54(P^)7CC)7}$`, `EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`}, "")

// UTF16 returns the text with a byte order mark.
func UTF16(text string, bigEndian bool) []byte {
	var b strings.Builder
	for _, unit := range utf16.Encode([]rune("\uFEFF" + text)) {
		if bigEndian {
			b.WriteString(be16(int(unit)))
		} else {
			b.WriteString(le16(int(unit)))
		}
	}
	return []byte(b.String())
}
