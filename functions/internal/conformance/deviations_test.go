package conformance

// A deviation is the outcome on a server that differs from S3, and the reason.
type deviation struct{ does, because string }

// deviations are listed by server (S3_SERVER) and row.
var deviations = map[string]map[string]deviation{
	"versitygw": {
		"x-amz-storage-class":                    {stored + " without x-amz-storage-class", "Its files lie in a folder, which has no classes."},
		"x-amz-storage-class: in parts":          {"200, stored without x-amz-storage-class", "Its files lie in a folder, which has no classes."},
		"x-amz-server-side-encryption":           {stored + " without x-amz-server-side-encryption", "It does not encrypt."},
		"a redirect that is no URL acts as none": {"303, stored", "It takes it for a relative URL."},
		"older than the bucket's policy allows":  {stored, "Its bucket policies have no s3:signatureAge; by itself it refuses what was signed more than an hour ago."},
	},
	"radosgw": {
		"at another name of the server":                     {"404, nothing stored", "It takes a host name that it was not given (rgw_dns_name) for a bucket's."},
		"a redirect that is no URL acts as none":            {"303, stored", "It sends whatever the field has."},
		"x-amz-credential: empty":                           {"403, nothing stored", "It takes an empty field for a wrong signature."},
		"x-amz-date: empty":                                 {"403, nothing stored", "It takes an empty field for a wrong signature."},
		"an unknown member":                                 {stored, "It ignores what it does not know in a policy."},
		"a condition with two fields":                       {"403, nothing stored", "It takes it for two conditions."},
		"a file called files[]":                             {"403, nothing stored", otherName},
		"a file called upload":                              {"403, nothing stored", otherName},
		"a second file":                                     {stored, "It reads only the first."},
		"no end":                                            {stored + " without content", "It stores the rest of the form as part of the file."},
		"another type than a form's":                        {"400, nothing stored", "It answers 400 to whatever is no form."},
		"signed for another service":                        {stored, "It checks the signature with whatever service the form names."},
		"a scope with another end":                          {"403, nothing stored", "It compares signatures, and does not read the scope."},
		"a scope that is too short":                         {"403, nothing stored", "It compares signatures, and does not read the scope."},
		"a scope with an invalid day":                       {stored, "It checks the signature with whatever day the form names."},
		"encryption with the customer's key":                {"400, nothing stored", "It requires TLS for it before it checks the bucket."},
		"two checksums":                                     {stored + " without x-amz-checksum-sha1, x-amz-checksum-sha256", noChecksum},
		"a key in other scripts":                            {"403, nothing stored", `It reads each \uXXXX, the form in which AWS requires such characters in a policy, as one byte.`},
		"the longest key":                                   {stored + " without its name in the answer", "The XML of its answer has a zero byte in it."},
		"Cache-Control":                                     {stored + " without Cache-Control", onlyType},
		"Cache-Control: within starts-with":                 {stored + " without Cache-Control", onlyType},
		"Content-Disposition":                               {stored + " without Content-Disposition", onlyType},
		"Content-Disposition: within starts-with":           {stored + " without Content-Disposition", onlyType},
		"Content-Encoding":                                  {stored + " without Content-Encoding", onlyType},
		"Content-Encoding: within starts-with":              {stored + " without Content-Encoding", onlyType},
		"Content-Language":                                  {stored + " without Content-Language", onlyType},
		"Expires":                                           {stored + " without Expires", onlyType},
		"Expires: within starts-with":                       {stored + " without Expires", onlyType},
		"x-amz-storage-class":                               {"400, nothing stored", noClass},
		"x-amz-storage-class: another value":                {"400, nothing stored", noClass},
		"x-amz-storage-class: slipped in":                   {"400, nothing stored", noClass},
		"x-amz-server-side-encryption":                      {"400, nothing stored", "This version encrypts only with keys from elsewhere (a KMS, or the customer's)."},
		"x-amz-checksum-crc32":                              {stored + " without x-amz-checksum-crc32", noChecksum},
		"x-amz-checksum-crc32: of other bytes":              {stored + " without x-amz-checksum-crc32", noChecksum},
		"x-amz-checksum-crc32c":                             {stored + " without x-amz-checksum-crc32c", noChecksum},
		"x-amz-checksum-crc32c: of other bytes":             {stored + " without x-amz-checksum-crc32c", noChecksum},
		"x-amz-checksum-sha1":                               {stored + " without x-amz-checksum-sha1", noChecksum},
		"x-amz-checksum-sha1: of other bytes":               {stored + " without x-amz-checksum-sha1", noChecksum},
		"x-amz-checksum-sha256":                             {stored + " without x-amz-checksum-sha256", noChecksum},
		"x-amz-checksum-sha256: of other bytes":             {stored + " without x-amz-checksum-sha256", noChecksum},
		"an invalid checksum":                               {stored + " without x-amz-checksum-sha256", noChecksum},
		"policy: left out":                                  {"403, nothing stored", "It takes a form without a policy for an anonymous one, and those may not write to this bucket."},
		"starts-with nothing: left out":                     {stored, "It takes a missing field for an empty one."},
		"signed for another region":                         {stored, "It checks the signature with whatever region the form names."},
		"signature version 2":                               {stored, "It still accepts version 2, and its bucket policies have no s3:signatureversion."},
		"older than the bucket's policy allows":             {stored, "Its bucket policies have no s3:signatureAge."},
		"no file":                                           {stored + " without content", "It stores the end of the form in place of the missing file."},
		"21 KB before the file":                             {stored, "It has no such limit. The function refuses to sign that much."},
		"2,100 bytes of metadata":                           {stored, "It has no such limit. The function refuses to sign that much."},
		"a key that is too long":                            {stored + " without a way to read it", "It checks the length of a key when it reads, and not in a form."},
		"an ACL where ACLs are off":                         {stored, "This version cannot turn ACLs off."},
		"a website redirect that is no URL":                 {stored, "It does not check it."},
		"Cache-Control: in parts, as by a form":             {"200, stored, but a form's is not alike", onlyType},
		"Content-Disposition: in parts, as by a form":       {"200, stored, but a form's is not alike", onlyType},
		"Content-Disposition (2): in parts, as by a form":   {"200, stored, but a form's is not alike", onlyType},
		"Content-Language: in parts, as by a form":          {"200, stored, but a form's is not alike", onlyType},
		"Expires: in parts, as by a form":                   {"200, stored, but a form's is not alike", onlyType},
		"x-amz-storage-class: in parts":                     {"400, nothing stored", noClass},
		"x-amz-storage-class: in parts, as by a form":       {"400, nothing stored", noClass},
		"x-amz-storage-class: another value with a part":    {"400, nothing stored", noClass},
		"x-amz-meta-place: another value with a part":       {"200, stored", "It ignores what is not signed."},
		"tagging: in parts":                                 {"200, stored without tagging", noPartsTags},
		"tagging: in parts, as by a form":                   {"200, stored, but a form's is not alike", noPartsTags},
		"tagging (2): in parts":                             {"200, stored without tagging", noPartsTags},
		"tagging (2): in parts, as by a form":               {"200, stored, but a form's is not alike", noPartsTags},
		"tags of a file in parts that the role may not set": {"200, stored without tagging", noPartsTags},
		"an ACL that the role may not set":                  {stored, "For a form it requires s3:PutObject alone."},
		"tags that the role may not set":                    {stored, "For a form it requires s3:PutObject alone."},
	},
}

