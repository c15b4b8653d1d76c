package stack

import (
	"cmp"
	"strings"
)

// URL returns the address of the API and the pages.
func (s *Stack) URL() string { return "http://" + s.pagesListeners[0].Addr().String() }

// S3URL returns the address of the S3 server.
func (s *Stack) S3URL() string { return "http://" + s.s3Listeners[0].Addr().String() }

// localAddresses returns a function's environment variables with the addresses
// of the local servers in place of AWS's: https://BUCKET.s3.REGION.amazonaws.com/
// becomes http://127.0.0.1:PORT/BUCKET/, the bucket's dual-stack address becomes
// http://localhost:PORT/BUCKET/, and the SDK gets its endpoints. All other
// variables are as on AWS.
func (s *Stack) localAddresses(environment map[string]string) map[string]string {
	address, other := s.bucketAddresses()
	local := map[string]string{
		"AWS_ENDPOINT_URL_S3":          address,
		"AWS_ENDPOINT_URL_EVENTBRIDGE": "http://" + s.eventsListener.Addr().String(),
	}
	for name, value := range environment {
		for _, b := range s.Template.Buckets {
			for _, host := range []struct{ ipv4, dualStack string }{
				{b.RegionalDomainName, b.DualStackDomainName},
				{b.Name + ".s3-accelerate.amazonaws.com", b.Name + ".s3-accelerate.dualstack.amazonaws.com"},
			} {
				value = strings.ReplaceAll(value, "https://"+host.ipv4+"/", address+"/"+b.Name+"/")
				value = strings.ReplaceAll(value, "https://"+host.dualStack+"/", other+"/"+b.Name+"/")
			}
		}
		local[name] = value
	}
	return local
}

// bucketAddresses returns the two addresses of the S3 server for pages: by default
// with the hosts 127.0.0.1 and localhost.
func (s *Stack) bucketAddresses() (address, other string) {
	address = cmp.Or(s.options.S3URL, s.S3URL())
	return address, strings.Replace(address, "//127.0.0.1:", "//localhost:", 1)
}
