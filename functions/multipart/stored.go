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

	"slipway/functions/internal/upload"
)

// stored returns the ETag of the object that an upload has become, if it was
// completed with parts of these ETags. S3 forgets an upload that it has
// completed, so where its answer was lost, the object is the only proof.
//
// The error is noSuchUpload if there is no such object.
func (h *handler) stored(ctx context.Context, t target, etags []string) (string, error) {
	if len(etags) == 0 {
		return "", noSuchUpload
	}
	object, err := h.s3.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &t.rules.Bucket, Key: &t.key})
	// The role may not list the bucket, and S3 then says 403 of a key that is not
	// there.
	if status := statusOf(err); status == http.StatusNotFound || status == http.StatusForbidden {
		return "", noSuchUpload
	}
	if err != nil {
		return "", fromS3(err)
	}
	etag := unquoted(aws.ToString(object.ETag))
	if want, ok := objectETag(etags); ok && etag == want || isOnlyUpload(t, object, len(etags)) {
		return etag, nil
	}
	return "", noSuchUpload
}

// isOnlyUpload reports whether an object that AWS KMS encrypts was made of so
// many parts, and of as many bytes as were declared, under a key that no second
// upload has. AWS documents no form for ETags under such a key, so they tell
// nothing more than the number of parts.
func isOnlyUpload(t target, object *s3.HeadObjectOutput, parts int) bool {
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
