package content_test

import (
	"bytes"
	"testing"

	"slipway/functions/internal/content"
	"slipway/functions/internal/content/samples"
)

// Of large files, only a small part is read.
func TestLargeFiles(t *testing.T) {
	const gibibyte = 1 << 30
	for _, test := range []struct {
		name, declared string
		file           samples.Sparse
		want           content.Reason
		bytes          int64
		calls          int
	}{
		{"video", "video/mp4", sparse(samples.MP4("isom", "iso2avc1mp41"), nil, gibibyte), "", 32 << 10, 1},
		{"picture", "image/png", sparse(samples.PNG(3, 2), nil, gibibyte), "", 32 << 10, 1},
		{"film that calls itself a picture", "image/heic", sparse(samples.MP4("isom", "mp41"), nil, gibibyte), content.ContentMismatch, 32 << 10, 1},
		{"zeros as a picture", "image/png", sparse(nil, nil, gibibyte), content.ContentMismatch, 32 << 10, 1},
		{"picture with its directory at the end", "image/heic",
			sparse(samples.LateHEIC(gibibyte), samples.HEICMeta(640, 480), gibibyte), "", 64 << 10, 2},
		{"small archive", "application/zip", archive(1, 10, gibibyte), "", 288 << 10, 2},
		{"archive of 10,000 entries", "application/zip", archive(10000, 300, gibibyte), "", 4 << 20, 3},
		{"archive of a directory that is 4 MiB with the head", "application/zip", archive(9000, 420, gibibyte), content.ArchiveTooLarge, 288 << 10, 2},
		{"archive of a directory beyond 4 MiB", "application/zip", archive(9000, 500, gibibyte), content.ArchiveTooLarge, 288 << 10, 2},
		{"archive of 50 GiB", "application/zip", archive(3, 10, 50*gibibyte), content.ArchiveTooLarge, 288 << 10, 2}, // unpacks to more than 1 GiB
		{"archive without an end", "application/zip", sparse([]byte("PK\x03\x04"), nil, gibibyte), content.ArchiveUnsafe, 288 << 10, 2},
	} {
		m := &meter{ReaderAt: test.file}
		got, err := content.Judge(m, test.file.Size, test.declared, content.DefaultLimits())
		if err != nil || got.Reason != test.want || m.bytes > test.bytes || m.calls > test.calls {
			t.Errorf("%s: %+v, %v after %d bytes in %d reads; want %q after at most %d in %d",
				test.name, got, err, m.bytes, m.calls, test.want, test.bytes, test.calls)
		}
		t.Logf("%-40s %d bytes of %d in %d reads", test.name, m.bytes, test.file.Size, m.calls)
	}
}

func sparse(head, tail []byte, size int64) samples.Sparse {
	return samples.Sparse{Head: head, Tail: tail, Size: size}
}

// archive returns a ZIP of that size whose first entry has nearly all of it.
func archive(entries, nameLength int, size int64) samples.Sparse {
	head, tail := samples.LargeZIP(entries, nameLength, size)
	return sparse(head, tail, size)
}

// Every file is judged within the bounds, twice with the same verdict, and an
// accepted picture has dimensions within the limits.
func FuzzJudge(f *testing.F) {
	for _, s := range samples.All() {
		if len(s.Data) < 4096 {
			f.Add(s.Data, s.Declared, false)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, declared string, acceptUnknown bool) {
		limits := content.DefaultLimits()
		limits.AcceptUnknown = acceptUnknown
		m := &meter{ReaderAt: bytes.NewReader(data)}
		got, err := content.Judge(m, int64(len(data)), declared, limits)
		if err != nil {
			t.Fatal(err)
		}
		m.wantBudget(t, declared, isArchive(data))
		if again, _ := content.Judge(bytes.NewReader(data), int64(len(data)), declared, limits); again != got {
			t.Errorf("%+v, and then %+v", got, again)
		}
		if got.Type == "" || got.Accepted() && got.Width*got.Height > limits.MaxPixels || (got.Width > 0) != (got.Height > 0) {
			t.Errorf("%+v", got)
		}
		if acceptUnknown && got.Reason == content.NotUnderstood {
			t.Errorf("%+v, though it is to be accepted", got)
		}
	})
}
