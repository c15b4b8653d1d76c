package samples

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"io/fs"
	"strings"

	"slipway/functions/internal/content"
)

// A file is an entry of a ZIP.
type file struct {
	name   string
	data   string
	stored bool
	mode   fs.FileMode
	lie    uint64 // its size in the directory, if not 0
}

// ZIP returns an archive of the files.
func ZIP(files ...file) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		header := &zip.FileHeader{Name: f.name, Method: zip.Deflate}
		if f.stored {
			header.Method = zip.Store
		}
		if f.mode != 0 {
			header.SetMode(f.mode)
		}
		if f.lie != 0 || f.stored { // without a data descriptor
			header.Method = zip.Store
			header.CompressedSize64, header.UncompressedSize64 = uint64(len(f.data)), max(f.lie, uint64(len(f.data)))
			if f.lie != 0 {
				header.Method = zip.Deflate
			}
			must(must(w.CreateRaw(header)).Write([]byte(f.data)))
			continue
		}
		must(must(w.CreateHeader(header)).Write([]byte(f.data)))
	}
	check(w.Close())
	return b.Bytes()
}

// Archives returns archives, including those that cannot be read and those that
// would write outside their folder.
func Archives() []Sample {
	small := ZIP(file{name: "a.txt", data: "hello"}, file{name: "b/"}, file{name: "b/c..txt", data: "hello"})
	samples := []Sample{
		accept("ZIP", zipt, small, zipt),
		accept("ZIP as application/x-zip-compressed", "application/x-zip-compressed", small, zipt),
		accept("ZIP without entries", zipt, ZIP(), zipt),
		accept("ZIP with a comment of 65,535 bytes", zipt, commented(small, 65535), zipt),
		accept("ZIP of 10,000 entries", zipt, many(10000, 8), zipt),
		accept("ZIP of 1,000,000 bytes", zipt, ZIP(file{name: "a", data: noise(1000000), stored: true}), zipt),
		accept("ZIP64", zipt, zip64(small), zipt),
		accept("ZIP with an executable bit", zipt, ZIP(file{name: "run", mode: 0755}), zipt),
		reject(content.ContentMismatch, "ZIP as PDF", "application/pdf", small, zipt),
		reject(content.NotUnderstood, "ZIP in a ZIP", zipt, ZIP(file{name: "a.zip", data: string(small)}), zipt),
		reject(content.NotUnderstood, "compressed file in a ZIP", zipt, ZIP(file{name: "a/b.TGZ"}), zipt),
		accept("Java in a ZIP", zipt, ZIP(file{name: "gradle/wrapper/gradle-wrapper.jar"}), zipt),
		reject(content.ArchiveUnsafe, "ZIP, cut off", zipt, small[:len(small)-1], zipt),
		reject(content.ArchiveUnsafe, "ZIP, half of it", zipt, small[:len(small)/2], zipt),
		reject(content.ArchiveUnsafe, "ZIP with a byte after it", zipt, cat(string(small), "x"), zipt),
		reject(content.ArchiveUnsafe, "ZIP after another", zipt, cat(string(small), string(small)), zipt),
		reject(content.ArchiveUnsafe, "ZIP in parts", zipt, cat("PK\x07\x08", string(small)), zipt),
		reject(content.ArchiveUnsafe, "ZIP64 without its records", zipt, []byte(seeBefore), zipt),
		reject(content.ArchiveUnsafe, "ZIP64 with one of its records", zipt, cat("PK\x03\x04PK\x06\x07", zeros(16), seeBefore), zipt),
		reject(content.ArchiveUnsafe, "ZIP of a size that is a lie", zipt, lying(), zipt),
		reject(content.ArchiveUnsafe, "Word with a file that leaves its folder", docx,
			ZIP(types, file{name: "word/document.xml"}, file{name: "word/../../x"}), docx),
		reject(content.ArchiveUnsafe, "EPUB with a link", epub, ZIP(file{name: "mimetype", data: epub, stored: true},
			file{name: "x", data: "/etc/passwd", mode: fs.ModeSymlink | 0777}), epub),
	}
	for _, name := range []string{"../x", "a/../../x", "..", "a/..", "/etc/passwd", "//server/share", `C:\x`, "c:x", `..\x`,
		`a\..\..\x`, `\\server\share`, "a\x00b", "a\nb", ""} {
		samples = append(samples, reject(content.ArchiveUnsafe, fmt.Sprintf("ZIP with %q", name), zipt, ZIP(file{name: name}), zipt))
	}
	for _, mode := range []fs.FileMode{fs.ModeSymlink, fs.ModeNamedPipe, fs.ModeSocket, fs.ModeDevice, fs.ModeDevice | fs.ModeCharDevice} {
		samples = append(samples, reject(content.ArchiveUnsafe, fmt.Sprintf("ZIP with %v", mode), zipt, ZIP(file{name: "x", data: "/etc", mode: mode | 0777}), zipt))
	}
	for _, closed := range []struct{ name, declared, data, found string }{
		{"gzip", "application/gzip", gz("hello"), "application/gzip"},
		{"gzip as application/x-gzip", "application/x-gzip", gz("hello"), "application/gzip"},
		{"tar, compressed", "application/gzip", gz(tarball()), "application/gzip"},
		{"tar", "application/x-tar", tarball(), "application/x-tar"},
		{"7z", "application/x-7z-compressed", "7z\xbc\xaf\x27\x1c\x00\x04" + noise(50), "application/x-7z-compressed"},
		{"RAR 4", "application/vnd.rar", "Rar!\x1a\x07\x00" + noise(50), "application/vnd.rar"},
		{"RAR 5", "application/x-rar-compressed", "Rar!\x1a\x07\x01\x00" + noise(50), "application/vnd.rar"},
		{"bzip2", "application/x-bzip2", "BZh91AY&SY" + noise(50) + "\x00", "application/x-bzip2"},
		{"xz", "application/x-xz", "\xfd7zXZ\x00\x00\x04" + noise(50), "application/x-xz"},
		{"zstd", "application/zstd", "\x28\xb5\x2f\xfd" + noise(50), "application/zstd"},
		{"cabinet", "application/vnd.ms-cab-compressed", "MSCF\x00\x00\x00\x00" + noise(50), "application/vnd.ms-cab-compressed"},
	} {
		// Known formats with unknown contents.
		samples = append(samples, reject(content.NotUnderstood, closed.name, closed.declared, []byte(closed.data), closed.found))
	}
	return append(samples,
		reject(content.ContentMismatch, "gzip as ZIP", zipt, []byte(gz("hello")), "application/gzip"),
		reject(content.ContentMismatch, "RAR as ZIP", zipt, []byte("Rar!\x1a\x07\x00"+noise(50)), "application/vnd.rar"),
		reject(content.ContentMismatch, "SVG, compressed, as SVG", "image/svg+xml", []byte(gz(svg)), "application/gzip"),
	)
}

