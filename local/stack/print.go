package stack

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
)

// Print says where everything is.
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
		fmt.Fprintf(w, "\n  In force on AWS only (the words of %s):\n    %s\n", filepath.Base(s.options.Template), strings.Join(unenforced, ", "))
	}
	fmt.Fprintln(w)
}

// callers says who may upload.
func (s *Stack) callers() string {
	if authorizer := s.Template.API.Authorizer; authorizer != nil {
		return fmt.Sprintf("with a token of %s for %s", authorizer.Issuer, strings.Join(authorizer.Audience, " or "))
	}
	return "anybody on this machine"
}

// example is an upload with curl. The params of the answer become options of
// curl by text replacement alone, so that no other tool is needed.
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
