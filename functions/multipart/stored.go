package main

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"slipway/functions/internal/awserr"
	"slipway/functions/internal/upload"
)

// stored returns the ETag of the object of a completed upload, if it was
// completed with parts of these ETags. S3 forgets completed uploads, so if its
// answer was lost, only the object can show that the upload was completed.
//
// The error is noSuchUpload if there is no such object.
func (h *handler) stored(ctx context.Context, t target, etags []string) (string, error) {
	if len(etags) == 0 {
		return "", noSuchUpload
	}
	object, err := h.s3.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &t.rules.Bucket, Key: &t.key})
	// The role may not list the bucket, so S3 answers 403 for a missing key.
	if status := awserr.Status(err); status == http.StatusNotFound || status == http.StatusForbidden {
		return "", noSuchUpload
	}
	if err != nil {
		return "", fromS3(err)
	}
	etag := unquoted(aws.ToString(object.ETag))
	if want, ok := objectETag(etags); ok && etag == want || h.isOnlyUpload(t, object, len(etags)) {
		return etag, nil
	}
	return "", noSuchUpload
}

// isOnlyUpload reports whether an object encrypted by AWS KMS has this number
// of parts and the declared size, under a key that only one upload can have. AWS
// does not document the ETags of such objects, so only the number of parts can
// be read from them.
func (h *handler) isOnlyUpload(t target, object *s3.HeadObjectOutput, parts int) bool {
	switch object.ServerSideEncryption {
	case types.ServerSideEncryptionAwsKms, types.ServerSideEncryptionAwsKmsDsse:
	default:
		return false
	}
	size, err := t.size()
	return t.rules.KeyStyle == upload.Unique &&
		strings.HasSuffix(unquoted(aws.ToString(object.ETag)), fmt.Sprintf("-%d", parts)) &&
		err == nil && (size == nil || int64(*size) == aws.ToInt64(object.ContentLength))
}

// objectETag returns the ETag of an object that S3 makes of parts with these
// ETags: the MD5 of their MD5s, and their number. ok is false if one of them is
// not an MD5.
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
