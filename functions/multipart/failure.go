package main

import (
	"slipway/functions/internal/api"
	"slipway/functions/internal/awserr"
)

// fromS3 returns what an error of the S3 client means to the one who uploads.
// S3's own words stay here: they may name the role, and they hold the key.
func fromS3(err error) error {
	switch awserr.Code(err) {
	case "NoSuchUpload":
		return noSuchUpload
	case "EntityTooSmall":
		return api.BadRequest("PartTooSmall", api.Details{"limit": minPartBytes},
			"Every part but the last must have at least %d bytes.", minPartBytes)
	case "InvalidPart", "InvalidPartOrder":
		return api.BadRequest("UploadChanged", nil, "A part has changed meanwhile: list the parts, then complete again.")
	case "BadDigest":
		return api.BadRequest("ChecksumMismatch", nil,
			"The checksum of the whole file is not that of the bytes that arrived. Upload the file again.")
	}
	return awserr.Answer(err)
}
