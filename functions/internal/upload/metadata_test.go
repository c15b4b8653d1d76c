package upload

import (
	"net/url"
	"strings"
	"testing"
)

func TestMetadata(t *testing.T) {
	for _, test := range []struct {
		name, value string
		want        string // as "name=value"; empty: refused
	}{
		{"album", "summer", "x-amz-meta-album=summer"},
		{"relativePath", "null", "x-amz-meta-relativepath=null"},
		{"a.b_c-1", "~!@#^&*()\"\\", "x-amz-meta-a.b_c-1=~!@#^&*()\"\\"},
		{"empty", "", "x-amz-meta-empty="},
		{"place", "Zürich", "x-amz-meta-place=Z%C3%BCrich"},
		{"place", "東 京", "x-amz-meta-place=%E6%9D%B1%20%E4%BA%AC"},
		{"sure", "100%", "x-amz-meta-sure=100%25"},                 // else it could not be told from an encoded value
		{"price", "$5", "x-amz-meta-price=%245"},                   // a policy's variable
		{"space", " a ", "x-amz-meta-space=%20a%20"},               // a header would lose them
		{"lines", "a\r\nX: b", "x-amz-meta-lines=a%0D%0AX%3A%20b"}, // another header
		{"Caller", "ann", ""},                                      // would be believed
		{"", "a", ""},                                              //
		{"länge", "a", ""},                                         // a header's name is ASCII
		{"a b", "a", ""},                                           //
		{"a:b", "a", ""},                                           //
		{"a\n", "a", ""},                                           //
		{"big", strings.Repeat("x", maxMetadataBytes), ""},         // S3 takes 2 KB
		{"big", strings.Repeat("ü", maxMetadataBytes/6), ""},       // as encoded, it counts six bytes a letter
		{strings.Repeat("n", maxMetadataBytes-len("x-amz-meta-")), "", "x-amz-meta-" + strings.Repeat("n", maxMetadataBytes-11) + "="},
	} {
		fields, err := appendMetadata(nil, map[string]string{test.name: test.value}, "")
		got := ""
		if err == nil {
			got = fields[0].Name + "=" + fields[0].Value
		}
		if got != test.want {
			t.Errorf("%.40q=%.40q becomes %.60q (%v), want %.60q", test.name, test.value, got, err, test.want)
		}
	}
	if _, err := appendMetadata(nil, map[string]string{"a": "1", "A": "2"}, ""); err == nil {
		t.Error("two names that S3 takes for one are accepted")
	}
}

func FuzzMetadataValue(f *testing.F) {
	for _, s := range []string{"", "plain", "100%", "%41", " a", "ü", "\xff", "$", "\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, value string) {
		encoded := encodeMetadata(value)
		for i := range len(encoded) {
			if encoded[i] < ' ' || encoded[i] > '~' || encoded[i] == '$' {
				t.Fatalf("%q becomes %q", value, encoded)
			}
		}
		if back, err := url.PathUnescape(encoded); err != nil || back != value {
			t.Fatalf("%q becomes %q becomes %q (%v)", value, encoded, back, err)
		}
	})
}