func commented(archive []byte, n int) []byte {
	return cat(string(archive[:len(archive)-2]), le16(n), strings.Repeat("c", n))
}

// many returns an archive of n empty entries whose names have that length.
func many(n, length int) []byte {
	files := make([]file, n)
	for i := range files {
		files[i].name = fmt.Sprintf("%0*d", length, i)
		files[i].stored = true
	}
	return ZIP(files...)
}

// end returns the offset and length of the directory of an archive without a
// comment, and the offset of the record that has both.
func end(archive []byte) (start, length, record int) {
	record = len(archive) - 22
	read := func(at int) int {
		b := archive[record+at:]
		return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 | int(b[3])<<24
	}
	return read(16), read(12), record
}

// zip64 returns the archive with the end records of ZIP64.
func zip64(archive []byte) []byte {
	start, length, record := end(archive)
	entries := int(archive[record+10]) | int(archive[record+11])<<8
	return cat(string(archive[:record]), "PK\x06\x06", le64(44), le16(45), le16(45), zeros(8), le64(entries), le64(entries),
		le64(length), le64(start), "PK\x06\x07", le32(0), le64(record), le32(1),
		seeBefore)
}

// seeBefore is the end of an archive that refers to the records before it.
var seeBefore = "PK\x05\x06" + zeros(4) + strings.Repeat("\xff", 12) + le16(0)

// lying returns an archive with an uncompressed file whose unpacked size is
// smaller in the directory.
func lying() []byte {
	archive := ZIP(file{name: "a", data: noise(1000), stored: true})
	start, _, _ := end(archive)
	copy(archive[start+24:], le32(10))
	return archive
}

func gz(data string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	must(w.Write([]byte(data)))
	check(w.Close())
	return b.String()
}

func tarball() string {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	check(w.WriteHeader(&tar.Header{Name: "../x", Size: 5, Mode: 0644}))
	must(w.Write([]byte("hello")))
	check(w.Close())
	return b.String()
}
