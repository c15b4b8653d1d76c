package stack

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
)

// Print prints the addresses of the stack and an example.
func (s *Stack) Print(w io.Writer) {
	bucket := s.Template.Buckets[0].Name
	api := "http://localhost:" + portOf(s.pagesListeners[0])
	if len(s.pagesListeners) == 1 {
		api = s.URL()
	}
	page := api
	api += s.options.Parameters["RoutePrefix"]
	fmt.Fprintf(w, `
  Slipway is running; Ctrl-C ends it.

    Page    %s/
    API     %s/getS3UploadCredentials?filename=NAME
    S3      %s/%s
    Files   %s
    Callers %s

  An upload without a browser:

%s
`, page, api, s.S3URL(), bucket, filepath.Join(s.filesFolder(), bucket), s.callers(), s.example(api))
	if unenforced := s.s3.Unenforced; len(unenforced) > 0 {
		fmt.Fprintf(w, "\n  Not enforced locally:\n    %s\n", strings.Join(unenforced, ", "))
	}
	fmt.Fprintln(w)
}

// callers returns who may upload.
func (s *Stack) callers() string {
	if authorizer := s.Template.API.Authorizer; authorizer != nil {
		return fmt.Sprintf("with a token of %s for %s", authorizer.Issuer, strings.Join(authorizer.Audience, " or "))
	}
	return "anybody on this machine"
}

// example returns a shell command that uploads with curl. It turns the params of
// the answer into options of curl with grep and sed, which every machine has.
func (s *Stack) example(api string) string {
	token := ""
	if s.Template.API.Authorizer != nil {
		token = `-H "Authorization: Bearer $TOKEN" `
	}
	return fmt.Sprintf(`    curl -s %s'%s/getS3UploadCredentials?filename=hello.txt' |
      grep -o '"[^"]*":"[^"]*"' | sed '1d;s/":"/=/;s/^/form-string = /' |
      curl -K - -F 'file=Hello, bucket;filename=hello.txt' %s/%s/`,
		token, api, s.S3URL(), s.Template.Buckets[0].Name)
}
