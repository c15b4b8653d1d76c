package template

import (
	"strings"
	"testing"
)

func TestProjectParameters(t *testing.T) {
	for _, test := range []struct {
		name, value string
	}{
		{"AllowedOrigins", "https://example.com"},
		{"AllowedOrigins", "http://127.0.0.1:3000, http://localhost:3000"},
		{"AllowedOrigins", "*"},                                        // if set explicitly
		{"AllowedOrigins", "https://localhost,http://tauri.localhost"}, // Capacitor on Android, Tauri on Windows
		{"KeyPrefix", "a/"},
		{"KeyPrefix", "app/in-box_2.0/"},
		{"KeyStyle", "filename"},
		{"MinUploadBytes", "0"},
		{"MaxUploadBytes", "5368709120"},
		{"MaxMultipartBytes", "0"},
		{"MaxMultipartBytes", "53687091200000"},
		{"AllowedTypes", "image/svg+xml"},
		{"AllowedTypes", "application/vnd.oasis.opendocument.text, image/*"},
		{"ExpiresSeconds", "60"},
		{"ExpiresSeconds", "3600"},
		{"SuccessActionStatus", "204"},
		{"JwtIssuer", ""},
		{"JwtAudience", "https://api.example.com/v1?x=y#z"}, // whatever the issuer puts there
		{"AllowAnonymous", "true"},
		{"RequireSize", "true"},
		{"RequireSha256", "true"},
		{"Inspection", "tag"},
		{"Inspection", "off"},
		{"RejectedDays", "30"},
		{"MalwareScan", "true"},
		{"EventBusName", "shop/uploads.v1"},
		{"WebhookSecret", "pq+/=._~-A0000000000000000000000000000"}, // waits for a URL
		{"AlarmTopicArn", "arn:aws:sns:eu-central-1:123456789012:alarms"},
		{"AlarmTopicArn", "arn:aws-cn:sns:cn-north-1:123456789012:Slipway_alarms-2"},
	} {
		if _, err := Load(projectTemplate, projectInputs(map[string]string{test.name: test.value})); err != nil {
			t.Errorf("%s=%s: %v", test.name, test.value, err)
		}
	}
	for _, test := range []struct {
		name, value string
	}{
		{"AllowedOrigins", "https://example.com/"},                         // a URL, not an origin
		{"AllowedOrigins", "https://example.com/page"},                     // the same
		{"AllowedOrigins", "example.com"},                                  // no scheme
		{"AllowedOrigins", "https://Example.com"},                          // browsers send lower case: it would never match
		{"AllowedOrigins", "https://*.example.com"},                        // an HTTP API does not take it
		{"AllowedOrigins", "capacitor://localhost"},                        // API Gateway knows http and https alone
		{"AllowedOrigins", "ionic://localhost"},                            // the same
		{"AllowedOrigins", "https://example.com,tauri://localhost"},        // the same
		{"AllowedOrigins", "chrome-extension://abcdefghijklmnop"},          // the same
		{"AllowedOrigins", "file://"},                                      // the same; its pages send null
		{"AllowedOrigins", "null"},                                         // any sandboxed page has this origin
		{"AllowedOrigins", ""},                                             // nobody could upload
		{"AllowedOrigins", "https://a.example,,"},                          // an empty one among them
		{"KeyPrefix", ""},                                                  // the whole bucket
		{"KeyPrefix", "uploads"},                                           // would take in uploads-private/
		{"KeyPrefix", "/uploads/"},                                         // an empty folder name
		{"KeyPrefix", "a//b/"},                                             // the same
		{"KeyPrefix", "*/"},                                                // a wildcard in the role's resource
		{"KeyPrefix", "upload?/"},                                          // the other wildcard
		{"KeyPrefix", "${aws:username}/"},                                  // a policy variable
		{"KeyPrefix", "../"},                                               // leads out of the folder
		{"KeyPrefix", "a/../b/"},                                           // the same
		{"KeyPrefix", ".hidden/"},                                          // starts with a dot
		{"KeyPrefix", "über/"},                                             // a letter that keys would have to escape
		{"KeyPrefix", "a/\n"},                                              // a line end
		{"KeyPrefix", strings.Repeat("a", 128) + "/"},                      // too long
		{"KeyStyle", "Unique"},                                             // values are case-sensitive
		{"MinUploadBytes", "-1"},                                           // negative
		{"MaxUploadBytes", "0"},                                            // nothing could come in
		{"MaxUploadBytes", "5368709121"},                                   // more than S3 takes in one form
		{"MaxUploadBytes", "10MB"},                                         // not a number
		{"MaxMultipartBytes", "53687091200001"},                            // more than S3 takes in one object
		{"MaxMultipartBytes", "-1"},                                        // negative
		{"AllowedTypes", "*/*"},                                            // everything, scripts too
		{"AllowedTypes", "image"},                                          // half a type
		{"AllowedTypes", "image/png;charset=utf-8"},                        // parameters
		{"AllowedTypes", "image/p*"},                                       // a wildcard in the middle
		{"AllowedTypes", "image/a$b"},                                      // a variable in a policy
		{"AllowedTypes", ""},                                               // nothing could come in
		{"ExpiresSeconds", "59"},                                           // too short for a slow clock
		{"ExpiresSeconds", "3601"},                                         // longer than a leaked form should live
		{"SuccessActionStatus", "200 "},                                    // a space
		{"SuccessActionStatus", "303"},                                     // S3 would answer 204
		{"ObjectAcl", "public-read-write"},                                 // anybody could overwrite
		{"Architecture", "amd64"},                                          // Go's name for it
		{"Architecture", "x86_64"},                                         // not what is built
		{"Architecture", ""},                                               // empty
		{"JwtIssuer", "auth.example.com"},                                  // no scheme
		{"JwtIssuer", "http://auth.example.com"},                           // its keys could be changed in transit
		{"JwtIssuer", "http://localhost.evil.com"},                         // only starts like this machine
		{"JwtIssuer", "http://127.0.0.1:80@evil.com"},                      // the same, with a user's name
		{"JwtIssuer", "https://a.example?tenant=1"},                        // no issuer has a query
		{"JwtIssuer", "https://a.example#x"},                               // nor a fragment
		{"JwtIssuer", "https://a.example https://b"},                       // one alone
		{"JwtAudience", "two words"},                                       // a space instead of a comma
		{"JwtAudience", "a, b"},                                            // a token would need " b"
		{"JwtAudience", ","},                                               // two empty members
		{"JwtAudience", ",a"},                                              // an empty one among others
		{"JwtAudience", "a,"},                                              // the same
		{"JwtAudience", "a,,b"},                                            // the same
		{"JwtScopes", "two words"},                                         // a space instead of a comma
		{"JwtScopes", "a, b"},                                              // a token would need " b"
		{"JwtScopes", "a,"},                                                // an empty one
		{"JwtScopes", "a,b,c,d,e,f,g,h,i,j,k"},                             // eleven: more than a route takes
		{"JwtScopes", strings.Repeat("a", 65)},                             // longer than a route takes
		{"JwtScopes", "[a]"},                                               // as a list
		{"SignedPerHourAlarm", "0"},                                        // would always alarm
		{"SignedPerHourAlarm", "many"},                                     // no number
		{"JwtAudience", "a,bü"},                                            // no issuer writes that
		{"AllowAnonymous", "yes"},                                          // true, not yes
		{"AllowAnonymous", ""},                                             // empty
		{"RequireSize", "yes"},                                             // likewise
		{"RequireSha256", "1"},                                             // likewise
		{"WebhookUrl", "http://www.example.com/hook"},                      // the secret could be read in transit
		{"WebhookUrl", "http://localhost.evil.com/"},                       // only starts like this machine
		{"WebhookUrl", "http://127.0.0.1:80@evil.com/"},                    // the same, with a user's name
		{"WebhookUrl", "https://user:password@example.com/"},               // would be visible in the stack's parameters
		{"WebhookUrl", "https://example.com/*/hook"},                       // a parameter of the path
		{"WebhookUrl", "https://example.com/#x"},                           // no server sees a fragment
		{"WebhookUrl", "https://example.com?x=1"},                          // no path
		{"WebhookUrl", "https://example.com/ x"},                           // a space
		{"WebhookUrl", "www.example.com/hook"},                             // no scheme
		{"WebhookUrl", "https://example.com/" + strings.Repeat("a", 2048)}, // longer than EventBridge takes
		{"WebhookSecret", "short"},                                         // could be guessed
		{"WebhookSecret", strings.Repeat("a", 31)},                         // one character too short
		{"WebhookSecret", strings.Repeat("a", 513)},                        // longer than EventBridge takes
		{"WebhookSecret", strings.Repeat("a", 32) + "\n"},                  // a second header
		{"WebhookSecret", strings.Repeat("a b", 16)},                       // a shell would split it
		{"AlarmTopicArn", "alarms"},                                        // a name
		{"AlarmTopicArn", "arn:aws:sqs:eu-central-1:123456789012:alarms"},  // a queue
	} {
		_, err := Load(projectTemplate, projectInputs(map[string]string{test.name: test.value}))
		if err == nil {
			t.Errorf("%s=%q is accepted", test.name, test.value)
			continue
		}
		wantError(t, err, "parameter "+test.name, "must be ")
	}
}
