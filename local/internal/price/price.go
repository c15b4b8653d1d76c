// Package price has the list prices of November 2026 in us-east-1, in US dollars,
// of the first tier and without free tiers.
package price

const (
	// https://aws.amazon.com/api-gateway/pricing/
	HTTPRequest = 1.00 / 1e6 // or each 512 KB of it
	RESTRequest = 3.50 / 1e6

	// https://aws.amazon.com/lambda/pricing/
	LambdaRequest  = 0.20 / 1e6
	LambdaGBSecond = 0.0000133334 // arm64, by the millisecond

	// https://aws.amazon.com/s3/pricing/: uploads have no price by size.
	S3Put           = 5.00 / 1e6 // a PUT, POST or part of any size
	S3Get           = 0.40 / 1e6
	S3GBMonth       = 0.023 // STANDARD, first 50 TB
	S3TagMonth      = 0.0065 / 1e4
	S3AcceleratedGB = 0.04 // by an edge location in the US, Europe or Japan
	OutGB           = 0.09

	// https://aws.amazon.com/eventbridge/pricing/
	CustomEvent = 1.00 / 1e6

	// https://aws.amazon.com/cloudwatch/pricing/
	LogGB        = 0.50
	AlarmMetric  = 0.10 // a month
	CustomMetric = 0.30 // a month

	// https://aws.amazon.com/elasticloadbalancing/pricing/, Application Load
	// Balancer. A unit processes 1 GB an hour.
	BalancerHour = 0.0225
	BalancerUnit = 0.008

	// https://aws.amazon.com/fargate/pricing/, arm64
	FargateCPUHour = 0.03238
	FargateGBHour  = 0.00356
)
