package conformance

import (
	"fmt"
	"io"
)

// A report is the outcome of each row on one server.
type report struct {
	rows   []reported
	right  int // as S3 does, or as listed
	listed int // of them, as listed
}

type reported struct {
	row
	got string
	err error
}

// run tries a row and returns what is wrong with the outcome, or nil.
func (r *report) run(s *server, row row) error {
	got, err := row.try(s)
	if err == nil {
		err = row.judge(s.name, got)
	}
	r.rows = append(r.rows, reported{row, got, err})
	if err == nil {
		r.right++
		if !row.agrees(got) {
			r.listed++
		}
	}
	return err
}

// print writes the table, and below it each difference and its reason.
func (r *report) print(w io.Writer, server string) {
	for _, row := range r.rows {
		mark := "ok     "
		switch {
		case row.err != nil:
			mark = "FAILED "
		case !row.agrees(row.got):
			mark = "differs"
		}
		fmt.Fprintf(w, "%s  %-55s  %s\n", mark, row.name, row.got)
		if d, differs := deviations[server][row.name]; differs {
			fmt.Fprintf(w, "           S3: %s. %s\n", row.want, d.because)
		}
	}
	for _, n := range notRun {
		fmt.Fprintf(w, "not run  %s\n           %s\n", n.name, n.because)
	}
	fmt.Fprintf(w, "%s: %d of %d rows, %d of them different from S3 for a reason that is listed; %d not run\n",
		server, r.right, len(r.rows), r.listed, len(notRun))
}
