package upload

import "testing"

func TestReadInspections(t *testing.T) {
	of, err := ReadInspections([]byte(`{"a": {"inspect": {"maxPixels": 5, "unknown": "accept"}}, "b": {"maxBytes": 9}}`), "uploads/")
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]struct {
		profile string
		Inspection
	}{
		"uploads/a/019ab1b8-0000-7000-8000-000000000000/x.png": {"a", Inspection{MaxPixels: 5, Unknown: AcceptUnknown}},
		"uploads/a/ann/x.png":  {"a", Inspection{MaxPixels: 5, Unknown: AcceptUnknown}},
		"uploads/b/x.png":      {"b", Inspection{}}, // without limits of its own
		"uploads/ann/x.png":    {},                  // a caller's
		"uploads/ann/a/x.png":  {},
		"uploads/a":            {}, // a file
		"uploads/x.png":        {},
		"uploads-of-a/a/x.png": {},
		"elsewhere/a/x.png":    {},
		"uploads/":             {},
		"":                     {},
	} {
		if profile, i := of(key); profile != want.profile || i != want.Inspection {
			t.Errorf("%s is of %q, %+v; want %q, %+v", key, profile, i, want.profile, want.Inspection)
		}
	}
	if _, err := ReadInspections([]byte(`{"a": {"inspect": {"maxPixels": 0}}}`), "uploads/"); err == nil {
		t.Error("a limit of no pixels is accepted")
	}
}
