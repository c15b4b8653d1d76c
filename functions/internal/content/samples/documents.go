package samples

import (
	"strings"

	"slipway/functions/internal/content"
)

const (
	docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	docm = "application/vnd.ms-word.document.macroenabled.12"
	jar  = "application/java-archive"
	apk  = "application/vnd.android.package-archive"
	epub = "application/epub+zip"
	zipt = "application/zip"
)

// Documents returns documents, PDFs among them, and programs made of a ZIP.
func Documents() []Sample {
	const pdf = "%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
	word := ZIP(types, file{name: "word/document.xml", data: "<w/>"})
	macros := ZIP(types, file{name: "word/document.xml"}, file{name: "word/vbaProject.bin"})
	sheet := ZIP(types, file{name: "xl/workbook.xml", data: "<x/>"})
	late := ZIP(types, file{name: "docProps/thumbnail.jpeg", data: noise(40000), stored: true}, file{name: "word/document.xml"})
	program := ZIP(file{name: "META-INF/MANIFEST.MF", data: "Manifest-Version: 1.0\n"}, file{name: "A.class"})
	android := ZIP(file{name: "AndroidManifest.xml"}, file{name: "classes.dex"}, file{name: "META-INF/MANIFEST.MF"})
	book := ZIP(file{name: "mimetype", data: epub, stored: true}, file{name: "META-INF/container.xml"})
	start, _, _ := end(book)
	const odtType = "application/vnd.oasis.opendocument.text"
	odt := ZIP(file{name: "mimetype", data: odtType, stored: true}, file{name: "content.xml"})
	mismatch := func(name, declared string, data []byte, found string) Sample {
		return reject(content.ContentMismatch, name, declared, data, found)
	}
	return []Sample{
		accept("PDF", "application/pdf", []byte(pdf), "application/pdf"),
		accept("PDF as application/x-pdf", "application/x-pdf", []byte(pdf), "application/pdf"),
		accept("PDF with 1,019 bytes before its header", "application/pdf", cat(noise(1019), pdf), "application/pdf"),
		accept("PDF with 1,023 bytes before its header", "application/pdf", cat(noise(1023), pdf), "application/pdf"),
		mismatch("PDF with 1,024 bytes before its header", "application/pdf", cat(noise(1024), pdf), unknown),
		mismatch("PDF without a header", "application/pdf", []byte("1 0 obj\n<<>>\nendobj\n"), "text/plain"),
		mismatch("PDF as PNG", "image/png", []byte(pdf), "application/pdf"),
		accept("PostScript", "application/postscript", []byte("%!PS-Adobe-3.0\n"), "application/postscript"),

		accept("Word", docx, word, docx),
		accept("Word as a ZIP", zipt, word, zipt),
		accept("Word as a template", "application/vnd.openxmlformats-officedocument.wordprocessingml.template", word,
			"application/vnd.openxmlformats-officedocument.wordprocessingml.template"),
		accept("Word with a thumbnail of 40 KB first", docx, late, docx),
		accept("Word with macros", docm, macros, docm),
		mismatch("Word with macros as Word without", docx, macros, docm),
		mismatch("Word as Excel", xlsx, word, docx),
		accept("Excel", xlsx, sheet, xlsx),
		accept("Excel without macros as with", "application/vnd.ms-excel.sheet.macroenabled.12", sheet,
			"application/vnd.ms-excel.sheet.macroenabled.12"),
		mismatch("ZIP as Word", docx, ZIP(file{name: "a.txt"}), zipt),
		mismatch("program as Word", docx, program, jar),
		mismatch("program and Word as Word", docx, ZIP(types, file{name: "word/document.xml"}, file{name: "META-INF/MANIFEST.MF"}), jar),
		accept("EPUB", epub, book, epub),
		mismatch("EPUB with a directory of nothing", epub,
			cat(string(book[:start]), "PK\x05\x06", zeros(12), le32(start), le16(0)), zipt),
		accept("OpenDocument", odtType, odt, odtType),
		accept("OpenDocument as a ZIP", zipt, odt, zipt),
		mismatch("OpenDocument as EPUB", epub, odt, odtType),
		accept("KMZ", "application/vnd.google-earth.kmz", ZIP(file{name: "doc.kml"}), "application/vnd.google-earth.kmz"),
		accept("comic book", "application/vnd.comicbook+zip", ZIP(file{name: "1.png"}), "application/vnd.comicbook+zip"),
		accept("Java", jar, program, jar),
		accept("Java that begins otherwise", jar, ZIP(file{name: "A.class"}, file{name: "META-INF/MANIFEST.MF"}), jar),
		accept("Android", apk, android, apk),
		mismatch("Java as a ZIP", zipt, program, jar),
		mismatch("Android as a ZIP", zipt, android, apk),
		mismatch("Android as Java", jar, android, apk),
		mismatch("Android as PNG", "image/png", android, apk),

		accept("Word of 1997", "application/msword", ole("\x06\x09\x02\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46"), "application/msword"),
		accept("Word of 1997, its directory elsewhere", "application/msword", ole("")[:512], "application/msword"),
		mismatch("Word of 1997 as Word of 2007", docx, ole("\x06\x09\x02\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46"), "application/msword"),
		mismatch("installer as Word", "application/msword",
			ole("\x84\x10\x0c\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46"), "application/x-ms-installer"),
	}
}

var types = file{name: "[Content_Types].xml", data: "<Types/>"}

// ole returns the head of a compound file whose root has the class.
func ole(class string) []byte {
	head := cat("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", zeros(16), le16(0x3e), le16(3), le16(0xfffe), le16(9), le16(6), zeros(10),
		le32(1), le32(0), zeros(4), le32(4096), le32(0xfffffffe), zeros(4), le32(0xfffffffe), zeros(4), le32(1),
		strings.Repeat("\xff\xff\xff\xff", 108))
	root := string(UTF16("Root Entry", false)[2:])
	entry := root + zeros(64-len(root)) + le16(22) + "\x05\x01" + strings.Repeat("\xff", 12)
	entry += class + zeros(16-len(class)) + zeros(32)
	return cat(string(head), entry, zeros(512-128), le32(0xfffffffe), le32(0xfffffffd), strings.Repeat("\xff", 504))
}
