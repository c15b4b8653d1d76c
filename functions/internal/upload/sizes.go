package upload

import (
	"fmt"
	"math"
	"strings"
)

// CompareSizes returns a size and the limit that it exceeds or falls below,
// such as "11 MB" and "10.4 MB": in the decimal units of file managers, with
// three digits, or as many as make the two differ. The limit is rounded to the
// safe side, so that a file of exactly that size is accepted.
func CompareSizes(actual, limit int64) (string, string) {
	safe := down
	if actual < limit {
		safe = up
	}
	for digits := 3; ; digits++ {
		a, l := size(actual, digits, nearest), size(limit, digits, safe)
		if a != l || digits == maxDigits {
			return a, l
		}
	}
}

// maxDigits is the most that pow10 can represent.
const maxDigits = 18

type rounding int

const (
	down rounding = iota
	nearest
	up
)

var units = []string{"bytes", "kB", "MB", "GB", "TB"}

// size returns a number of bytes in words, rounded to so many digits.
func size(n int64, digits int, to rounding) string {
	n = min(n, math.MaxInt64-pow10(3*(len(units)-1))) // room for rounding up
	quantum := int64(1)
	for n/quantum >= pow10(digits) {
		quantum *= 10
	}
	// Do not divide bytes, nor round to less than one unit.
	i := unitOf(n)
	quantum = min(quantum, pow10(3*i))
	switch to {
	case up:
		n += quantum - 1
	case nearest:
		n += quantum / 2
	}
	n -= n % quantum
	i = unitOf(n) // 999,999 bytes have become 1 MB
	unit := pow10(3 * i)
	number := fmt.Sprint(n / unit)
	if rest := n % unit; rest > 0 {
		number += strings.TrimRight(fmt.Sprintf(".%0*d", 3*i, rest), "0")
	}
	if n == 1 {
		return "1 byte"
	}
	return number + " " + units[i]
}

// unitOf returns the largest unit that is not above n bytes.
func unitOf(n int64) int {
	i := 0
	for i < len(units)-1 && n >= pow10(3*(i+1)) {
		i++
	}
	return i
}

func pow10(exponent int) int64 {
	n := int64(1)
	for range exponent {
		n *= 10
	}
	return n
}
