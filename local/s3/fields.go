package s3

import (
	"net/http"
	"slices"
	"strings"

	"github.com/versity/versitygw/s3err"

	"slipway/local/template"
)

// The values of "PutObject" in the Amazon S3 API reference.
var (
	cannedACLs = []string{"private", "public-read", "public-read-write", "authenticated-read", "aws-exec-read",
		"bucket-owner-read", "bucket-owner-full-control"}
	storageClasses = []string{"STANDARD", "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING",
		"GLACIER", "DEEP_ARCHIVE", "GLACIER_IR"}
	encryptions = []string{"AES256", "aws:kms", "aws:kms:dsse"}
)

// checkFields refuses values that S3 refuses, in fields that the gateway ignores.
// The names are in lower case. The form satisfies its policy.
func checkFields(fields map[string]string, ownership string) error {
	if acl, there := fields["acl"]; there {
		if err := checkACL(acl, ownership); err != nil {
			return err
		}
	}
	if class, there := fields["x-amz-storage-class"]; there && !slices.Contains(storageClasses, class) {
		return apiError(http.StatusBadRequest, "InvalidStorageClass", "The storage class you specified is not valid.")
	}
	if encryption, there := fields["x-amz-server-side-encryption"]; there && !slices.Contains(encryptions, encryption) {
		return apiError(http.StatusBadRequest, "InvalidEncryptionAlgorithmError",
			"The encryption request you specified is not valid.")
	}
	for name := range fields {
		// Disabled in new buckets since April 2026.
		if strings.HasPrefix(name, "x-amz-server-side-encryption-customer-") {
			return apiError(http.StatusForbidden, "AccessDenied",
				"The bucket does not allow encryption with customer-provided keys.")
		}
	}
	return nil
}

// checkACL refuses an unknown canned ACL, and one that the bucket's ownership
// setting does not allow.
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
func checkACL(acl, ownership string) error {
	if !slices.Contains(cannedACLs, acl) {
		return apiError(http.StatusBadRequest, "InvalidArgument", "The canned ACL is unknown.")
	}
	if ownership == "BucketOwnerEnforced" && acl != "bucket-owner-full-control" {
		return apiError(http.StatusBadRequest, "AccessControlListNotSupported", "The bucket does not allow ACLs.")
	}
	return nil
}

func apiError(status int, code, message string) error {
	return s3err.APIError{Code: code, Description: message, HTTPStatusCode: status}
}

func ownerships(buckets []template.Bucket) map[string]string {
	all := make(map[string]string)
	for _, b := range buckets {
		all[b.Name] = b.Ownership
	}
	return all
}
