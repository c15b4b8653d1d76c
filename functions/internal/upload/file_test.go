package upload

import (
	"encoding/json"
	"errors"
	"maps"
	"strings"
	"testing"
	"time"
)

// An invalid member is a refusal that names it.
func TestFileFromJSON(t *testing.T) {
	const none = -1
	for _, test := range []struct {
		text     string
		size     int64
		metadata string // as "name=value", sorted; with an error: its code
	}{
		{`{"name":"a"}`, none, ""},
		{`{"name":"a","size":null,"metadata":null}`, none, ""},
		{`{"size":5}`, 5, ""},
		{`{"size":"5"}`, 5, ""},                            // some uploaders send only strings
		{`{"size":0}`, 0, ""},                              //
		{`{"size":-1}`, 0, "InvalidSize"},                  // negative
		{`{"size":9223372036854775807}`, 1<<63 - 1, ""},    //
		{`{"size":9223372036854775808}`, 0, "InvalidSize"}, // more than an int64
		{`{"size":5.5}`, 0, "InvalidSize"},                 // half a byte
		{`{"size":5.0}`, 5, ""},                            // the same number
		{`{"size":5e3}`, 5000, ""},                         //
		{`{"size":0.5E1}`, 5, ""},                          //
		{`{"size":-0.0}`, 0, ""},                           //
		{`{"size":9007199254740992.0}`, 1 << 53, ""},       //
		{`{"size":9007199254740994.0}`, 0, "InvalidSize"},  // beyond, a float is not exact
		{`{"size":5e-1}`, 0, "InvalidSize"},                // half a byte
		{`{"size":-5e3}`, 0, "InvalidSize"},                // negative
		{`{"size":1e999}`, 0, "InvalidSize"},               // more than an int64
		{`{"size":1e18}`, 0, "InvalidSize"},                // not exact
		{`{"size":"5e3"}`, 0, "InvalidSize"},               // a string has digits alone
		{`{"size":"5.5"}`, 0, "InvalidSize"},               //
		{`{"size":"5 MB"}`, 0, "InvalidSize"},              //
		{`{"size":""}`, 0, "InvalidSize"},                  //
		{`{"size":"0x5"}`, 0, "InvalidSize"},               //
		{`{"size":true}`, 0, "InvalidSize"},                //
		{`{"size":[5]}`, 0, "InvalidSize"},                 //
		{`{"size":{}}`, 0, "InvalidSize"},                  //
		{`{"metadata":{}}`, none, ""},                      //
		{`{"metadata":{"a":"b"}}`, none, "a=b"},            //
		{`{"metadata":{"stars":5,"mine":true,"hers":false}}`, none, "hers=false mine=true stars=5"},
		{`{"metadata":{"n":-0.5e9,"big":12345678901234567890}}`, none, "big=12345678901234567890 n=-0.5e9"}, // as written
		{`{"metadata":{"relativePath":null,"a":"b"}}`, none, "a=b"},                                         // as Uppy sends it
		{`{"metadata":{"a":"null"}}`, none, "a=null"},                                                       // a string
		{`{"metadata":{"a":"1","a":"2"}}`, none, "a=2"},                                                     // as JSON.parse has it
		{`{"metadata":{"a":"1","a":null}}`, none, ""},                                                       // likewise
		{`{"metadata":{"a":{"b":"c"}}}`, none, "InvalidMetadataValue"},
		{`{"metadata":{"a":["b"]}}`, none, "InvalidMetadataValue"},
		{`{"metadata":["a"]}`, none, "InvalidMetadata"},
		{`{"metadata":"a"}`, none, "InvalidMetadata"},
		{`{"metadata":5}`, none, "InvalidMetadata"},
		{`{"metadata":{"a":"` + strings.Repeat("x", 2036) + `"}}`, none, "a=" + strings.Repeat("x", 2036)}, // 2,048 with x-amz-meta-
		{`{"metadata":{"a":"` + strings.Repeat("x", 2037) + `"}}`, none, "MetadataTooLarge"},
		{`{"metadata":{"a":"` + strings.Repeat("x", 2048) + `"}}`, none, "MetadataTooLarge"},
		{`{"metadata":{"` + strings.Repeat("n", 2038) + `":""}}`, none, "MetadataTooLarge"}, // a name counts as a value does
		{`{"metadata":{"a":` + strings.Repeat("1", 5000) + `}}`, none, "MetadataTooLarge"},
		{`{"metadata":{"a":"1"` + strings.Repeat(`,"a":"1"`, 1000) + `}}`, none, "MetadataTooLarge"}, // not read to its end
	} {
		var f File
		err := json.Unmarshal([]byte(test.text), &f)
		if refusal := (*Refusal)(nil); errors.As(err, &refusal) {
			if refusal.Code != test.metadata {
				t.Errorf("%.60s: %v", test.text, err)
			}
			continue
		}
		size := int64(none)
		if f.Size != nil {
			size = int64(*f.Size)
		}
		want := map[string]string{}
		for _, pair := range strings.Fields(test.metadata) {
			name, value, _ := strings.Cut(pair, "=")
			want[name] = value
		}
		if err != nil || size != test.size || !maps.Equal(f.Metadata, want) {
			t.Errorf("%.60s: %d, %q, %v; want %d, %q", test.text, size, f.Metadata, err, test.size, test.metadata)
		}
	}
}

