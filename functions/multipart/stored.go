package main

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"slipway/functions/internal/awserr"
)

// stored returns the ETag of the object that an upload has become, if it was
// completed with parts of these ETags. S3 forgets an upload that it has
// completed, so where its answer was lost, the object is the only proof.
//
// The error is noSuchUpload if there is no such object.
func (h *handler) stored(ctx context.Context, t target, etags []string) (string, error) {
	want, ok := objectETag(etags)
	if !ok {
		return "", noSuchUpload
	}
	object, err := h.s3.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &h.rules.Bucket, Key: &t.key})
	// The role may not list the bucket, and S3 then says 403 of a key that is not
	// there.
	if status := awserr.Status(err); status == http.StatusNotFound || status == http.StatusForbidden {
		return "", noSuchUpload
	}
	if err != nil {
		return "", fromS3(err)
	}
	if unquoted(aws.ToString(object.ETag)) != want {
		return "", noSuchUpload
	}
	return want, nil
}

// objectETag returns the ETag that S3 gives to the object made of parts with
// these ETags: the MD5 of their MD5s, and how many they are. ok is false if one
// of them is no MD5.
func objectETag(parts []string) (etag string, ok bool) {
	digests := md5.New()
	for _, part := range parts {
		digest, err := hex.DecodeString(unquoted(part))
		if err != nil || len(digest) != md5.Size {
			return "", false
		}
		digests.Write(digest)
	}
	return fmt.Sprintf("%x-%d", digests.Sum(nil), len(parts)), len(parts) > 0
}
