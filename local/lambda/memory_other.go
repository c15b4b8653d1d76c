//go:build !linux

package lambda

import (
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// memoryInterval is how often a function's memory is looked at, which starts a
// program here. What is used for a shorter time may be missed.
const memoryInterval = 200 * time.Millisecond

// memoryUsed returns the memory that a process has now, in bytes. It is not
// known of a process that has ended.
func memoryUsed(pid int) (used int64, ok bool) {
	output, err := exec.Command("ps", "-o", "rss=", "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		return 0, false
	}
	kilobytes, err := strconv.ParseInt(strings.TrimSpace(string(output)), 10, 64)
	return kilobytes << 10, err == nil
}
