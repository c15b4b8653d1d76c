package main

import (
	"strings"

	"slipway/functions/internal/api"
	"slipway/functions/internal/upload"
)

// parseFile reads the description of a file from a query.
func parseFile(request api.Request) (upload.File, error) {
	query, err := request.Query(isParameter)
	if err != nil {
		return upload.File{}, err
	}
	file := upload.File{Name: query["filename"], Type: query["type"], SHA256: query["sha256"], Profile: query["profile"], Metadata: upload.Values{}}
	for name, value := range query {
		if metadata, ok := metadataName(name); ok {
			file.Metadata[metadata] = value
		}
	}
	if value, ok := query["size"]; ok {
		size, err := upload.ParseSize(value)
		if err != nil {
			return upload.File{}, err
		}
		file.Size = &size
	}
	return file, nil
}

func isParameter(name string) bool {
	switch name {
	case "filename", "type", "size", "sha256", "profile":
		return true
	}
	_, ok := metadataName(name)
	return ok
}

// metadataName returns the name in "metadata[name]".
func metadataName(parameter string) (string, bool) {
	name, ok := strings.CutPrefix(parameter, "metadata[")
	if !ok {
		return "", false
	}
	return strings.CutSuffix(name, "]")
}
