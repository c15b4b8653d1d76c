// Package samples creates files, good and hostile, each with the right verdict.
// It is for tests.
package samples

import (
	"bytes"
	"encoding/binary"
	"slices"
	"sync"

	"slipway/functions/internal/content"
)

// A Sample is a file, its declared type, and the verdict within the default
// limits.
type Sample struct {
	Name     string
	Declared string
	Data     []byte
	Want     content.Verdict
}

// All returns every sample, which no test may change. Some have several
// megabytes.
var All = sync.OnceValue(func() []Sample {
	return slices.Concat(Pictures(), Broken(), Media(), Texts(), Documents(), Archives(), Bombs(), Liars())
})

// accept and reject return a Sample; picture returns one that is accepted, or
// has too many pixels.
func accept(name, declared string, data []byte, found string) Sample {
	return Sample{name, declared, data, content.Verdict{Type: found}}
}

func reject(reason content.Reason, name, declared string, data []byte, found string) Sample {
	return Sample{name, declared, data, content.Verdict{Type: found, Reason: reason}}
}

func picture(name, declared string, data []byte, width, height int64) Sample {
	v := content.Verdict{Type: declared, Width: width, Height: height}
	if width*height > content.DefaultLimits().MaxPixels {
		v.Reason = content.TooManyPixels
	}
	return Sample{name, declared, data, v}
}

func cat(parts ...string) []byte {
	var all []byte
	for _, part := range parts {
		all = append(all, part...)
	}
	return all
}

func be16(n int) string { return string(binary.BigEndian.AppendUint16(nil, uint16(n))) }
func be32(n int) string { return string(binary.BigEndian.AppendUint32(nil, uint32(n))) }
func be64(n int) string { return string(binary.BigEndian.AppendUint64(nil, uint64(n))) }
func le16(n int) string { return string(binary.LittleEndian.AppendUint16(nil, uint16(n))) }
func le32(n int) string { return string(binary.LittleEndian.AppendUint32(nil, uint32(n))) }
func le64(n int) string { return string(binary.LittleEndian.AppendUint64(nil, uint64(n))) }

func zeros(n int) string { return string(make([]byte, n)) }

// noise returns n bytes that look like compressed data, the same each time,
// without a byte that begins a format. The last byte is one that text cannot
// have.
func noise(n int) string {
	b := make([]byte, n)
	state := uint32(2463534242)
	for i := range b {
		state ^= state << 13
		state ^= state >> 17
		state ^= state << 5
		b[i] = byte(state>>8)&0x7F | 0x80
	}
	b = bytes.ReplaceAll(b, []byte{0xFF}, []byte{0x81})
	if n > 0 {
		b[n-1] = 0x02
	}
	return string(b)
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
