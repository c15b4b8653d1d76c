package conformance

import (
	"fmt"
	"os"
	"testing"
)

func TestForms(t *testing.T) {
	s := newServer(t)
	var r report
	for _, row := range table() {
		t.Run(row.name, func(t *testing.T) {
			if err := r.run(s, row); err != nil {
				t.Error(err)
			}
		})
	}
	// Go shows this with `go test -C` and after a failure.
	r.print(os.Stdout, s.name)
}

// Every deviation names a row, and no two rows have the same name.
func TestDeviationsAreOfRows(t *testing.T) {
	rows := make(map[string]bool)
	for _, row := range table() {
		if rows[row.name] {
			t.Errorf("two rows are called %q", row.name)
		}
		rows[row.name] = true
	}
	for server, list := range deviations {
		for name, d := range list {
			if !rows[name] {
				t.Errorf("%s deviates in %q, but there is no such row", server, name)
			}
			if d.does == "" || d.because == "" {
				t.Errorf("%s, %q: the outcome or the reason is missing", server, name)
			}
		}
	}
}

// judge returns what is wrong with an outcome, or nil.
func (r row) judge(server, got string) error {
	d, differs := deviations[server][r.name]
	switch {
	case differs && r.agrees(got):
		return fmt.Errorf("%s now does as S3: remove the row from its deviations", server)
	case differs && got != d.does:
		return fmt.Errorf("%s; S3 does %s, and its known deviation is %s", got, r.want, d.does)
	case !differs && !r.agrees(got):
		return fmt.Errorf("%s, want %s", got, r.want)
	}
	return nil
}
