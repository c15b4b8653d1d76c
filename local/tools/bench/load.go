package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
)

// A loadResult is the result for a number of callers.
type loadResult struct {
	Callers     int     `json:"callers"`
	Errors      int     `json:"errors"`
	PerSecond   float64 `json:"perSecond"`
	P50         float64 `json:"p50"` // milliseconds, as P99
	P99         float64 `json:"p99"`
	CallerCPU   float64 `json:"callerCPU"` // microseconds a request, as the next two
	GatewayCPU  float64 `json:"gatewayCPU"`
	FunctionCPU float64 `json:"functionCPU"`
}

// load measures requests to the credentials function through the local stack. The
// callers are a process of their own, so that its processor time is known.
func load(ctx context.Context, b *bench) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	output, err := b.stack(ctx, nil, []string{self, callersArgument})
	if err != nil {
		return err
	}
	var results []loadResult
	if err := json.Unmarshal(output, &results); err != nil {
		return fmt.Errorf("the callers printed %.200q: %w", output, err)
	}
	perSecond := newRounds("load: forms a second through the local stack", "")
	p50, p99 := newRounds("load: p50", "ms"), newRounds("load: p99", "ms")
	errors := newRounds("load: errors", "")
	for _, result := range results {
		name := fmt.Sprintf("%d at once", result.Callers)
		perSecond.add(name, result.PerSecond)
		p50.add(name, result.P50)
		p99.add(name, result.P99)
		errors.add("all", float64(result.Errors))
		b.table.Notes = append(b.table.Notes, fmt.Sprintf(
			"Load, %s: processor time of one request is %.0f µs of the caller, "+
				"%.0f µs of the local gateway, %.0f µs of the function.",
			name, result.CallerCPU, result.GatewayCPU, result.FunctionCPU))
	}
	for _, r := range []*rounds{perSecond, p50, p99, errors} {
		b.table.add(r)
	}
	return nil
}
