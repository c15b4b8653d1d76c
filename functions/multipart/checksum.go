package main

import (
	"encoding/base64"

	"slipway/functions/internal/api"
)

// checksums are those of a part or a file, in base64 and with S3's names. Nil
// means none.
type checksums struct {
	SHA256    *string `json:"ChecksumSHA256,omitempty"`
	CRC64NVME *string `json:"ChecksumCRC64NVME,omitempty"`
}

// headers returns the request headers that carry the checksums to S3.
func (c checksums) headers() map[string]string {
	headers := map[string]string{}
	if c.SHA256 != nil {
		headers["x-amz-checksum-sha256"] = *c.SHA256
	}
	if c.CRC64NVME != nil {
		headers["x-amz-checksum-crc64nvme"] = *c.CRC64NVME
	}
	return headers
}

// checksum returns the checksum of this many bytes in the parameter name, or nil
// if there is none.
func checksum(t target, name string, bytes int) (*string, error) {
	value, ok := t.query[name]
	if !ok {
		return nil, nil
	}
	if !isDigest(value, bytes) {
		return nil, api.BadRequest("InvalidChecksum", api.Details{"name": name, "bytes": bytes},
			"The %s must be %d bytes in base64 (in a query, send \"+\" as %%2B).", name, bytes)
	}
	return &value, nil
}

// isDigest reports whether s is the base64 encoding of this many bytes.
func isDigest(s string, bytes int) bool {
	raw, err := base64.StdEncoding.Strict().DecodeString(s)
	return err == nil && len(raw) == bytes && len(s) == base64.StdEncoding.EncodedLen(bytes) // the decoder skips line ends
}
