package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
)

// print says where everything is.
func (s *stack) print(w io.Writer) {
	bucket := s.template.Buckets[0].Name
	api := "http://localhost:" + s.port()
	if len(s.listeners) == 1 {
		api = s.url()
	}
	fmt.Fprintf(w, `
  Slipway is running; Ctrl-C ends it.

    Page    %s/
    API     %s/getS3UploadCredentials?filename=NAME
    S3      %s/%s
    Files   %s

  An upload without a browser:

%s
`, api, api, s.s3URL(), bucket, filepath.Join(s.filesFolder(), bucket), s.example(api))
	if unenforced := s.s3server.Unenforced; len(unenforced) > 0 {
		fmt.Fprintf(w, "\n  In force on AWS only (the words of %s):\n    %s\n", filepath.Base(s.options.template), strings.Join(unenforced, ", "))
	}
	fmt.Fprintln(w)
}

// example is an upload with curl. The params of the answer become options of
// curl by text replacement alone, so that no other tool is needed.
func (s *stack) example(api string) string {
	return fmt.Sprintf(`    curl -s '%s/getS3UploadCredentials?filename=hello.txt' |
      grep -o '"[^"]*":"[^"]*"' | sed '1d;s/":"/=/;s/^/form-string = /' |
      curl -K - -F 'file=Hello, bucket;filename=hello.txt' %s/%s/`,
		api, s.s3URL(), s.template.Buckets[0].Name)
}
