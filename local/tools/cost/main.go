// Command cost calculates what uploads cost in a month, in US dollars at list
// prices of us-east-1, without free tiers:
//
//	go run -C local ./tools/cost -files 1000000 -mb 3 -months 12 -reads 1
//
// It prints a line for each item, including fixed costs.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"math"
	"os"

	"slipway/local/internal/price"
	"slipway/local/internal/process"
)

// The work of the stack for a file, from measurements of local/tools/bench and from
// template.yaml.
const (
	signGBSeconds    = 0.125 * 0.003
	inspectGBSeconds = 0.25 * 0.2
	logBytes         = 1200 // a record of the function and one of the API
	tags             = 3    // the verdict, the type, and the dimensions of a picture
	inspectGets      = 4    // the head, the tail, and tags
	formMB           = 16.8 // the client sends larger files in parts
	smallestPartMB   = 5.24 // see functions/multipart/parts.go
	largestPartMB    = 67.1
	alarms           = 11 // metrics with an alarm
	metrics          = 9  // three for each of three functions
)

// usage is the uploads of a month.
type usage struct {
	files, mb, months, reads float64
	inParts, accelerated     bool
}

type item struct {
	what    string
	dollars float64
}

// items returns the monthly costs of u, once files of u.months months are stored.
func items(u usage) []item {
	requests, puts, signed := 1.0, 1.0, 1.0
	if u.inParts && u.mb > formMB {
		signed = math.Ceil(u.mb / max(smallestPartMB, min(u.mb/128, largestPartMB)))
		requests = 2 + math.Ceil(signed/10) // create, complete, and ten signatures each
		puts = signed + 2
	}
	gb := u.files * u.mb / 1000
	list := []item{
		{"API requests", u.files * requests * price.HTTPRequest},
		{"functions", u.files * (requests*price.LambdaRequest + signed*signGBSeconds*price.LambdaGBSecond)},
		{"inspection", u.files * (price.LambdaRequest + inspectGBSeconds*price.LambdaGBSecond +
			inspectGets*price.S3Get + price.CustomEvent)},
		{"S3 requests", u.files * (puts*price.S3Put + u.reads*price.S3Get)},
		{"S3 storage", gb*u.months*price.S3GBMonth + u.files*u.months*tags*price.S3TagMonth},
		{"logs", u.files * (requests + 1) * logBytes / 1e9 * price.LogGB},
		{"downloads", gb * u.reads * price.OutGB},
		{"alarms and metrics", alarms*price.AlarmMetric + metrics*price.CustomMetric},
	}
	if u.accelerated {
		list = append(list, item{"acceleration", gb * price.S3AcceleratedGB})
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
	u := usage{}
	flags := flag.NewFlagSet("cost", flag.ContinueOnError)
	flags.Float64Var(&u.files, "files", 10000, "uploads in a month")
	flags.Float64Var(&u.mb, "mb", 3, "size of each file, in MB")
	flags.Float64Var(&u.months, "months", 12, "months that each file is kept")
	flags.Float64Var(&u.reads, "reads", 1, "downloads of each file")
	flags.BoolVar(&u.inParts, "parts", true, "upload files over 16 MiB in parts (MaxMultipartBytes)")
	flags.BoolVar(&u.accelerated, "accelerated", false, "with TransferAcceleration")
	if err := flags.Parse(arguments); err != nil {
		return 1, flag.ErrHelp
	}
	for _, n := range []float64{u.files, u.mb, u.months, u.reads} {
		if n < 0 || math.IsNaN(n) || math.IsInf(n, 0) {
			return 1, fmt.Errorf("files, mb, months and reads must be finite and not negative, but one is %v", n)
		}
	}
	list := items(u)
	for _, i := range list {
		fmt.Fprintf(out, "%-20s %12.2f\n", i.what, i.dollars)
	}
	fmt.Fprintf(out, "%-20s %12.2f\n", "USD a month", total(list))
	return 0, nil
}
