package api

import (
	"maps"
	"net/url"
	"strings"
	"testing"
)

func isLetter(name string) bool { return len(name) == 1 }

func TestQuery(t *testing.T) {
	for _, test := range []struct {
		query string
		want  map[string]string // nil: refused
	}{
		{"", map[string]string{}},
		{"&&a=1&", map[string]string{"a": "1"}},
		{"a", map[string]string{"a": ""}},
		{"a=", map[string]string{"a": ""}},
		{"a=b=c", map[string]string{"a": "b=c"}},
		{"a=1,2", map[string]string{"a": "1,2"}},     // one value, not two
		{"a=x+y%2B", map[string]string{"a": "x y+"}}, //
		{"%61=%C3%BC", map[string]string{"a": "ü"}},  //
		{"a=Smith;%20Jones.pdf", map[string]string{"a": "Smith; Jones.pdf"}},
		{"a=1;b=2", map[string]string{"a": "1;b=2"}},         // ";" separates nothing
		{"a=100%", map[string]string{"a": "100%"}},           // no escape
		{"a=100%.png", map[string]string{"a": "100%.png"}},   // no escape
		{"a=%zz%4", map[string]string{"a": "%zz%4"}},         // no escape
		{"a=%%41", map[string]string{"a": "%A"}},             //
		{"a=%2541", map[string]string{"a": "%41"}},           // decoded once
		{"a=%+1%-1", map[string]string{"a": "% 1%-1"}},       // a sign is no digit
		{"a=%FF", map[string]string{"a": "\xff"}},            // validated later
		{"a=%00", map[string]string{"a": "\x00"}},            // validated later
		{"other=1&other=2&a=1", map[string]string{"a": "1"}}, // not known here
		{"oth%FFer=1&a=1", map[string]string{"a": "1"}},      // not known here
		{"a=1&a=2", nil},   // ambiguous
		{"a=1&%61=1", nil}, // the same name in another form
		{"a=&a=", nil},     //
		{"a=" + strings.Repeat("x", maxQueryBytes-2), map[string]string{"a": strings.Repeat("x", maxQueryBytes-2)}},
		{"a=" + strings.Repeat("x", maxQueryBytes-1), nil}, // too long
	} {
		got, err := Request{RawQueryString: test.query}.Query(isLetter)
		if (err != nil) != (test.want == nil) || !maps.Equal(got, test.want) {
			t.Errorf("%.60s is %.60q, %v; want %.60q", test.query, got, err, test.want)
		}
	}
}

// A query that the standard library accepts has the same meaning here.
func FuzzQuery(f *testing.F) {
	for _, query := range []string{"a=1&b=2", "a=%41+%2B", "a=%zz;b", "&=&a", "a=1&a=2", "metadata[x]=1"} {
		f.Add(query)
	}
	f.Fuzz(func(t *testing.T, query string) {
		got, err := Request{RawQueryString: query}.Query(func(name string) bool { return name != "" })
		want, stdErr := url.ParseQuery(query)
		if stdErr != nil || len(query) > maxQueryBytes {
			return
		}
		delete(want, "")
		repeated := false
		for _, values := range want {
			repeated = repeated || len(values) > 1
		}
		if repeated {
			return
		}
		if err != nil || len(got) != len(want) {
			t.Fatalf("%q is %q (%v), want %q", query, got, err, want)
		}
		for name := range want {
			if got[name] != want.Get(name) {
				t.Fatalf("%q: %q is %q, want %q", query, name, got[name], want.Get(name))
			}
		}
	})
}
