package upload

import (
	"maps"
	"net/url"
	"strings"
	"testing"
)

func TestMetadata(t *testing.T) {
	for _, test := range []struct {
		name, value string
		want        string // as "name=value"; empty: refused
	}{
		{"album", "summer", "album=summer"},
		{"relativePath", "null", "relativepath=null"},
		{"a.b_c-1", "~!@#^&*()\"\\", "a.b_c-1=~!@#^&*()\"\\"},
		{"empty", "", "empty="},
		{"z09", "a b", "z09=a b"}, // the last letter, the first and last digit; a space within
		{"place", "Zürich", "place=Z%C3%BCrich"},
		{"place", "東 京", "place=%E6%9D%B1%20%E4%BA%AC"},
		{"sure", "100%", "sure=100%25"},                                       // otherwise it could be an encoded value
		{"price", "$5", "price=%245"},                                         // a policy's variable
		{"space", " a ", "space=%20a%20"},                                     // a header would lose them
		{"lines", "a\r\nX: b", "lines=a%0D%0AX%3A%20b"},                       // another header
		{"Caller", "ann", ""},                                                 // reserved
		{"", "a", ""},                                                         //
		{"länge", "a", ""},                                                    // a header's name is ASCII
		{"a b", "a", ""},                                                      //
		{"a:b", "a", ""},                                                      //
		{"a\n", "a", ""},                                                      //
		{"big", strings.Repeat("x", maxMetadataBytes), ""},                    // S3 accepts 2 KB
		{"big", strings.Repeat("ü", maxMetadataBytes/6), ""},                  // as encoded, it counts six bytes a letter
		{strings.Repeat("n", maxMetadataBytes-len(metadataPrefix)+1), "", ""}, // a name counts as a value does
		{strings.Repeat("n", maxMetadataBytes-len(metadataPrefix)), "", strings.Repeat("n", maxMetadataBytes-len(metadataPrefix)) + "="},
	} {
		metadata, err := readMetadata(map[string]string{test.name: test.value}, "")
		got := ""
		if err == nil {
			got = metadata[0].Name + "=" + metadata[0].Value
		}
		if got != test.want {
			t.Errorf("%.40q=%.40q becomes %.60q (%v), want %.60q", test.name, test.value, got, err, test.want)
		}
	}
	if _, err := readMetadata(map[string]string{"a": "1", "A": "2"}, ""); err == nil {
		t.Error("two names that differ only in case are accepted")
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

// Decoding returns the caller and the metadata that were encoded.
func TestDecodeMetadata(t *testing.T) {
	said := map[string]string{"title": "Zürich 100 % $x", "plain": "a+b", "spaces": " a ", "empty": ""}
	metadata, err := readMetadata(said, "auth0|änn")
	if err != nil {
		t.Fatal(err)
	}
	stored := map[string]string{}
	for _, m := range metadata {
		stored[m.Name] = m.Value
	}
	if caller, got := DecodeMetadata(stored); caller != "auth0|änn" || !maps.Equal(got, said) {
		t.Errorf("%q, %q", caller, got)
	}
	// Values that were not encoded here are unchanged.
	caller, got := DecodeMetadata(map[string]string{"Title": "100%", "bytes": "%ff"})
	if caller != "" || !maps.Equal(got, map[string]string{"title": "100%", "bytes": "%ff"}) {
		t.Errorf("%q, %q", caller, got)
	}
}
