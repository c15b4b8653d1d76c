package main

import (
	"context"
	"fmt"
	"strings"
)

// uploads is the number of files in a bill.
const uploads = 1e6

// List prices in us-east-1, in US dollars, of the first tier.
const (
	// https://aws.amazon.com/api-gateway/pricing/
	httpAPI = 1.00 / 1e6 // a request, or each 512 KB of it
	restAPI = 3.50 / 1e6 // a request
	// https://aws.amazon.com/lambda/pricing/
	lambdaRequest  = 0.20 / 1e6
	lambdaGBSecond = 0.0000133334 // arm64, by the millisecond
	// https://aws.amazon.com/s3/pricing/: data that comes in is free.
	s3Put = 5.00 / 1e6 // a PUT or POST of any size
	// https://aws.amazon.com/cloudwatch/pricing/
	logGB = 0.50
	// https://aws.amazon.com/elasticloadbalancing/pricing/, Application Load
	// Balancer: a unit takes 1 GB an hour.
	balancerHour = 0.0225
	balancerUnit = 0.008
	// https://aws.amazon.com/fargate/pricing/, arm64.
	fargateCPUHour = 0.03238
	fargateGBHour  = 0.00356
)

// Assumptions, all on the generous side for the relays.
const (
	signSeconds = 0.003 // 0.2 ms of work on a fourteenth of a processor, which 128 MB get
	signGB      = 0.125
	logBytes    = 1200 // a line of the function and one of the API

	relaySeconds = 0.2 // to take 1 MB in and put it into S3
	relayGB      = 0.25

	serverFile  = 10e6 // bytes, more than Lambda takes in one request
	serverHours = 730  // a month
	serverTasks = 2    // each of half a processor and 1 GB
)

// An item is a line of a bill.
type item struct {
	what  string
	price float64 // US dollars
}

// bills are the costs of a million uploads, by architecture.
var bills = []struct {
	name  string
	items []item
}{
	{slipway, []item{
		{"HTTP API, 1 request a file", uploads * httpAPI},
		{"Lambda, 3 ms at 128 MB a file", uploads * (lambdaRequest + signSeconds*signGB*lambdaGBSecond)},
		{"logs, 1.2 KB a file", uploads * logBytes / 1e9 * logGB},
		{"S3 POST", uploads * s3Put},
	}},
	{"Slipway, 100 files a request", []item{
		{"HTTP API", uploads / 100 * httpAPI},
		{"Lambda, 100 ms at 128 MB a request", uploads / 100 * (lambdaRequest + 0.1*signGB*lambdaGBSecond)},
		{"logs", uploads / 100 * logBytes / 1e9 * logGB},
		{"S3 POST", uploads * s3Put},
	}},
	{"the same with a REST API", []item{
		{"REST API, 1 request a file", uploads * restAPI},
		{"Lambda, 3 ms at 128 MB a file", uploads * (lambdaRequest + signSeconds*signGB*lambdaGBSecond)},
		{"logs, 1.2 KB a file", uploads * logBytes / 1e9 * logGB},
		{"S3 POST", uploads * s3Put},
	}},
	{"a relay in Lambda, files of 1 MB", []item{
		{"HTTP API, 2 × 512 KB a file", uploads * 2 * httpAPI},
		{"Lambda, 200 ms at 256 MB a file", uploads * (lambdaRequest + relaySeconds*relayGB*lambdaGBSecond)},
		{"logs, 1.2 KB a file", uploads * logBytes / 1e9 * logGB},
		{"S3 PUT", uploads * s3Put},
	}},
	{"a relay on Fargate, files of 10 MB in a month", []item{
		{"load balancer, 1 GB a unit", serverHours*balancerHour + uploads*serverFile/1e9*balancerUnit},
		{"2 tasks of half a processor and 1 GB", serverTasks * serverHours * (0.5*fargateCPUHour + fargateGBHour)},
		{"logs, 1.2 KB a file", uploads * logBytes / 1e9 * logGB},
		{"S3 PUT", uploads * s3Put},
	}},
}

// cost calculates the price of a million uploads. Storage, which is the same
// for all, and free tiers are left out.
func cost(_ context.Context, b *bench) error {
	r := newRounds("a million uploads, by list prices", "USD")
	for _, bill := range bills {
		total := 0.0
		var items []string
		for _, item := range bill.items {
			total += item.price
			items = append(items, fmt.Sprintf("%s %.2f", item.what, item.price))
		}
		r.add(bill.name, total)
		b.table.Notes = append(b.table.Notes, fmt.Sprintf("Cost of %s: %s.", bill.name, strings.Join(items, ", ")))
	}
	b.table.add(r)
	b.table.Notes = append(b.table.Notes, "Prices: us-east-1, of the pages on pricing of API Gateway, Lambda, S3, CloudWatch, Elastic Load Balancing and Fargate, without free tiers; storage is the same for all.")
	return nil
}
