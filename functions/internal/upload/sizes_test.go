package upload

import (
	"math"
	"testing"
)

func TestCompareSizes(t *testing.T) {
	for _, test := range []struct {
		actual, limit int64
		want          [2]string
	}{
		{11_000_000, 10_500_000, [2]string{"11 MB", "10.5 MB"}},
		{11_000_000, 10 << 20, [2]string{"11 MB", "10.4 MB"}},       // 10.5 MB would be refused
		{10<<20 + 1, 10 << 20, [2]string{"10.5 MB", "10.4 MB"}},     //
		{10_430_000, 10_420_000, [2]string{"10.43 MB", "10.42 MB"}}, // both 10.4 MB
		{1001, 1000, [2]string{"1.001 kB", "1 kB"}},
		{1000, 999, [2]string{"1 kB", "999 bytes"}},
		{999_999, 999_998, [2]string{"1 MB", "999 kB"}}, // nearest, and the safe side
		{999_999, 500_000, [2]string{"1 MB", "500 kB"}}, // and not 1000 kB
		{2, 1, [2]string{"2 bytes", "1 byte"}},
		{0, 1, [2]string{"0 bytes", "1 byte"}},
		{5, 1 << 20, [2]string{"5 bytes", "1.05 MB"}}, // a least size is rounded up
		{1_048_575, 1_048_576, [2]string{"1.048575 MB", "1.048576 MB"}},
		{99_999, 100_000, [2]string{"99.999 kB", "100 kB"}},
		{5<<30 + 1, 5 << 30, [2]string{"5.37 GB", "5.36 GB"}},
		{50_000_000_000_001, 50_000_000_000_000, [2]string{"50.000000000001 TB", "50 TB"}},
		{math.MaxInt64, 10 << 20, [2]string{"9223371 TB", "10.4 MB"}}, // no overflow
		{1_000_500, 999_000, [2]string{"1 MB", "999 kB"}},             // and not 1.001 MB
		{123_456, 100_000, [2]string{"123 kB", "100 kB"}},
	} {
		actual, limit := CompareSizes(test.actual, test.limit)
		if actual != test.want[0] || limit != test.want[1] {
			t.Errorf("%d and %d are %q and %q, want %q", test.actual, test.limit, actual, limit, test.want)
		}
	}
}
