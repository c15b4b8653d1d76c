package main

import (
	"fmt"
	"math"
	"os"
	"regexp"
	"strings"
	"testing"
)

// The table in functions/DEPLOY.md agrees with the program.
func TestDocumentedTable(t *testing.T) {
	text, err := os.ReadFile("../../../functions/DEPLOY.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile("(?m)^\\| `(-files [^`]*)` \\|.*\\| ([0-9.,]+) \\|$").FindAllStringSubmatch(string(text), -1)
	if len(rows) < 4 {
		t.Fatalf("only %d rows", len(rows))
	}
	for _, row := range rows {
		var out strings.Builder
		if status, err := run(strings.Fields(row[1]), &out); err != nil || status != 0 {
			t.Fatalf("%s: %d %v", row[1], status, err)
		}
		var got float64
		if _, err := fmt.Sscanf(out.String()[strings.Index(out.String(), "USD a month"):], "USD a month %f", &got); err != nil {
			t.Fatal(err)
		}
		if want := strings.ReplaceAll(row[2], ",", ""); fmt.Sprintf("%.0f", got) != want {
			t.Errorf("%s costs %.2f, and the table says %s", row[1], got, want)
		}
	}
}

// Each number is calculated by hand.
func TestItems(t *testing.T) {
	for _, test := range []struct {
		u    usage
		what string
		want float64
	}{
		{usage{files: 1e6, mb: 1}, "API requests", 1},
		{usage{files: 1e6, mb: 1}, "S3 requests", 5},
		{usage{files: 1e6, mb: 1, reads: 10}, "S3 requests", 9},
		{usage{files: 1000, mb: 1000, inParts: true}, "API requests", 0.015},                     // 2 + 13 of 10 signatures
		{usage{files: 1000, mb: 1000, inParts: true}, "S3 requests", 0.65},                       // 128 parts and 2
		{usage{files: 1000, mb: 50000, inParts: true}, "S3 requests", 1000 * 748 * 0.005 / 1000}, // 746 parts
		{usage{files: 1000, mb: 1000}, "S3 requests", 0.005},                                     // a form takes up to 5 GiB
		{usage{files: 1000, mb: 1000, months: 2}, "S3 storage", 1000*2*0.023 + 0.0039},           // and three tags each
		{usage{files: 1000, mb: 1000, reads: 2}, "downloads", 180},
		{usage{files: 1000, mb: 1000, accelerated: true}, "acceleration", 40},
		{usage{files: 1000, mb: 1000}, "acceleration", 0},
		{usage{}, "alarms and metrics", 3.8},
	} {
		got := 0.0
		for _, i := range items(test.u) {
			if i.what == test.what {
				got = i.dollars
			}
		}
		if math.Abs(got-test.want) > 1e-9 {
			t.Errorf("%+v: %s costs %v, want %v", test.u, test.what, got, test.want)
		}
	}
}

func TestRefused(t *testing.T) {
	for _, arguments := range []string{"-files -1", "-mb NaN", "-reads +Inf", "-months many", "-colour red"} {
		var out strings.Builder
		if status, err := run(strings.Fields(arguments), &out); err == nil || status == 0 || out.Len() > 0 {
			t.Errorf("%s: %d %v %s", arguments, status, err, &out)
		}
	}
}
