package lambda

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"testing"
)

// lines are the lines of a lineWriter, one for each call of Write.
type lines struct {
	mu  sync.Mutex
	all []string
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, string(p))
	return len(p), nil
}

func TestLines(t *testing.T) {
	var out bytes.Buffer
	w := &lineWriter{to: &out, prefix: "f | "}
	for _, part := range []string{"one\ntw", "o\n", "", "\nend"} {
		fmt.Fprint(w, part)
	}
	if got, want := out.String(), "f | one\nf | two\nf | \n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	w.Flush()
	w.Flush()
	if got := out.String(); !strings.HasSuffix(got, "\nf | end\n") || strings.Count(got, "end") != 1 {
		t.Errorf("after Flush: %q", got)
	}
}

func TestLineWithoutEnd(t *testing.T) {
	var out lines
	w := &lineWriter{to: &out}
	w.Write(bytes.Repeat([]byte("x"), 2*maxLine+1))
	if len(out.all) != 2 || len(w.rest) != 1 {
		t.Errorf("%d lines and a rest of %d bytes", len(out.all), len(w.rest))
	}
}

func TestLinesAreNotMixed(t *testing.T) {
	var out lines
	var group sync.WaitGroup
	for i := range 4 {
		w := &lineWriter{to: &out, prefix: fmt.Sprint(i)}
		group.Go(func() {
			for range 100 {
				fmt.Fprint(w, "ab")
				fmt.Fprint(w, "cd\n")
			}
		})
	}
	group.Wait()
	for _, l := range out.all {
		if len(l) != 6 || !strings.HasSuffix(l, "abcd\n") {
			t.Fatalf("a mixed line: %q", l)
		}
	}
}
