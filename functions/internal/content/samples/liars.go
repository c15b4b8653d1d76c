package samples

import (
	"strings"

	"slipway/functions/internal/content"
)

// Liars returns files of one type that are declared as another, files of two
// types, and files of unknown content.
func Liars() []Sample {
	gif, jpeg, archive := string(GIF(3, 2)), string(JPEG(3, 2)), string(ZIP(file{name: "a"}))
	exe := cat("MZ\x90\x00", zeros(56), le32(64), "PE\x00\x00", le16(0x8664), noise(100))
	elf := cat("\x7fELF\x02\x01\x01", zeros(9), le16(2), le16(0x3e), noise(50))
	gifScript := cat("GIF89a/*\x01\x00\x00\x00\x00;", "*/=1;alert(1)")
	phpJPEG := cat(jpeg[:2], "\xff\xfe", be16(2+len(php)), php, jpeg[2:])
	pdfZIP := cat("%PDF-1.7\n", archive)
	mismatch := func(name, declared string, data []byte, found string) Sample {
		return reject(content.ContentMismatch, name, declared, data, found)
	}
	return []Sample{
		mismatch("GIF as PNG", "image/png", []byte(gif), "image/gif"),
		mismatch("PNG as JPEG", "image/jpeg", PNG(3, 2), "image/png"),
		mismatch("WebP as JPEG", "image/jpeg", decode(webpLossy), "image/webp"),
		mismatch("PNG as text", "text/plain", PNG(3, 2), "image/png"),
		mismatch("EXE as PNG", "image/png", exe, "application/x-msdownload"),
		mismatch("EXE as text", "text/plain", exe, "application/x-msdownload"),
		mismatch("EXE with an archive after it as ZIP", zipt, cat(string(exe), archive), "application/x-msdownload"),
		accept("EXE", "application/x-msdownload", exe, "application/x-msdownload"),
		mismatch("ELF as ZIP", zipt, elf, "application/x-executable"),
		mismatch("ELF as MP4", "video/mp4", elf, "application/x-executable"),
		mismatch("Java's byte code as JPEG", "image/jpeg", cat("\xca\xfe\xba\xbe\x00\x00\x00\x34", noise(50)), "application/x-java-applet"),
		mismatch("WebAssembly as WAV", "audio/wav", cat("\x00asm\x01\x00\x00\x00", noise(50)), "application/wasm"),
		mismatch("Mach-O as PDF", "application/pdf", cat("\xcf\xfa\xed\xfe", noise(50)), "application/x-mach-binary"),
		mismatch("noise as PNG", "image/png", []byte(noise(500)), unknown),
		mismatch("noise as ZIP", zipt, []byte(noise(500)), unknown),
		mismatch("noise as Word", docx, []byte(noise(500)), unknown),
		mismatch("one byte as JPEG", "image/jpeg", []byte{0xFF}, "text/plain"),

		// Files of two types: the verdict is that of the first bytes.
		picture("GIF and script as GIF", "image/gif", gifScript, 10799, 1).of("image/gif"),
		mismatch("GIF and script as script", "text/javascript", gifScript, "image/gif"),
		mismatch("GIF and script as text", "text/plain", gifScript, "image/gif"),
		picture("PNG and ZIP as PNG", "image/png", cat(string(PNG(3, 2)), archive), 3, 2),
		mismatch("PNG and ZIP as ZIP", zipt, cat(string(PNG(3, 2)), archive), "image/png"),
		mismatch("GIF and Java as Java", jar, cat(gif, string(ZIP(file{name: "META-INF/MANIFEST.MF"}))), "image/gif"),
		picture("JPEG and PHP as JPEG", "image/jpeg", phpJPEG, 3, 2),
		mismatch("JPEG and PHP as PHP", "application/x-httpd-php", phpJPEG, "image/jpeg"),
		accept("PDF and ZIP as PDF", "application/pdf", pdfZIP, "application/pdf"),
		mismatch("PDF and ZIP as ZIP", zipt, pdfZIP, "application/pdf"),
		mismatch("ZIP and PDF as PDF", "application/pdf", ZIP(file{name: "a.pdf", data: "%PDF-1.7\n", stored: true}), zipt),
		accept("ZIP and PDF as ZIP", zipt, ZIP(file{name: "a.pdf", data: "%PDF-1.7\n", stored: true}), zipt),
		mismatch("JPEG and PDF as PDF", "application/pdf", cat(jpeg[:2], "\xff\xfe", be16(11), "%PDF-1.7\n", jpeg[2:]), "image/jpeg"),
		mismatch("JPEG and PDF as JPEG", "image/jpeg", cat(jpeg[:2], "\xff\xfe", be16(11), "%PDF-1.7\n", jpeg[2:]), "application/pdf"),
		mismatch("HTML and PDF as PDF", "application/pdf", []byte("<html><!--%PDF-1.7\n--><script>alert(1)</script>"), "text/html"),
		mismatch("HTML and PDF as HTML", "text/html", []byte("<html><!--%PDF-1.7\n--><script>alert(1)</script>"), "application/pdf"),
		mismatch("script and PDF as PDF", "application/pdf", []byte("#!/bin/sh\n#%PDF-1.7\n"), "application/x-sh"),

		// Files of unknown content.
		reject(content.NotUnderstood, "noise of an unknown type", "application/x-unheard-of", []byte(noise(500)), unknown),
		reject(content.NotUnderstood, "noise that is not declared", "", []byte(noise(500)), unknown),
		reject(content.NotUnderstood, "noise as octet-stream", unknown, []byte(noise(500)), unknown),
		reject(content.NotUnderstood, "PNG as octet-stream", unknown, PNG(3, 2), "image/png"),
		reject(content.NotUnderstood, "PNG as binary/octet-stream", "binary/octet-stream", PNG(3, 2), "image/png"),
		reject(content.NotUnderstood, "PNG as nonsense", "no type at all", PNG(3, 2), "image/png"),
		reject(content.NotUnderstood, "text of an unknown type", "application/x-unheard-of", []byte("hello\n"), "text/plain"),
		reject(content.NotUnderstood, "ZIP of an unknown type", "application/x-unheard-of", []byte(archive), zipt),
		mismatch("PNG of an unknown type", "application/x-unheard-of", PNG(3, 2), "image/png"),
		mismatch("HTML of an unknown type", "application/x-unheard-of", []byte("<html>"), "text/html"),
		reject(content.NotUnderstood, "noise as a picture of an unknown type", "image/x-unheard-of", []byte(noise(500)), unknown),
		reject(content.NotUnderstood, "zeros as a font of an unknown type", "font/x-unheard-of", []byte(strings.Repeat("\x00", 300)), unknown),
	}
}

const php = "<?php system($_GET[0]);?>"
