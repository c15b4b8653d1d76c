package template

import (
	"encoding/json"
	"slices"
	"time"
)

// A Bucket is an AWS::S3::Bucket and the AWS::S3::BucketPolicy that names it.
type Bucket struct {
	LogicalID string
	Name      string // the stack's name and the logical id, in lower case
	// As on AWS, without a scheme.
	RegionalDomainName, DualStackDomainName string
	CORS                                    []CORSRule
	Policy                                  json.RawMessage // nil if there is none
	Ownership                               string          // BucketOwnerEnforced, BucketOwnerPreferred or ObjectWriter
	PublicAccessBlock                       PublicAccessBlock
	Versioned                               bool
	EventBridge                             bool // it sends its events to EventBridge
	// Unsupported names the properties that have no effect locally.
	Unsupported []string
}

// A CORSRule is one of the bucket's CorsRules.
type CORSRule struct {
	AllowedOrigins []string
	AllowedMethods []string
	AllowedHeaders []string
	ExposedHeaders []string
	MaxAge         time.Duration // how long a browser may cache the preflight; 0 if not set
}

// PublicAccessBlock is the bucket's PublicAccessBlockConfiguration.
type PublicAccessBlock struct {
	BlockPublicAcls, BlockPublicPolicy, IgnorePublicAcls, RestrictPublicBuckets bool
}

func (r *resolver) bucket(res *resource) (Bucket, error) {
	// The raw fields have no effect locally. Unsupported names them.
	var p struct {
		BucketEncryption, LifecycleConfiguration json.RawMessage

		NotificationConfiguration struct {
			EventBridgeConfiguration struct{ EventBridgeEnabled boolean }
		}
		PublicAccessBlockConfiguration struct {
			BlockPublicAcls, BlockPublicPolicy, IgnorePublicAcls, RestrictPublicBuckets boolean
		}
		VersioningConfiguration struct{ Status text }
		AccelerateConfiguration struct{ AccelerationStatus text } // UPLOAD_URL has its address
		OwnershipControls       struct {
			Rules []struct{ ObjectOwnership text }
		}
		CorsConfiguration struct {
			CorsRules []struct {
				AllowedOrigins, AllowedMethods, AllowedHeaders, ExposedHeaders []text
				MaxAge                                                         number
			}
		}
	}
	if err := r.decode(res, &p); err != nil {
		return Bucket{}, err
	}
	b := Bucket{
		LogicalID:           res.id,
		Name:                res.ref,
		RegionalDomainName:  res.attributes["RegionalDomainName"],
		DualStackDomainName: res.attributes["DualStackDomainName"],
		Ownership:           "BucketOwnerEnforced", // S3's own default
		Versioned:           p.VersioningConfiguration.Status == "Enabled",
		EventBridge:         bool(p.NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled),
		PublicAccessBlock: PublicAccessBlock{
			BlockPublicAcls:       bool(p.PublicAccessBlockConfiguration.BlockPublicAcls),
			BlockPublicPolicy:     bool(p.PublicAccessBlockConfiguration.BlockPublicPolicy),
			IgnorePublicAcls:      bool(p.PublicAccessBlockConfiguration.IgnorePublicAcls),
			RestrictPublicBuckets: bool(p.PublicAccessBlockConfiguration.RestrictPublicBuckets),
		},
	}
	for _, rule := range p.OwnershipControls.Rules {
		b.Ownership = string(rule.ObjectOwnership)
	}
	for _, rule := range p.CorsConfiguration.CorsRules {
		b.CORS = append(b.CORS, CORSRule{
			AllowedOrigins: plain(rule.AllowedOrigins),
			AllowedMethods: plain(rule.AllowedMethods),
			AllowedHeaders: plain(rule.AllowedHeaders),
			ExposedHeaders: plain(rule.ExposedHeaders),
			MaxAge:         seconds(rule.MaxAge),
		})
	}
	if p.BucketEncryption != nil {
		b.Unsupported = append(b.Unsupported, "BucketEncryption")
	}
	if p.LifecycleConfiguration != nil {
		b.Unsupported = append(b.Unsupported, "LifecycleConfiguration")
	}
	return b, nil
}

// bucketPolicy sets the policy of the bucket that res refers to.
func (r *resolver) bucketPolicy(res *resource, buckets []Bucket) error {
	var p struct {
		Bucket         text
		PolicyDocument json.RawMessage
	}
	if err := r.decode(res, &p); err != nil {
		return err
	}
	i := slices.IndexFunc(buckets, func(b Bucket) bool { return b.Name == string(p.Bucket) })
	if i < 0 {
		return r.errorf(res.node, "%s: Bucket must be a bucket of this template (!Ref)", res.id)
	}
	buckets[i].Policy = p.PolicyDocument
	return nil
}

func seconds(n number) time.Duration {
	return time.Duration(n) * time.Second
}
