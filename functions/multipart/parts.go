package main

// S3's limits (Amazon S3 user guide, "Amazon S3 multipart upload limits"). The
// last part may be smaller than minPartBytes. An object may have 48.8 TiB,
// which is maxParts of maxPartBytes.
const (
	maxParts           = 10_000
	minPartBytes int64 = 5 << 20
	maxPartBytes int64 = 5 << 30
)

// A plan defines the parts of a file of a declared size. The same size always
// has the same plan, so it need not be stored.
type plan struct {
	size, partSize int64
	parts          int
}

// newPlan uses parts of whole MiB. Those of a small file are as small as S3
// allows, so that little is lost if one fails. A larger file has at most 128,
// because browsers send a preflight for each, unless they would exceed 64 MiB.
func newPlan(size int64) plan {
	const mebibyte = 1 << 20
	partSize := max(minPartBytes, min(ceilDiv(size, 128), 64*mebibyte), ceilDiv(size, maxParts))
	partSize = ceilDiv(partSize, mebibyte) * mebibyte
	return plan{size, partSize, int(max(1, ceilDiv(size, partSize)))} // an empty file has one empty part
}

// length returns the size of a part in bytes; parts count from 1.
func (p plan) length(part int) int64 {
	return min(p.partSize, p.size-int64(part-1)*p.partSize)
}

func ceilDiv(a, b int64) int64 { return (a + b - 1) / b }
