//go:build !linux

package lambda

import (
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// memoryInterval is how often the memory of a function is checked. A check starts
// ps; it can miss a shorter peak.
const memoryInterval = 200 * time.Millisecond

// memoryUsed returns the current memory of a process, in bytes. It is unknown
// after the end of the process.
func memoryUsed(pid int) (used int64, ok bool) {
	output, err := exec.Command("ps", "-o", "rss=", "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		return 0, false
	}
	kilobytes, err := strconv.ParseInt(strings.TrimSpace(string(output)), 10, 64)
	return kilobytes << 10, err == nil
}
