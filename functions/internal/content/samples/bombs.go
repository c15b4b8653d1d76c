package samples

import (
	"bytes"
	"fmt"
	"strings"

	"slipway/functions/internal/content"
)

// Bombs returns archives that are larger than they look.
func Bombs() []Sample {
	bomb := func(reason content.Reason, name string, data []byte) Sample {
		return reject(reason, name, zipt, data, zipt)
	}
	return []Sample{
		accept("ZIP of 1 MiB of zeros in 1 KB", zipt, ZIP(file{name: "a", data: zeros(1 << 20)}), zipt), // harmless
		bomb(content.ArchiveTooLarge, "ZIP of 20 MB of zeros", ZIP(file{name: "a", data: zeros(20 << 20)})),
		accept("ZIP of 100 times its size", zipt, ZIP(file{name: "a", data: noise(20000 - overhead), lie: 2000000}), zipt),
		bomb(content.ArchiveTooLarge, "ZIP of 100 times its size and a byte", ZIP(file{name: "a", data: noise(20000 - overhead), lie: 2000001})),
		bomb(content.ArchiveTooLarge, "ZIP of 20 files of 1 MB of zeros", Zeros(20, 1<<20)),
		bomb(content.ArchiveTooLarge, "ZIP of 1 GiB and a byte", ZIP(file{name: "a", data: noise(11 << 20), lie: 1<<30 + 1})),
		accept("ZIP of 1 GiB", zipt, ZIP(file{name: "a", data: noise(11 << 20), lie: 1 << 30}), zipt),
		bomb(content.ArchiveTooLarge, "ZIP of 2^62 bytes", ZIP(file{name: "a", lie: 1 << 62}, file{name: "b", lie: 1 << 62})),
		bomb(content.ArchiveTooLarge, "ZIP of 2^64 bytes", ZIP(file{name: "a", lie: 1<<64 - 1}, file{name: "b", lie: 2})),
		bomb(content.ArchiveTooLarge, "ZIP of 10,001 entries", many(10001, 8)),
		bomb(content.ArchiveTooLarge, "ZIP of 100,000 entries", many(100000, 8)),
		bomb(content.ArchiveTooLarge, "ZIP of 1,000 entries with names of 60 KB", many(1000, 60000)),
		bomb(content.ArchiveTooLarge, "ZIP of 100,000 entries that says 1", claiming(many(100000, 8), 1)),
		bomb(content.ArchiveUnsafe, "ZIP of 65,537 entries that says 1", claiming(many(65537, 2), 1)),
		bomb(content.ArchiveUnsafe, "ZIP whose entries share their data", overlapping(10, 0)),
		bomb(content.ArchiveUnsafe, "ZIP whose entries quote each other", overlapping(10, 100)),
		bomb(content.ArchiveUnsafe, "ZIP with an entry of a byte too many, in its directory", edited(20, le32(6)+le32(6))),
		bomb(content.ArchiveUnsafe, "ZIP with an entry beyond its end", edited(42, le32(1<<31))),
		bomb(content.ArchiveUnsafe, "ZIP with an entry that goes on in its end", edited(32, le16(10))),
		bomb(content.ArchiveUnsafe, "ZIP with something else in its directory", padded()),
		bomb(content.NotUnderstood, "ZIP of itself", ZIP(file{name: "r/r.zip", data: noise(400)})),
		bomb(content.NotUnderstood, "42.zip", fortyTwo()),
	}
}

// overhead is what ZIP adds to one file that has a name of one letter.
const overhead = 30 + 1 + 46 + 1 + 22

func fortyTwo() []byte {
	inner := string(ZIP(file{name: "0.dll", data: zeros(1 << 20)}))
	files := make([]file, 16)
	for i := range files {
		files[i] = file{name: fmt.Sprintf("lib %x.zip", i), data: inner}
	}
	return ZIP(files...)
}

// claiming returns an archive whose end says that it has another number of
// entries.
func claiming(archive []byte, entries int) []byte {
	_, _, record := end(archive)
	if bytes.HasPrefix(archive[record-20:], []byte("PK\x06\x07")) {
		copy(archive[record-76+24:], le64(entries)+le64(entries))
		return archive
	}
	copy(archive[record+8:], le16(entries)+le16(entries))
	return archive
}

// overlapping returns an archive of entries that begin the given number of bytes
// after each other, so that each has the rest of the file as its data.
func overlapping(n, distance int) []byte {
	var data, directory strings.Builder
	const size = 2000
	for i := range n {
		data.WriteString("PK\x03\x04" + zeros(14) + le32(size) + le32(size) + le16(1) + le16(0) + "a")
		data.WriteString(noise(max(0, distance-31)))
		offset := i * distance
		directory.WriteString("PK\x01\x02" + le16(20) + le16(20) + zeros(12) + le32(size) + le32(size) + le16(1) + zeros(12) + le32(offset) + "a")
	}
	data.WriteString(noise(size))
	return cat(data.String(), directory.String(), "PK\x05\x06", zeros(4), le16(n), le16(n),
		le32(directory.Len()), le32(data.Len()), le16(0))
}

// edited returns an archive of one file with other bytes in its directory.
func edited(at int, bytes string) []byte {
	archive := ZIP(file{name: "a", data: "hello", stored: true})
	start, _, _ := end(archive)
	copy(archive[start+at:], bytes)
	return archive
}

func padded() []byte {
	archive := ZIP(file{name: "a", data: "hello", stored: true})
	_, length, record := end(archive)
	copy(archive[record+12:], le32(length+4))
	return cat(string(archive[:record]), "junk", string(archive[record:]))
}

// Zeros returns an archive of n files, of size zeros each.
func Zeros(n, size int) []byte {
	files := make([]file, n)
	for i := range files {
		files[i] = file{name: fmt.Sprint(i), data: zeros(size)}
	}
	return ZIP(files...)
}

// LargeZIP returns the first and the last bytes of an archive of that size, of
// which its first entry has nearly all, not compressed, and the others nothing.
func LargeZIP(entries, nameLength int, size int64) (head, tail []byte) {
	name := func(i int) string { return fmt.Sprintf("%0*d", nameLength, i) }
	const local, header = 30, 46
	directory := entries * (header + nameLength)
	start := int(size) - directory - end64
	others := (entries - 1) * (local + nameLength)
	data := start - others - local - nameLength

	head = cat("PK\x03\x04", le16(45), zeros(20), le16(nameLength), le16(0), name(0))
	var b strings.Builder
	for i := 1; i < entries; i++ {
		b.WriteString("PK\x03\x04" + le16(45) + zeros(20) + le16(nameLength) + le16(0) + name(i))
	}
	for i := range entries {
		size, offset := 0, start-others+(i-1)*(local+nameLength)
		if i == 0 {
			size, offset = data, 0
		}
		b.WriteString("PK\x01\x02" + le16(45) + le16(45) + zeros(12) + le32(size) + le32(size) + le16(nameLength) + zeros(12) +
			le32(offset) + name(i))
	}
	b.WriteString("PK\x06\x06" + le64(44) + le16(45) + le16(45) + zeros(8) + le64(entries) + le64(entries) + le64(directory) + le64(start))
	b.WriteString("PK\x06\x07" + le32(0) + le64(start+directory) + le32(1))
	b.WriteString(seeBefore)
	return head, []byte(b.String())
}

// end64 is the length of the three records at the end of a large archive.
const end64 = 56 + 20 + 22
