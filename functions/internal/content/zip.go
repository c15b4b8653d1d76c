package content

import (
	"archive/zip"
	"bytes"
	"cmp"
	"errors"
	"path"
	"slices"
	"strings"
)

// isZip reports whether head begins with a record of a ZIP.
func isZip(head []byte) bool {
	return bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("PK\x05\x06")) ||
		bytes.HasPrefix(head, []byte("PK\x07\x08"))
}

// judgeZip reads the directory of a ZIP and returns the type of the file, which
// is more precise than found, the type of its head, and the reason to reject
// it.
func judgeZip(s *source, found string, limits Limits) (string, Reason) {
	s.left += archiveBudget - fileBudget
	entries, reason := readDirectory(s, limits.MaxEntries)
	if reason != "" {
		if !isZipDocument(found) { // not proven: zeros after the first record are enough for it
			found = zipType
		}
		return found, reason
	}
	kind := zipKind(entries, found)
	reason = judgeEntries(entries, s.size, limits)
	if reason == "" && !limits.AcceptUnknown && slices.ContainsFunc(entries, isArchive) {
		reason = NotUnderstood
	}
	return kind, reason
}

// An entry is a file of an archive, and the offset of its local header.
type entry struct {
	*zip.File
	offset int64
}

// end returns the earliest end of the entry: the local header may have more
// fields than the directory, and a descriptor may follow the data.
func (e entry) end() uint64 {
	const localHeader = 30
	return uint64(e.offset) + localHeader + uint64(len(e.Name)) + e.CompressedSize64
}

// readDirectory reads the directory of a ZIP, after its end records have shown
// that it fits into memory.
func readDirectory(s *source, maxEntries int) ([]entry, Reason) {
	end, ok := readDirectoryEnd(s)
	switch {
	case !ok:
		return nil, ArchiveUnsafe
	case end.entries > uint64(maxEntries), end.size() > archiveBudget:
		return nil, ArchiveTooLarge
	}
	directory := make([]byte, end.size())
	if _, err := s.ReadAt(directory, end.start); errors.Is(err, errBudget) {
		return nil, ArchiveTooLarge
	}
	if uint64(countHeaders(directory)) != end.entries {
		return nil, ArchiveUnsafe
	}
	probe := &prober{source: s}
	r, err := zip.NewReader(probe, s.size)
	if err != nil || uint64(len(r.File)) != end.entries {
		return nil, ArchiveUnsafe
	}
	entries := make([]entry, len(r.File))
	for i, file := range r.File {
		entries[i] = entry{file, probe.headerOf(file)}
	}
	slices.SortFunc(entries, func(a, b entry) int { return cmp.Compare(a.offset, b.offset) })
	for i, e := range entries {
		next := end.start
		if i+1 < len(entries) {
			next = entries[i+1].offset
		}
		if e.offset < 0 || e.CompressedSize64 > uint64(s.size) || e.end() > uint64(next) {
			return nil, ArchiveUnsafe // it overlaps the next, or the directory
		}
	}
	return entries, ""
}

// A prober finds the offset of an entry's local header, which package zip does
// not return but seeks to.
type prober struct {
	*source
	probing bool
	offset  int64
}

var errProbe = errors.New("content: only the offset was needed")

func (p *prober) ReadAt(b []byte, offset int64) (int, error) {
	if p.probing {
		p.offset = offset
		return 0, errProbe
	}
	return p.source.ReadAt(b, offset)
}

func (p *prober) headerOf(file *zip.File) int64 {
	p.probing = true
	file.DataOffset()
	p.probing = false
	return p.offset
}

// judgeEntries judges the effects of unpacking.
func judgeEntries(entries []entry, size int64, limits Limits) Reason {
	const harmless = 1 << 20
	var unpacked uint64
	for _, e := range entries {
		if !isSafeName(e.Name) || !isSafeMode(e.ExternalAttrs) {
			return ArchiveUnsafe
		}
		if e.Method == zip.Store && e.Flags&1 == 0 && e.UncompressedSize64 != e.CompressedSize64 {
			return ArchiveUnsafe // one of the sizes is false
		}
		if e.UncompressedSize64 > uint64(limits.MaxUnpacked)-unpacked {
			return ArchiveTooLarge
		}
		unpacked += e.UncompressedSize64
	}
	if unpacked > harmless && float64(unpacked) > float64(limits.MaxRatio)*float64(size) {
		return ArchiveTooLarge
	}
	return ""
}

// isSafeName reports whether a file of that name would be created below the
// folder that an archive is unpacked into, on any system.
func isSafeName(name string) bool {
	if name == "" || name[0] == '/' || len(name) > 1 && name[1] == ':' {
		return false
	}
	if strings.ContainsFunc(name, func(c rune) bool { return c < ' ' || c == 0x7F || c == '\\' }) {
		return false
	}
	return !slices.Contains(strings.Split(name, "/"), "..")
}

// isSafeMode reports whether an entry is a file or a folder, and not a link,
// pipe or device. Some programs use the Unix mode whatever system created the
// archive.
func isSafeMode(attributes uint32) bool {
	switch attributes >> 16 & 0xF000 {
	case 0, 0x4000, 0x8000:
		return true
	}
	return false
}

// isArchive reports whether an entry has the name of an archive. Archives of
// Java, and documents, hold programs and parts, and are not meant to be
// unpacked.
func isArchive(e entry) bool {
	switch strings.ToLower(path.Ext(e.Name)) {
	case ".zip", ".zipx", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".tbz2", ".xz", ".txz", ".zst", ".lz", ".lzma",
		".lzh", ".arj", ".ace", ".cab", ".cpio", ".z":
		return true
	}
	return false
}

// zipKind returns the type of a file that is a ZIP inside.
func zipKind(entries []entry, found string) string {
	has := func(name string) bool {
		return slices.ContainsFunc(entries, func(e entry) bool { return e.Name == name })
	}
	hasFolder := func(name string) bool {
		return slices.ContainsFunc(entries, func(e entry) bool { return strings.HasPrefix(e.Name, name) })
	}
	switch {
	// Programs first: what is both a program and a document can be run.
	case has("AndroidManifest.xml"):
		return "application/vnd.android.package-archive"
	case has("META-INF/MANIFEST.MF"):
		return "application/java-archive"
	case namesItself(found) && len(entries) > 0 && entries[0].offset == 0 && entries[0].Name == "mimetype":
		return found
	case has("[Content_Types].xml"):
		for _, office := range officeTypes {
			switch {
			case has(office.folder + "vbaProject.bin"):
				return office.macroPrefix + office.macros
			case hasFolder(office.folder):
				return office.prefix + office.document
			}
		}
		if hasFolder("visio/") {
			return "application/vnd.visio"
		}
	case has("doc.kml"):
		return "application/vnd.google-earth.kmz"
	}
	return zipType
}

// namesItself reports whether the first entry of files of type t names the type.
func namesItself(t string) bool {
	return t == "application/epub+zip" || t == "application/vnd.sun.xml.calc" ||
		strings.HasPrefix(t, "application/vnd.oasis.opendocument.")
}

// isZipDocument reports whether t is a ZIP inside and may be declared as one,
// which a program may not.
func isZipDocument(t string) bool {
	return namesItself(t) || officeApp(t) != "" ||
		t == "application/vnd.visio" || t == "application/vnd.google-earth.kmz"
}
