package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// callersArgument runs callers instead of the measures.
const callersArgument = "callers"

const loadTime = 3 * time.Second

// callers sends requests to the stack for load, by 1 to 64 callers at once, and
// prints the results as JSON.
func callers(ctx context.Context) error {
	url := os.Getenv("SLIPWAY_URL") + "/getS3UploadCredentials?filename=holiday.png&size=12345"
	var results []loadResult
	for count := 1; count <= 64; count *= 4 {
		// A first round starts the environments and is not measured.
		if _, err := call(ctx, url, count, loadTime/3); err != nil {
			return err
		}
		result, err := call(ctx, url, count, loadTime)
		if err != nil {
			return err
		}
		results = append(results, result)
	}
	return json.NewEncoder(os.Stdout).Encode(results)
}

// call measures requests by count callers at once.
func call(ctx context.Context, url string, count int, during time.Duration) (loadResult, error) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: count}}
	defer client.CloseIdleConnections()
	before, err := processorTimes()
	if err != nil {
		return loadResult{}, err
	}
	begun := time.Now()
	times := make([][]float64, count)
	failures := make([]int, count)
	var all sync.WaitGroup
	for i := range count {
		all.Go(func() {
			for time.Since(begun) < during && ctx.Err() == nil {
				asked := time.Now()
				if err := ask(ctx, client, url); err != nil {
					failures[i]++
					continue
				}
				times[i] = append(times[i], milliseconds(time.Since(asked)))
			}
		})
	}
	all.Wait()
	took := time.Since(begun).Seconds()
	after, err := processorTimes()
	if err != nil {
		return loadResult{}, err
	}
	joined := slices.Sorted(slices.Values(slices.Concat(times...)))
	result := loadResult{
		Callers: count, PerSecond: float64(len(joined)) / took,
		P50: quantile(joined, 0.5), P99: quantile(joined, 0.99),
	}
	for _, n := range failures {
		result.Errors += n
	}
	perRequest := func(d time.Duration) float64 { return float64(d.Microseconds()) / float64(max(1, len(joined))) }
	result.CallerCPU = perRequest(after.callers - before.callers)
	result.GatewayCPU = perRequest(after.gateway - before.gateway)
	result.FunctionCPU = perRequest(after.functions - before.functions)
	return result, nil
}

func ask(ctx context.Context, client *http.Client, url string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", response.StatusCode)
	}
	return nil
}

// usage is the processor time of each part.
type usage struct{ callers, gateway, functions time.Duration }

// processorTimes returns the processor time of this process, of its parent, which
// runs the stack, and of the parent's other children, the functions.
func processorTimes() (usage, error) {
	var u usage
	files, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil || len(files) == 0 {
		return u, fmt.Errorf("the processor time of other processes can be read only on Linux: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // it has ended
		}
		pid, parent, used := parseStat(string(text))
		switch {
		case pid == os.Getpid():
			u.callers += used
		case pid == os.Getppid():
			u.gateway += used
		case parent == os.Getppid():
			u.functions += used
		}
	}
	return u, nil
}

// parseStat parses /proc/PID/stat, see proc(5). A clock tick is 10 ms.
func parseStat(text string) (pid, parent int, used time.Duration) {
	end := strings.LastIndexByte(text, ')') // of the name, which may contain spaces
	fields := strings.Fields(text[end+1:])
	if end < 0 || len(fields) < 13 {
		return 0, 0, 0
	}
	pid, _ = strconv.Atoi(strings.Fields(text)[0])
	parent, _ = strconv.Atoi(fields[1])
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return pid, parent, time.Duration(user+system) * 10 * time.Millisecond
}
