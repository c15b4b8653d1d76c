package upload

import "strconv"

// CompareSizes returns a size and the limit that it exceeds or falls below,
// such as "11 MB" and "10.4 MB": in the decimal units of file managers, with
// one decimal at most. The smaller is rounded down and the larger up, so that
// the two never read alike, and a file as large as the limit reads is accepted.
func CompareSizes(actual, limit int64) (string, string) {
	return inWords(actual, actual > limit), inWords(limit, limit > actual)
}

// inWords returns a number of bytes in words, rounded up or down.
func inWords(n int64, up bool) string {
	if n == 1 {
		return "1 byte"
	}
	if n < 1000 {
		return strconv.FormatInt(n, 10) + " bytes"
	}
	tenths := func(unit int64) int64 {
		tenth := unit / 10
		if up && n%tenth > 0 {
			return n/tenth + 1
		}
		return n / tenth
	}
	unit, power := int64(1000), 0
	for tenths(unit) > 9999 && power < 3 {
		unit *= 1000
		power++
	}
	count := tenths(unit)
	words := strconv.FormatInt(count/10, 10)
	if rest := count % 10; rest > 0 {
		words += "." + strconv.FormatInt(rest, 10)
	}
	return words + " " + "kMGT"[power:power+1] + "B"
}
