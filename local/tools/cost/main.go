// Command cost calculates what uploads cost in a month, in US dollars at list
// prices of us-east-1, without free tiers:
//
//	go run -C local ./tools/cost -files 1000000 -mb 3 -months 12 -reads 1
//
// It prints an item a line. What is there without a single upload is in it too.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"math"
	"os"

	"slipway/local/internal/process"
)

// Prices of November 2026, from the pages of each service's prices.
const (
	apiRequest     = 1.00 / 1e6
	lambdaRequest  = 0.20 / 1e6
	lambdaGBSecond = 0.0000133334 // arm64
	s3Put          = 0.005 / 1e3  // also a form or a part, of any size
	s3Get          = 0.0004 / 1e3
	s3GBMonth      = 0.023 // STANDARD, first 50 TB
	s3TagMonth     = 0.0065 / 1e4
	s3AcceleratedG = 0.04 // a GB, by way of an edge location of the US, Europe or Japan
	outGB          = 0.09
	eventCustom    = 1.00 / 1e6
	logGB          = 0.50
	alarmMetric    = 0.10
	customMetric   = 0.30
)

// What the stack does with a file, as measured in local/tools/bench and counted
// in template.yaml.
const (
	signGBSeconds    = 0.125 * 0.003
	inspectGBSeconds = 0.25 * 0.2
	logBytes         = 1200 // a record of the function and one of the API
	tags             = 3    // the verdict, the type, and the dimensions of a picture
	inspectGets      = 4    // the head, the tail, and tags
	formMB           = 16.8 // the client sends larger files in parts
	smallestPartMB   = 5.24 // about 128 parts of that or more, and of at most 64 MiB:
	largestPartMB    = 67.1 // see functions/multipart/parts.go
	alarms           = 11   // metrics that they watch
	metrics          = 9    // three of each of three functions
)

type use struct {
	files, mb, months, reads float64
	inParts, accelerated     bool
}

type item struct {
	what    string
	dollars float64
}

// items returns what u costs in a month, when files are kept for months.
func items(u use) []item {
	requests, puts, signed := 1.0, 1.0, 1.0
	if u.inParts && u.mb > formMB {
		signed = math.Ceil(u.mb / max(smallestPartMB, min(u.mb/128, largestPartMB)))
		requests = 2 + math.Ceil(signed/10) // create, complete, and signatures by the ten
		puts = signed + 2
	}
	gb := u.files * u.mb / 1000
	list := []item{
		{"API requests", u.files * requests * apiRequest},
		{"functions", u.files * (requests*lambdaRequest + signed*signGBSeconds*lambdaGBSecond)},
		{"inspection", u.files * (lambdaRequest + inspectGBSeconds*lambdaGBSecond + inspectGets*s3Get + eventCustom)},
		{"S3 requests", u.files * (puts*s3Put + u.reads*s3Get)},
		{"S3 storage", gb*u.months*s3GBMonth + u.files*u.months*tags*s3TagMonth},
		{"logs", u.files * (requests + 1) * logBytes / 1e9 * logGB},
		{"downloads", gb * u.reads * outGB},
		{"alarms and metrics", alarms*alarmMetric + metrics*customMetric},
	}
	if u.accelerated {
		list = append(list, item{"acceleration", gb * s3AcceleratedG})
	}
	return list
}

func total(list []item) (sum float64) {
	for _, i := range list {
		sum += i.dollars
	}
	return sum
}

func main() {
	process.Main("cost", func(_ context.Context, arguments []string) (status int, err error) {
		return run(arguments, os.Stdout)
	})
}

func run(arguments []string, out io.Writer) (status int, err error) {
	u := use{}
	flags := flag.NewFlagSet("cost", flag.ContinueOnError)
	flags.Float64Var(&u.files, "files", 10000, "uploads in a month")
	flags.Float64Var(&u.mb, "mb", 3, "their size, in MB")
	flags.Float64Var(&u.months, "months", 12, "for how many months each is kept")
	flags.Float64Var(&u.reads, "reads", 1, "how often each is downloaded in all")
	flags.BoolVar(&u.inParts, "parts", true, "files of more than 16 MiB come in parts, by MaxMultipartBytes")
	flags.BoolVar(&u.accelerated, "accelerated", false, "with TransferAcceleration")
	if err := flags.Parse(arguments); err != nil {
		return 1, flag.ErrHelp
	}
	for _, n := range []float64{u.files, u.mb, u.months, u.reads} {
		if n < 0 || math.IsNaN(n) || math.IsInf(n, 0) {
			return 1, fmt.Errorf("%v is no number of files, MB, months or reads", n)
		}
	}
	list := items(u)
	for _, i := range list {
		fmt.Fprintf(out, "%-20s %12.2f\n", i.what, i.dollars)
	}
	fmt.Fprintf(out, "%-20s %12.2f\n", "USD a month", total(list))
	return 0, nil
}
