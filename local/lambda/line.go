package lambda

import (
	"bytes"
	"io"
	"sync"
)

// maxLine is where a long line is broken, in bytes.
const maxLine = 64 << 10

// lineWriter writes each line with a prefix and one call of Write. It is safe for
// concurrent use.
type lineWriter struct {
	to     io.Writer // safe for concurrent use
	prefix string

	mu   sync.Mutex
	rest []byte // an incomplete line
}

// Write writes complete lines and keeps the rest. It returns no error, so that a
// program does not end because its log cannot be written.
func (w *lineWriter) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.rest = append(w.rest, p...)
	for {
		end := bytes.IndexByte(w.rest, '\n') + 1
		if end == 0 && len(w.rest) < maxLine {
			return len(p), nil
		}
		if end == 0 {
			end = maxLine
		}
		w.emit(w.rest[:end])
		w.rest = w.rest[end:]
	}
}

// Flush writes the rest as a line.
func (w *lineWriter) Flush() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.rest) > 0 {
		w.emit(w.rest)
		w.rest = nil
	}
}

func (w *lineWriter) emit(text []byte) {
	whole := append([]byte(w.prefix), bytes.TrimRight(text, "\n")...)
	w.to.Write(append(whole, '\n'))
}
