package main

import "encoding/json"

// bucketProperties are the properties of the template's bucket. CloudFormation
// accepts a number as a string.
type bucketProperties struct {
	PublicAccessBlockConfiguration accessBlock
	OwnershipControls              struct {
		Rules []struct{ ObjectOwnership string }
	}
	BucketEncryption struct {
		ServerSideEncryptionConfiguration []struct {
			ServerSideEncryptionByDefault struct{ SSEAlgorithm, KMSMasterKeyID string }
			BucketKeyEnabled              bool
		}
	}
	VersioningConfiguration   struct{ Status string }
	NotificationConfiguration *struct {
		EventBridgeConfiguration struct{ EventBridgeEnabled bool }
	}
	LifecycleConfiguration  struct{ Rules []lifecycleRule }
	AccelerateConfiguration *struct{ AccelerationStatus string }
	CorsConfiguration       struct{ CorsRules []corsRule }
}

type accessBlock struct {
	BlockPublicAcls, BlockPublicPolicy, IgnorePublicAcls, RestrictPublicBuckets bool
}

type corsRule struct {
	AllowedOrigins, AllowedMethods, AllowedHeaders, ExposedHeaders []string

	MaxAge int32
}

type lifecycleRule struct {
	Id, Status, Prefix          string
	TagFilters                  []struct{ Key, Value string }
	ExpirationInDays            json.Number // also "1"
	ExpiredObjectDeleteMarker   *bool
	NoncurrentVersionExpiration *struct {
		NoncurrentDays int32
	}
	AbortIncompleteMultipartUpload *struct {
		DaysAfterInitiation int32
	}
}
