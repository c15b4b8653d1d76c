package main

import (
	"io"
	"testing"
)

// Each refusal has the details that a program needs for a message of its own.
func TestDetails(t *testing.T) {
	for name, want := range map[string]string{
		"create-too-large":        `{"actual":53687091200001,"limit":53687091200000}`,
		"create-checksum-unknown": `{"accepted":["CRC64NVME","SHA256"],"name":"MD5"}`,
		"create-filename-missing": `{}`,
		"sign-part-zero":          `{"limit":10000,"value":"0"}`,
		"sign-part-beyond-size":   `{"actual":3,"limit":2,"partSize":5242880,"size":5242885}`,
		"sign-size-invalid":       `{"value":"5MB"}`,
		"sign-checksum-invalid":   `{"bytes":8,"name":"crc64nvme"}`,
		"batch-too-many":          `{"limit":100}`,
		"complete-part-missing":   `{"part":2}`,
		"complete-part-changed":   `{"part":2}`,
		"key-repeated":            `{"name":"key"}`,
		"key-not-allowed":         `{}`,
		"method-not-allowed":      `{"allow":["DELETE","GET"]}`,
	} {
		_, body := testFunction(t, io.Discard, nil, goodAnswers).answer(t, readEvent(t, name))
		if got := string(body.Details); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}
