package main

import (
	"slipway/functions/internal/api"
	"slipway/functions/internal/awserr"
)

// fromS3 returns the answer to an error of the S3 client, without S3's message,
// which may contain the role and the key.
func fromS3(err error) error {
	switch awserr.Code(err) {
	case "NoSuchUpload":
		return noSuchUpload
	case "EntityTooSmall":
		return api.BadRequest("PartTooSmall", api.Details{"limit": minPartBytes},
			"Every part but the last must have at least %d bytes.", minPartBytes)
	case "InvalidPart", "InvalidPartOrder":
		return api.BadRequest("UploadChanged", nil, "A part was replaced while the upload was completed: list the parts, then complete again.")
	case "BadDigest":
		return api.BadRequest("ChecksumMismatch", nil,
			"The checksum of the file does not match the bytes that arrived. Upload the file again.")
	}
	return awserr.Answer(err)
}
