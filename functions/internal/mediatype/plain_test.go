package mediatype

import "testing"

func TestListInWords(t *testing.T) {
	for _, test := range [][2]string{
		{"image/jpeg", "JPEG"},
		{"image/jpeg,image/png", "JPEG or PNG"},
		{"image/jpg,image/png,application/pdf", "JPEG, PNG or PDF"},
		{"image/heic,image/heif,image/png", "HEIC or PNG"}, // one name of two
		{"application/msword,application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word"},
		{"image/*", "any image (but SVG)"},
		{"image/*,image/svg+xml", "any image or SVG"}, // no other XML, though
		{"audio/*,video/*", "any audio or any video"},
		{"application/x-unheard-of,text/csv", "application/x-unheard-of or CSV"},
		{"model/*", "model/*"},
		{"application/octet-stream", "files of unknown type"},
		{"application/pdf,application/octet-stream", "PDF or files of unknown type"},
	} {
		list, err := ParseList(test[0])
		if err != nil {
			t.Fatal(err)
		}
		if got := list.String(); got != test[1] {
			t.Errorf("%s is %q, want %q", test[0], got, test[1])
		}
	}
	if got := List(nil).String(); got != "" {
		t.Errorf("no types are %q", got)
	}
}

// Every type with an everyday name can be the type of a file, and is in its
// usual form.
func TestPlainNamesAreOfUsualForms(t *testing.T) {
	for name := range plain {
		if list, err := ParseList(name); err != nil || list[0] != name {
			t.Errorf("%s is never asked for: its usual form is %v (%v)", name, list, err)
		}
	}
}