func TestRequired(t *testing.T) {
	const digest = "LPJNul+wowVyEKgvh5E4fKSWhWv3ZVyl4nDqLKQgZ1E="
	size := Size(5)
	for _, test := range []struct {
		size, sha256 bool // required
		file         File
		want         string // code
	}{
		{false, false, File{Name: "a.png"}, ""},
		{true, false, File{Name: "a.png"}, "SizeRequired"},
		{true, false, File{Name: "a.png", SHA256: digest}, "SizeRequired"}, // a digest is no size
		{true, false, File{Name: "a.png", Size: &size}, ""},
		{false, true, File{Name: "a.png"}, "Sha256Required"},
		{false, true, File{Name: "a.png", Size: &size}, "Sha256Required"},
		{false, true, File{Name: "a.png", SHA256: "x"}, "InvalidSHA256"},
		{false, true, File{Name: "a.png", SHA256: digest}, ""},
		{true, true, File{Name: "a.png", Size: &size}, "Sha256Required"},
		{true, true, File{Name: "a.png", Size: &size, SHA256: digest}, ""},
	} {
		value := map[bool]string{true: "true", false: "false"}
		r, err := readRulesWith(map[string]string{"REQUIRE_SIZE": value[test.size], "REQUIRE_SHA256": value[test.sha256]})
		if err != nil {
			t.Fatal(err)
		}
		_, err = r.Policy(test.file, "", time.Now())
		code := ""
		if refusal := (*Refusal)(nil); errors.As(err, &refusal) {
			code = refusal.Code
		}
		if code != test.want {
			t.Errorf("%+v: %v", test, err)
		}
	}
}

// A caller whose name would not fit into a form is refused here, not by S3.
func TestLongCaller(t *testing.T) {
	for caller, ok := range map[string]bool{
		strings.Repeat("s", 1024): true,
		strings.Repeat("ü", 300):  true,
		strings.Repeat("ü", 512):  false, // as stored, six bytes a letter
	} {
		if _, err := readMetadata(nil, caller); (err == nil) != ok {
			t.Errorf("%.20s, %d bytes: %v", caller, len(caller), err)
		}
	}
	for _, value := range []string{"\xff", "a\xc3", "\xed\xa0\xbd"} {
		if _, err := readMetadata(map[string]string{"a": value}, ""); err == nil {
			t.Errorf("%q is accepted", value)
		}
	}
}
