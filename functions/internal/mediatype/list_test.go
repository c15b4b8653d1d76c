package mediatype

import (
	"strings"
	"testing"
)

func TestList(t *testing.T) {
	list, err := ParseList("image/png, Audio/* ,application/pdf")
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(list, ", "); got != "image/png, audio/*, application/pdf" {
		t.Errorf("list is %q", got)
	}
	for _, test := range []struct {
		t    string
		want bool
	}{
		{"image/png", true},
		{"image/png; a=b", true},
		{"audio/mpeg", true},
		{"audio/mpeg; rate=1", true},
		{"application/pdf", true},
		{"image/pngx", false},
		{"image/svg+xml", false},
		{"audiox/mpeg", false},
	} {
		if got := list.Allows(test.t); got != test.want {
			t.Errorf("%q allowed: %v, want %v", test.t, got, test.want)
		}
	}
	for _, bad := range []string{"", "image/png,", "*/*", "*", "image", "image/p*"} {
		if list, err := ParseList(bad); err == nil {
			t.Errorf("%q is accepted as %q", bad, list)
		}
	}
}

// A list may have other names of types than browsers use.
func TestListHasUsualForms(t *testing.T) {
	for _, test := range [][2]string{
		{"image/jpg", "image/jpeg"},
		{"IMAGE/PJPEG,image/jpeg", "image/jpeg"},
		{"application/zip,application/x-zip-compressed", "application/zip"},
		{"application/x-zip-compressed", "application/zip"},
		{"audio/mp3,audio/wave", "audio/mpeg, audio/wav"},
		{"video/x-msvideo", "video/avi"},
		{"image/vnd.microsoft.icon", "image/x-icon"},
		{"application/javascript", "text/javascript"},
		{"application/xml,text/xml", "text/xml"},
		{"text/x-vcard", "text/vcard"},
		{"binary/octet-stream", "application/octet-stream"},
		{"image/*,image/svg+xml", "image/*, image/svg+xml"},
		{"application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text"},
	} {
		if list, err := ParseList(test[0]); err != nil || strings.Join(list, ", ") != test[1] {
			t.Errorf("%q becomes %q (%v), want %q", test[0], list, err, test[1])
		}
	}
}

// XML can carry script, which is unexpected in pictures.
func TestWildcardsLeaveOutXML(t *testing.T) {
	for _, test := range []struct {
		list, t string
		want    bool
	}{
		{"image/*", "image/png", true},
		{"image/*", "image/svg+xml", false},
		{"image/*", "image/svg+xml; charset=utf-8", false},
		{"image/*", "image/anything+xml", false},
		{"audio/*", "audio/x+xml", false},
		{"video/*", "video/x+xml", false},
		{"model/*", "model/x3d+xml", false},
		{"model/*", "model/gltf+json", true},
		{"image/*,image/svg+xml", "image/svg+xml", true},
		{"image/svg+xml,image/*", "image/svg+xml", true},
		{"image/svg+xml", "image/svg+xml", true},
		{"image/svg+xml", "image/png", false},
		{"image/*,image/svg+xml", "image/other+xml", false},
		{"image/*", "image/svg+xmlx", true}, // no XML
		{"application/*", "application/atom+xml", true},
		{"text/*", "text/html", true},
	} {
		list, err := ParseList(test.list)
		if err != nil {
			t.Fatal(err)
		}
		if got := list.Allows(test.t); got != test.want {
			t.Errorf("%s allows %q: %v, want %v", test.list, test.t, got, test.want)
		}
	}
}
