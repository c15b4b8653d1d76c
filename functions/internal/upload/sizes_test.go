package upload

import (
	"encoding/json"
	"math"
	"os"
	"testing"
)

// The client passes the same table: web/test/units.test.js.
func TestCompareSizes(t *testing.T) {
	type row struct {
		Size, Limit int64
		Says        [2]string
	}
	table, err := os.ReadFile("testdata/sizes.json")
	if err != nil {
		t.Fatal(err)
	}
	var rows []row
	if err := json.Unmarshal(table, &rows); err != nil || len(rows) < 20 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	// Beyond JavaScript's safe integers.
	rows = append(rows, row{math.MaxInt64, 10 << 20, [2]string{"9223372.1 TB", "10.4 MB"}})
	for _, test := range rows {
		size, limit := CompareSizes(test.Size, test.Limit)
		if size != test.Says[0] || limit != test.Says[1] {
			t.Errorf("%d and %d are %q and %q, want %q", test.Size, test.Limit, size, limit, test.Says)
		}
	}
}
