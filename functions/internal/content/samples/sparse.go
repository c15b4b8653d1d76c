package samples

import "io"

// A Sparse is a file of that size with zeros between its first and its last
// bytes. It is an io.ReaderAt.
type Sparse struct {
	Head, Tail []byte
	Size       int64
}

// ReadAt implements io.ReaderAt.
func (f Sparse) ReadAt(p []byte, offset int64) (int, error) {
	n := int(max(0, min(int64(len(p)), f.Size-offset)))
	for i := range n {
		switch at := offset + int64(i); {
		case at < int64(len(f.Head)):
			p[i] = f.Head[at]
		case at >= f.Size-int64(len(f.Tail)):
			p[i] = f.Tail[at-f.Size+int64(len(f.Tail))]
		default:
			p[i] = 0
		}
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}