const (
	onlyType    = "Of a form's headers it keeps the content type and the metadata."
	otherName   = "It takes such a file for a field that the policy does not have."
	noClass     = "It has one storage class, STANDARD, and checks this field before the policy."
	noPartsTags = "This version ignores the tags of a file in parts."
	noChecksum  = "This version has no checksums."
)

// notRun are facts about forms that no row can test on one machine.
var notRun = []struct{ name, because string }{
	{"a form ends with the session that signed it", "Sessions of both servers last longer than a test may. TestNeverOutlivesCredentials tests what is signed, TestSessionEnds versitygw's sessions."},
	{"a file of 5 GiB, and a byte more", "It would take too long. TestBadPolicies tests that no policy allows more."},
	{"encryption with a key of AWS KMS", "There is no KMS here."},
	{"Content-Language in a form on the real service", "AWS's list of a form's fields does not have it, and nobody has recorded one."},
	{"TLS 1.2 and no less", "Neither server has TLS here. TestProjectBucketPolicy tests these statements of the bucket policy."},
	{"s3:authType of a bucket policy", "Neither server has it, and the template does not use it."},
	{"the global endpoint sends a new bucket's form elsewhere (307)", "There are no regions here. The template gives the function the regional address."},
	{"a field called bucket", "What S3 does with one is not documented. No form has it (TestBadPolicies)."},
	{"a field twice", "What S3 does with one is not documented, except for metadata, which it joins. The local server refuses it."},
	{"starts-with on a field for which only exact matching is documented", "What S3 does with one is not documented. The function signs none."},
	{"keys with .. as a folder", "S3 accepts them; versitygw refuses those that lead out of its folder. The function makes none (TestSafeName)."},
	{"keys with $$", "What S3 does with them is not documented. The function puts no $ into a key (TestSafeName)."},
}
