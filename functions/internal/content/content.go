// Package content determines what a file is from its bytes, whatever its
// uploader declares: its type, the dimensions of a picture, the contents of an
// archive.
//
// A file is read in ranges and never decoded or unpacked. The verdict depends
// on the first bytes of the file and on the directory of an archive. Bytes
// after the head of a picture, a film or a document are not checked: serve a
// file with the type that was found, and with X-Content-Type-Options: nosniff.
//
// # How much is read
//
// Most files take one read of at most 32 KiB. A picture whose dimensions are
// not there takes more reads, of 1 KiB each, up to 64 KiB in all. A ZIP takes
// two reads, of its head and of its last 256 KiB, and a third if its directory
// is longer, up to 4 MiB in all.
package content

import (
	"io"

	"slipway/functions/internal/mediatype"
)

// Limits defines what is accepted.
type Limits struct {
	MaxPixels   int64 // of a picture
	MaxEntries  int   // of an archive
	MaxUnpacked int64 // bytes, of an archive
	MaxRatio    int64 // of an archive's unpacked size to its own, if it unpacks to more than 1 MiB

	// AcceptUnknown accepts what is not understood: a type without a known
	// signature, a file declared as application/octet-stream, an archive that
	// cannot be read, and one inside another. It never accepts a file that is
	// known to differ from its declared type.
	AcceptUnknown bool
}

// DefaultLimits returns the limits that apply unless others are set.
func DefaultLimits() Limits {
	return Limits{MaxPixels: 100_000_000, MaxEntries: 10_000, MaxUnpacked: 1 << 30, MaxRatio: 100}
}

// A Reason is why a file is rejected. The empty Reason means that it is
// accepted.
type Reason string

const (
	ContentMismatch Reason = "ContentMismatch" // the content is not of the declared type
	TooManyPixels   Reason = "TooManyPixels"
	UnreadableImage Reason = "UnreadableImage" // a picture whose dimensions cannot be read
	ArchiveTooLarge Reason = "ArchiveTooLarge" // too many entries, or too much when unpacked
	ArchiveUnsafe   Reason = "ArchiveUnsafe"   // would write elsewhere, or contradicts itself
	NotUnderstood   Reason = "NotUnderstood"
)

// A Verdict is the type of a file, and whether it is accepted.
type Verdict struct {
	// Type is the media type that was found, in the usual form of package
	// mediatype, without parameters. If the content fits several types, as text
	// does, or sound in a container for pictures, and the declared type is one
	// of them, Type is the declared one. It is application/octet-stream if the
	// content is unknown.
	Type string

	Width, Height int64 // of a picture; otherwise 0

	Reason Reason
}

// Accepted reports whether there is no reason to reject the file.
func (v Verdict) Accepted() bool { return v.Reason == "" }

const (
	HeadSize      = 32 << 10 // the first read; most files need no other
	tailSize      = 256 << 10
	fileBudget    = 64 << 10
	archiveBudget = 4 << 20
)

// Judge reads a file of the given size and reports whether it is of the
// declared media type and within the limits. It calls r.ReadAt once for each
// range, so r may send a request each time. An error is one of r and says
// nothing about the file; judge it again.
func Judge(r io.ReaderAt, size int64, declared string, limits Limits) (Verdict, error) {
	s := &source{r: r, size: size, left: fileBudget}
	v := judge(s, s.bytes(0, int(min(size, HeadSize))), usual(declared), limits)
	// After a failed read the file looks truncated.
	if s.failed != nil {
		return Verdict{}, s.failed
	}
	return v, nil
}

func judge(s *source, head []byte, declared string, limits Limits) Verdict {
	found := detect(head)
	var archive Reason
	if isZip(head) {
		found, archive = judgeZip(s, found, limits)
	} else if found == pdf && declared == pdf {
		found = beforePDF(head)
	}

	relation, t := compare(found, declared)
	v := Verdict{Type: t}
	switch {
	case relation == different:
		v.Reason = ContentMismatch
		return v
	case relation == unknown && !limits.AcceptUnknown:
		v.Reason = NotUnderstood
		return v
	}

	switch {
	case archive != "":
		v.Reason = archive
	case isClosed(found) && !limits.AcceptUnknown:
		v.Reason = NotUnderstood
	case isPicture(found) || isPicture(declared):
		picture := dimensions(s, found)
		if !picture.valid() {
			v.Reason = UnreadableImage
			break
		}
		v.Width, v.Height = picture.width, picture.height
		if picture.width*picture.height > limits.MaxPixels {
			v.Reason = TooManyPixels
		}
	}
	return v
}

// usual returns the usual form of a media type, without parameters. An invalid
// type is unknown.
func usual(contentType string) string {
	t, err := mediatype.Parse(contentType)
	if err != nil {
		return mediatype.Unknown
	}
	return mediatype.Name(t)
}
