package main

import (
	"context"
	"fmt"
	"strings"

	"slipway/local/internal/price"
)

// uploads is the number of files in a bill.
const uploads = 1e6

// Assumptions, all in favour of the relays.
const (
	signSeconds = 0.003 // 0.2 ms of work, with the fourteenth of a processor that 128 MB have
	signGB      = 0.125
	logBytes    = 1200 // a record of the function and one of the API

	relaySeconds = 0.2 // to receive 1 MB and put it into S3
	relayGB      = 0.25

	serverFile  = 10e6 // bytes, more than Lambda takes in one request
	serverHours = 730  // a month
	serverTasks = 2    // each of half a processor and 1 GB
)

// An item is a line of a bill.
type item struct {
	what    string
	dollars float64
}

// bills are the costs of a million uploads, by architecture.
var bills = []struct {
	name  string
	items []item
}{
	{slipway, []item{
		{"HTTP API, 1 request a file", uploads * price.HTTPRequest},
		{"Lambda, 3 ms at 128 MB a file", uploads * (price.LambdaRequest + signSeconds*signGB*price.LambdaGBSecond)},
		{"logs, 1.2 KB a file", uploads * logBytes / 1e9 * price.LogGB},
		{"S3 POST", uploads * price.S3Put},
	}},
	{"Slipway, 100 files a request", []item{
		{"HTTP API", uploads / 100 * price.HTTPRequest},
		{"Lambda, 100 ms at 128 MB a request", uploads / 100 * (price.LambdaRequest + 0.1*signGB*price.LambdaGBSecond)},
		{"logs", uploads / 100 * logBytes / 1e9 * price.LogGB},
		{"S3 POST", uploads * price.S3Put},
	}},
	{"the same with a REST API", []item{
		{"REST API, 1 request a file", uploads * price.RESTRequest},
		{"Lambda, 3 ms at 128 MB a file", uploads * (price.LambdaRequest + signSeconds*signGB*price.LambdaGBSecond)},
		{"logs, 1.2 KB a file", uploads * logBytes / 1e9 * price.LogGB},
		{"S3 POST", uploads * price.S3Put},
	}},
	{"a relay in Lambda, files of 1 MB", []item{
		{"HTTP API, 2 × 512 KB a file", uploads * 2 * price.HTTPRequest},
		{"Lambda, 200 ms at 256 MB a file", uploads * (price.LambdaRequest + relaySeconds*relayGB*price.LambdaGBSecond)},
		{"logs, 1.2 KB a file", uploads * logBytes / 1e9 * price.LogGB},
		{"S3 PUT", uploads * price.S3Put},
	}},
	{"a relay on Fargate, files of 10 MB in a month", []item{
		{"load balancer, 1 GB a unit", serverHours*price.BalancerHour + uploads*serverFile/1e9*price.BalancerUnit},
		{"2 tasks of half a processor and 1 GB",
			serverTasks * serverHours * (0.5*price.FargateCPUHour + price.FargateGBHour)},
		{"logs, 1.2 KB a file", uploads * logBytes / 1e9 * price.LogGB},
		{"S3 PUT", uploads * price.S3Put},
	}},
}

// cost calculates the price of a million uploads, without storage, which is the
// same for all.
func cost(_ context.Context, b *bench) error {
	r := newRounds("a million uploads, by list prices", "USD")
	for _, bill := range bills {
		total := 0.0
		var items []string
		for _, item := range bill.items {
			total += item.dollars
			items = append(items, fmt.Sprintf("%s %.2f", item.what, item.dollars))
		}
		r.add(bill.name, total)
		b.table.Notes = append(b.table.Notes, fmt.Sprintf("Cost of %s: %s.", bill.name, strings.Join(items, ", ")))
	}
	b.table.add(r)
	b.table.Notes = append(b.table.Notes,
		"Prices: list prices of us-east-1, without free tiers; storage is the same for all.")
	return nil
}
