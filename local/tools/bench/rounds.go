package main

import (
	"slices"
	"time"
)

// slipway is the name of this project in every measure.
const slipway = "Slipway"

// rounds are the values of one measure, one for each alternative and round.
type rounds struct {
	measure string
	unit    string
	names   []string // in the order of the table
	values  map[string][]float64
}

func newRounds(measure, unit string) *rounds {
	return &rounds{measure: measure, unit: unit, values: map[string][]float64{}}
}

func (r *rounds) add(name string, value float64) {
	if _, known := r.values[name]; !known {
		r.names = append(r.names, name)
	}
	r.values[name] = append(r.values[name], value)
}

// spread is a median and the quartiles around it.
type spread struct {
	Median float64 `json:"median"`
	Low    float64 `json:"low"`
	High   float64 `json:"high"`
}

func spreadOf(values []float64) spread {
	sorted := slices.Sorted(slices.Values(values))
	return spread{quantile(sorted, 0.5), quantile(sorted, 0.25), quantile(sorted, 0.75)}
}

// quantile returns the value below which the share q of the sorted values lies.
func quantile(sorted []float64, q float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	position := q * float64(len(sorted)-1)
	below := int(position)
	above := min(below+1, len(sorted)-1)
	return sorted[below] + (position-float64(below))*(sorted[above]-sorted[below])
}

// ratio returns the ratio of Slipway's values to another's, round by round.
func (r *rounds) ratio(name, other string) spread {
	var ratios []float64
	for i, value := range r.values[name] {
		if i < len(r.values[other]) && r.values[other][i] > 0 {
			ratios = append(ratios, value/r.values[other][i])
		}
	}
	return spreadOf(ratios)
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
