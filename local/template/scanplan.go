package template

// A ScanPlan is an AWS::GuardDuty::MalwareProtectionPlan: the objects that
// GuardDuty scans.
type ScanPlan struct {
	Role     string // its ARN
	Bucket   string
	Prefixes []string
}

func (r *resolver) scanPlan(res *resource) (ScanPlan, error) {
	var p struct {
		Role              text
		ProtectedResource struct {
			S3Bucket struct {
				BucketName     text
				ObjectPrefixes []text
			}
		}
		Actions struct {
			Tagging struct{ Status text }
		}
	}
	if err := r.decode(res, &p); err != nil {
		return ScanPlan{}, err
	}
	if p.Actions.Tagging.Status != "DISABLED" {
		return ScanPlan{}, r.errorf(res.node, "%s: only Tagging with Status DISABLED is supported", res.id)
	}
	bucket := p.ProtectedResource.S3Bucket
	return ScanPlan{string(p.Role), string(bucket.BucketName), plain(bucket.ObjectPrefixes)}, nil
}
