// Package content judges what a file is from its bytes, whatever its uploader
// calls it: its type, the dimensions of a picture, what an archive holds.
//
// A file is read in ranges, and never decoded or unpacked. The verdict goes by
// the file's first bytes, and by an archive's directory. What follows the head
// of a picture, a film or a document is not looked at: serve a file as the type
// that was judged, with X-Content-Type-Options: nosniff.
//
// # How much is read
//
// Most files take one read of at most 32 KiB. A picture whose dimensions are not
// there takes more, of 1 KiB each, up to 64 KiB in all. A ZIP takes two reads, of
// its head and of its last 256 KiB, and a third if its directory is longer, up to
// 4 MiB in all.
package content

import (
	"io"

	"slipway/functions/internal/mediatype"
)

// Limits says what is accepted.
type Limits struct {
	MaxPixels   int64 // of a picture
	MaxEntries  int   // of an archive
	MaxUnpacked int64 // bytes, of an archive
	MaxRatio    int64 // of an archive's unpacked size to its own, if it unpacks to more than 1 MiB

	// AcceptUnknown accepts what is not understood: a type without a known
	// signature, a file declared as application/octet-stream, an archive that
	// cannot be looked into, and one inside another. It never accepts a file
	// that is known to be something else than it was declared to be.
	AcceptUnknown bool
}

// DefaultLimits returns the limits that hold where nobody has set others.
func DefaultLimits() Limits {
	return Limits{MaxPixels: 100_000_000, MaxEntries: 10_000, MaxUnpacked: 1 << 30, MaxRatio: 100}
}

// A Reason says why a file is rejected. The empty Reason accepts it.
type Reason string

const (
	ContentMismatch Reason = "ContentMismatch" // it is not what it was declared to be
	TooManyPixels   Reason = "TooManyPixels"
	UnreadableImage Reason = "UnreadableImage" // a picture whose dimensions cannot be read
	ArchiveTooLarge Reason = "ArchiveTooLarge" // too many entries, or too much when unpacked
	ArchiveUnsafe   Reason = "ArchiveUnsafe"   // would write elsewhere, or contradicts itself
	NotUnderstood   Reason = "NotUnderstood"
)

// A Verdict is what a file is, and whether that is accepted.
type Verdict struct {
	// Type is the media type that was found, in the usual form of package
	// mediatype, without parameters. Where the content fits several types, as
	// text, or sound in a container that can hold pictures, and the declared one
	// is among them, it is that. It is application/octet-stream if the content is
	// not known.
	Type string

	Width, Height int64 // of a picture, else 0

	Reason Reason
}

// Accepted reports whether there is no reason to reject the file.
func (v Verdict) Accepted() bool { return v.Reason == "" }

const (
	HeadSize      = 32 << 10 // the first read, which most files need alone
	tailSize      = 256 << 10
	fileBudget    = 64 << 10
	archiveBudget = 4 << 20
)

// Judge reads a file of the given size and tells whether it is of the declared
// media type and within the limits. It calls r.ReadAt once for each range that
// it needs, so r may ask a server each time. The error is one of r: it says
// nothing about the file, which should be judged again.
func Judge(r io.ReaderAt, size int64, declared string, limits Limits) (Verdict, error) {
	s := &source{r: r, size: size, left: fileBudget}
	v := judge(s, s.bytes(0, int(min(size, HeadSize))), usual(declared), limits)
	// What fails to be read looks like a file that ends too early.
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

// usual returns the usual form of a media type, without its parameters. What is
// none says nothing.
func usual(contentType string) string {
	t, err := mediatype.Parse(contentType)
	if err != nil {
		return mediatype.Unknown
	}
	return mediatype.Name(t)
}
