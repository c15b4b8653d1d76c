package main

import (
	"strconv"
	"strings"

	"slipway/functions/internal/api"
	"slipway/functions/internal/upload"
)

// parseFile reads what a query says of the file.
func parseFile(request api.Request) (upload.File, error) {
	query, err := request.Query(func(name string) bool {
		_, isMetadata := metadataName(name)
		return isMetadata || name == "filename" || name == "type" || name == "size" || name == "sha256"
	})
	if err != nil {
		return upload.File{}, err
	}
	file := upload.File{Name: query["filename"], Type: query["type"], SHA256: query["sha256"], Metadata: map[string]string{}}
	for name, value := range query {
		if metadata, ok := metadataName(name); ok {
			file.Metadata[metadata] = value
		}
	}
	if value, ok := query["size"]; ok {
		size, err := strconv.ParseInt(value, 10, 64)
		if err != nil {
			return upload.File{}, api.BadRequest("InvalidSize", "The size must be a whole number of bytes.")
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
