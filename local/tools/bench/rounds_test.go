package main

import "testing"

func TestQuantile(t *testing.T) {
	for _, test := range []struct {
		sorted []float64
		q      float64
		want   float64
	}{
		{nil, 0.5, 0},
		{[]float64{7}, 0.99, 7},
		{[]float64{1, 2, 3, 4, 5}, 0.5, 3},
		{[]float64{1, 2, 3, 4, 5}, 0.25, 2},
		{[]float64{1, 2}, 0.75, 1.75}, // between two values
	} {
		if got := quantile(test.sorted, test.q); got != test.want {
			t.Errorf("quantile(%v, %v) is %v, want %v", test.sorted, test.q, got, test.want)
		}
	}
}

// A ratio is computed in each round, so that a slow round is one of many.
func TestTarget(t *testing.T) {
	r := newRounds("measure", "ms")
	for _, round := range []struct{ ours, theirs float64 }{{2, 4}, {3, 6}, {90, 10}} {
		r.add(slipway, round.ours)
		r.add("other", round.theirs)
	}
	for _, test := range []struct {
		target target
		met    bool
	}{
		{faster(2, "other"), true},
		{faster(2.1, "other"), false},
		{atMost(0.5, "other"), true},
		{atMost(0.4, "other"), false},
		{absolute(3, "ms"), true}, // the median
		{absolute(2, "ms"), false},
	} {
		var table table
		table.add(r, test.target)
		found := false
		for _, f := range table.Figures {
			if f.Met != nil {
				found = true
				if *f.Met != test.met {
					t.Errorf("%s: met is %v", test.target.Text, *f.Met)
				}
			}
		}
		if !found {
			t.Errorf("%s is not in the table", test.target.Text)
		}
	}
}

func TestParseStat(t *testing.T) {
	const line = "4711 (a (strange) name) S 42 4711 4711 0 -1 4194304 1 0 0 0 12 34 0 0 20 0"
	if pid, parent, used := parseStat(line); pid != 4711 || parent != 42 || used.Milliseconds() != 460 {
		t.Errorf("parsed %d %d %v", pid, parent, used)
	}
}
