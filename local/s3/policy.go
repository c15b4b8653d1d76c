package s3

import (
	"crypto/hmac"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"

	"github.com/versity/versitygw/auth"
	"github.com/versity/versitygw/s3api/utils"
)

// signed reports whether the signature of a form's policy is valid.
type signed func(form) bool

func signedBy(owner Owner, sessions auth.IAMService) signed {
	root := auth.Account{Access: owner.AccessKeyID, Secret: owner.SecretAccessKey, Role: auth.RoleAdmin}
	return func(f form) bool {
		policy, _ := f.get("policy")
		credential, _ := f.get("x-amz-credential")
		token, _ := f.get("x-amz-security-token")
		signature, _ := f.get("x-amz-signature")
		scope := strings.Split(credential, "/")
		if len(scope) != 5 {
			return false
		}
		key, _, err := auth.ResolveDerivedKey(sessions, root, scope[0], token, scope[1], scope[2], scope[3])
		if err != nil {
			return false
		}
		want, err := utils.SignPostPolicy(policy, key)
		return err == nil && hmac.Equal([]byte(want), []byte(signature))
	}
}

// gmt matches the only form of an expiration that S3 documents.
//
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
var gmt = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$`)

// checkPolicy refuses a policy that the gateway would accept, or refuse for another
// reason: the gateway accepts any time in RFC 3339, and negative sizes. It leaves
// text that is not a policy document to the gateway.
func checkPolicy(policy string) error {
	var document struct {
		Expiration *string           `json:"expiration"`
		Conditions []json.RawMessage `json:"conditions"`
	}
	text, err := base64.StdEncoding.DecodeString(policy)
	if err != nil || json.Unmarshal(text, &document) != nil {
		return nil
	}
	if document.Expiration != nil && !gmt.MatchString(*document.Expiration) {
		return errPolicy("the expiration must look like 2006-01-02T15:04:05.000Z")
	}
	for _, raw := range document.Conditions {
		var condition []any
		if json.Unmarshal(raw, &condition) != nil || len(condition) != 3 || condition[0] != "content-length-range" {
			continue
		}
		for _, bound := range condition[1:] {
			number, isNumber := bound.(float64)
			text, _ := bound.(string)
			if isNumber && number < 0 || strings.HasPrefix(text, "-") {
				return errPolicy("a size must not be negative")
			}
		}
	}
	return nil
}

func errPolicy(message string) refusal {
	return newRefusal(http.StatusBadRequest, "InvalidPolicyDocument", "Invalid Policy: "+message+".")
}
