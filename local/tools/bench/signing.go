package main

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// signers are the benchmarks of functions/internal/postpolicy/peers.
var signers = []struct{ benchmark, name string }{
	{"Slipway", slipway},
	{"SlipwayFile", "Slipway, with its rules, type and key"},
	{"Floor", "the minimum: base64, HMAC-SHA256 and hex"},
	{"FloorKept", "the minimum, with a ready key and reused memory"},
	{"SDK", "aws-sdk-go-v2, PresignPostObject"},
	{"Minio", "minio-go, PostPolicy"},
}

const signingRounds = 15

// signing measures the time to sign one form.
func signing(ctx context.Context, b *bench) error {
	program := filepath.Join(b.folder, "signing.test")
	folder := filepath.Join(b.root, "functions/internal/postpolicy/peers")
	if err := finish(exec.CommandContext(ctx, "go", "test", "-C", folder, "-c", "-o", program, ".")); err != nil {
		return err
	}
	times, allocations := newRounds("signing one form", "µs"), newRounds("allocations of one form", "")
	for range signingRounds {
		for _, signer := range signers {
			nanoseconds, allocated, err := benchmark(ctx, program, "^Benchmark"+signer.benchmark+"$")
			if err != nil {
				return err
			}
			times.add(signer.name, nanoseconds/1000)
			allocations.add(signer.name, allocated)
		}
	}
	b.table.add(times, atMost(2, signers[2].name), faster(12, signers[4].name))
	b.table.add(allocations, absolute(4, "allocations"))
	return nil
}

// benchmark runs one benchmark of a test program and returns nanoseconds and
// allocations an operation.
func benchmark(ctx context.Context, program, pattern string) (nanoseconds, allocations float64, err error) {
	output, err := exec.CommandContext(ctx, program,
		"-test.run", "^$", "-test.bench", pattern, "-test.benchtime", "100ms").Output()
	if err != nil {
		return 0, 0, fmt.Errorf("%s: %w: %s", pattern, err, output)
	}
	for line := range strings.Lines(string(output)) {
		// The name, the iterations, and then pairs of a value and its unit.
		words := strings.Fields(line)
		for i := 3; i < len(words); i += 2 {
			value, _ := strconv.ParseFloat(words[i-1], 64)
			switch words[i] {
			case "ns/op":
				nanoseconds = value
			case "allocs/op":
				allocations = value
			}
		}
	}
	if nanoseconds == 0 {
		return 0, 0, fmt.Errorf("%s measured nothing: %s", pattern, output)
	}
	return nanoseconds, allocations, nil
}
