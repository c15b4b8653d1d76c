package main

import (
	"net/url"
	"strconv"
	"strings"

	"slipway/functions/internal/upload"
)

// maxQueryBytes is generous for a name of 255 bytes and 2 KB of metadata,
// percent-encoded. API Gateway itself takes about 10 KB with all headers.
const maxQueryBytes = 8192

// parseFile reads what a query says of the file. It takes the raw query
// string, since an HTTP API joins repeated parameters with commas in its map
// of them. Parameters it does not know are left alone: uploaders add their
// own.
func parseFile(rawQuery string) (upload.File, error) {
	if len(rawQuery) > maxQueryBytes {
		return upload.File{}, invalid("QueryTooLong", "The query string has "+strconv.Itoa(len(rawQuery))+" bytes; at most "+strconv.Itoa(maxQueryBytes)+" are accepted. Send less metadata.")
	}
	query, err := url.ParseQuery(rawQuery)
	if err != nil {
		return upload.File{}, invalid("InvalidQuery", "The query string cannot be read: percent-encode the values (encodeURIComponent, URLSearchParams).")
	}
	file := upload.File{Name: query.Get("filename"), Type: query.Get("type"), SHA256: query.Get("sha256")}
	for name, values := range query {
		metadata, isMetadata := metadataName(name)
		known := isMetadata || name == "filename" || name == "type" || name == "size" || name == "sha256"
		if known && len(values) > 1 {
			return upload.File{}, invalid("RepeatedParameter", "The parameter "+strconv.Quote(name)+" is there more than once. Ask for one file at a time.")
		}
		if isMetadata {
			if file.Metadata == nil {
				file.Metadata = map[string]string{}
			}
			file.Metadata[metadata] = values[0]
		}
	}
	if query.Has("size") {
		size, err := strconv.ParseInt(query.Get("size"), 10, 64)
		if err != nil {
			return upload.File{}, invalid("InvalidSize", "The size must be a whole number of bytes.")
		}
		file.Size = &size
	}
	return file, nil
}

// metadataName returns the name in "metadata[name]".
func metadataName(parameter string) (string, bool) {
	name, ok := strings.CutPrefix(parameter, "metadata[")
	if !ok {
		return "", false
	}
	return strings.CutSuffix(name, "]")
}

func invalid(code, message string) error {
	return &upload.Refusal{Reason: upload.Invalid, Code: code, Message: message}
}
