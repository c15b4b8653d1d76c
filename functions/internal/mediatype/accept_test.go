package mediatype

import (
	"slices"
	"strings"
	"testing"
)

func TestAccept(t *testing.T) {
	for _, test := range []struct {
		list      string
		have, not []string
	}{
		{"image/png", []string{"image/png", ".png", "image/x-png"}, []string{".jpg", "image/*", "image/jpeg"}},
		{"image/jpeg", []string{"image/jpeg", "image/jpg", "image/pjpeg", ".jpg", ".jpeg", ".jpe"}, []string{".png"}},
		{"image/*", []string{"image/*", ".png", ".heic", ".webp", "image/jpg"}, []string{".svg", "image/svg+xml", ".mp4"}}, // SVG must be listed by itself
		{"image/svg+xml", []string{"image/svg+xml", ".svg", ".svgz"}, []string{".png"}},
		{"application/zip", []string{".zip", "application/x-zip-compressed"}, []string{".docx"}},
		{"text/csv,application/pdf", []string{"text/csv", "application/pdf", ".csv", ".pdf"}, []string{".txt", ".xls"}},
		{"video/*", []string{".mp4", ".mov", ".webm"}, []string{".mp3"}},
		{"application/x-of-our-own", []string{"application/x-of-our-own"}, []string{".bin"}}, // it has no extension
	} {
		list, err := ParseList(test.list)
		if err != nil {
			t.Fatal(err)
		}
		got := strings.Split(list.Accept(), ",")
		for _, entry := range test.have {
			if !slices.Contains(got, entry) {
				t.Errorf("%s: no %s in %s", test.list, entry, got)
			}
		}
		for _, entry := range test.not {
			if slices.Contains(got, entry) {
				t.Errorf("%s: %s is in %s", test.list, entry, got)
			}
		}
	}
}

// The lists have the entries of the tables, in the form that browsers compare.
func TestAcceptKnowsAllOfTheTables(t *testing.T) {
	for extension := range strings.SplitSeq(extensions, " ") {
		if byExtension(extension) == "" || strings.ContainsAny(extension, "., ") || strings.ToLower(extension) != extension {
			t.Errorf("extension %q", extension)
		}
	}
	for alias := range strings.SplitSeq(aliases, " ") {
		if usual(alias) == alias || checkName(alias) != nil {
			t.Errorf("alias %q", alias)
		}
	}
}
