package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// A table is the result of a run.
type table struct {
	Date    string   `json:"date"`
	Machine string   `json:"machine"`
	Tools   []string `json:"tools"`
	Command string   `json:"command"`
	Figures []figure `json:"figures"`
	Skipped []string `json:"skipped"`
	Notes   []string `json:"notes"`
}

// A figure is one line of the table.
type figure struct {
	Measure string `json:"measure"`
	Name    string `json:"name"` // of what was measured
	Unit    string `json:"unit"`
	spread
	// Ratio is Slipway's value divided by this one.
	Ratio  *spread `json:"ratio,omitempty"`
	Target *target `json:"target,omitempty"`
	Met    *bool   `json:"met,omitempty"`
}

// A target is a maximum for the ratio of Slipway's value to another's, or for
// Slipway's own value if other is slipway.
type target struct {
	other string
	Max   float64 `json:"max"`
	Text  string  `json:"text"`
}

func atMost(factor float64, other string) target {
	return target{other, factor, fmt.Sprintf("at most %g×", factor)}
}

// faster is a target for times: at least factor times faster than other.
func faster(factor float64, other string) target {
	return target{other, 1 / factor, fmt.Sprintf("at least %g× faster", factor)}
}

// absolute is a target for Slipway's own value.
func absolute(limit float64, unit string) target {
	return target{slipway, limit, fmt.Sprintf("at most %g %s", limit, unit)}
}

// add adds a line to the table for each alternative.
func (t *table) add(r *rounds, targets ...target) {
	for _, name := range r.names {
		f := figure{Measure: r.measure, Name: name, Unit: r.unit, spread: spreadOf(r.values[name])}
		compared := f.Median
		if name != slipway && len(r.values[slipway]) > 0 && f.Median > 0 {
			ratio := r.ratio(slipway, name)
			f.Ratio = &ratio
			compared = ratio.Median
		}
		for _, target := range targets {
			if target.other == name {
				met := compared <= target.Max
				f.Target, f.Met = &target, &met
			}
		}
		t.Figures = append(t.Figures, f)
	}
}

func (t *table) describe(ctx context.Context, command string) {
	t.Date, t.Command = time.Now().UTC().Format("2006-01-02 15:04 MST"), command
	t.Machine = fmt.Sprintf("%s/%s, %d cores, %s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), processor())
	for _, tool := range [][]string{{"go", "version"}, {"node", "--version"}, {"python3", "--version"}} {
		if version, err := exec.CommandContext(ctx, tool[0], tool[1:]...).Output(); err == nil {
			t.Tools = append(t.Tools, strings.TrimSpace(tool[0]+" "+strings.TrimPrefix(string(version), tool[0]+" version")))
		}
	}
}

// processor returns the name of the processor, on Linux only.
func processor() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(text)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "unknown processor"
}

// write writes table.md and table.json.
func (t *table) write(folder string) error {
	text, err := json.MarshalIndent(t, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(folder, "table.json"), append(text, '\n'), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "table.md"), []byte(t.markdown()), 0o644)
}

func (t *table) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Measured on %s by `%s` on %s, with %s.\n"+
		"Medians, with quartiles in parentheses; ratios are taken round by round.\n\n",
		t.Date, t.Command, t.Machine, strings.Join(t.Tools, ", "))
	b.WriteString("| measure | | median (quartiles) | Slipway / this | target | |\n|---|---|---|---|---|---|\n")
	last := ""
	for _, f := range t.Figures {
		measure := f.Measure
		if measure == last {
			measure = ""
		}
		last = f.Measure
		wanted, met := "", ""
		if f.Target != nil {
			wanted, met = f.Target.Text, "missed"
			if *f.Met {
				met = "met"
			}
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", measure, f.Name, f.text(), f.ratio(), wanted, met)
	}
	for _, skipped := range t.Skipped {
		fmt.Fprintf(&b, "\nSKIPPED %s\n", skipped)
	}
	for _, note := range t.Notes {
		fmt.Fprintf(&b, "\n%s\n", note)
	}
	return b.String()
}

func (f figure) text() string {
	if f.Low == f.High {
		return fmt.Sprintf("%s %s", number(f.Median), f.Unit)
	}
	return fmt.Sprintf("%s %s (%s–%s)", number(f.Median), f.Unit, number(f.Low), number(f.High))
}

func (f figure) ratio() string {
	switch {
	case f.Ratio == nil:
		return ""
	case f.Ratio.Median < 0.95:
		return fmt.Sprintf("1/%s (1/%s–1/%s)", number(1/f.Ratio.Median), number(1/f.Ratio.Low), number(1/f.Ratio.High))
	default:
		return fmt.Sprintf("%s× (%s–%s)", number(f.Ratio.Median), number(f.Ratio.Low), number(f.Ratio.High))
	}
}

// number formats a number with three digits.
func number(v float64) string {
	switch {
	case v >= 100, v == math.Trunc(v):
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	case v >= 0.1:
		return fmt.Sprintf("%.2f", v)
	default:
		return fmt.Sprintf("%.3f", v)
	}
}
